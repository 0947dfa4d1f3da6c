"""What belongs to mailboxes: their forwarding and usage for lists, all of it in words for a delete."""

from django.utils.translation import ngettext

from domains.models import Domain
from mailboxes.models import Alias, Fetchmail, Quota2, Vacation


def with_aliases(mailboxes):
    """Give mailboxes `forwards`, `keeps_copy` and `on_vacation`, from their aliases in one query."""
    aliases = Alias.objects.in_bulk([mailbox.username for mailbox in mailboxes])
    for mailbox in mailboxes:
        alias = aliases.get(mailbox.username)
        mailbox.forwards = alias.forwards if alias else []
        mailbox.keeps_copy = alias is None or alias.keeps_copy
        mailbox.on_vacation = bool(alias and alias.on_vacation)
    return mailboxes


def with_usage(mailboxes):
    """Give mailboxes `used_bytes` and `domain_active`, in two queries.

    Joined into the query of the page, MariaDB would begin with the joined tables and sort the whole of them.
    """
    used = dict(
        Quota2.objects.filter(username__in=[mailbox.username for mailbox in mailboxes]).values_list("username", "bytes")
    )
    domains = Domain.objects.in_bulk({mailbox.domain_id for mailbox in mailboxes})
    for mailbox in mailboxes:
        mailbox.used_bytes = used.get(mailbox.username, 0)
        domain = domains.get(mailbox.domain_id)
        mailbox.domain_active = domain is None or domain.active
    return mailboxes


def mailbox_contents(addresses):
    """What goes when these mailboxes go, in words."""
    jobs = Fetchmail.objects.filter(mailbox__in=addresses).count()
    replies = Vacation.objects.filter(email__in=addresses).count()
    lines = [
        (
            len(addresses),
            ngettext(
                "%(count)s mailbox with its forwarding", "%(count)s mailboxes with their forwarding", len(addresses)
            ),
        ),
        (replies, ngettext("%(count)s vacation note", "%(count)s vacation notes", replies)),
        (jobs, ngettext("%(count)s fetchmail job", "%(count)s fetchmail jobs", jobs)),
    ]
    return [text % {"count": number} for number, text in lines if number]
