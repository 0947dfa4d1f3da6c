"""Which rows of a domain a person sees, and in which order."""

from django.db import models
from django.db.models import Q

from domains.models import own_domains


def of_domain(field, domain):
    """The condition that the address in `field` is in `domain` (a name)."""
    return Q(**{f"{field}__endswith": f"@{domain}"})


def order_for(user, key):
    """The fields that order a list of mailboxes or aliases: `key` for superadmins, for domain admins the domain first.

    So they lie in an index, each domain's together; by `key` alone all of them would have to be sorted for each page.
    """
    return (key,) if user.is_superadmin else ("domain_id", key)


class InDomainQuerySet(models.QuerySet):
    """Rows that have a column `domain`."""

    def visible_to(self, user):
        """What lies in the domains that `user` may see."""
        if getattr(user, "is_superadmin", False):
            return self
        return self.filter(domain__in=own_domains(user))
