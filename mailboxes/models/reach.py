"""Which rows of a domain a person sees, and in which order."""

from django.db import models
from django.db.models import Q

from domains.models import own_domains
from mailadmin.accounts.roles import EVERYTHING, OWN_MAILBOX, reach_of


def of_domain(field, domain):
    """The condition that the address in `field` is in `domain` (a name)."""
    return Q(**{f"{field}__endswith": f"@{domain}"})


def order_for(user, key):
    """The fields that order a list of mailboxes or aliases: `key` for who sees all, for others the domain first.

    So they lie in an index, each domain's together; by `key` alone all of them would have to be sorted for each page.
    """
    return (key,) if user.reach == EVERYTHING else ("domain_id", key)


class InDomainQuerySet(models.QuerySet):
    """Rows that have a column `domain`, and are of the mailbox whose address is in the field `of_mailbox`."""

    of_mailbox = ""

    def visible_to(self, user):
        """What lies in the domains that `user` may see, or is of the mailbox that is the person's own."""
        if reach_of(user) == EVERYTHING:
            return self
        if reach_of(user) == OWN_MAILBOX:
            return self.filter(**{self.of_mailbox: user.username}) if self.of_mailbox else self.none()
        return self.filter(domain__in=own_domains(user))
