"""What belongs to mailboxes: their forwarding and usage for lists, all of it in words for a delete."""

from django.db.models import F
from django.utils.translation import ngettext

from domains.models import Domain
from mailboxes.models import Alias, Fetchmail, Quota2, Vacation


def with_aliases(mailboxes):
    """Give mailboxes `forwards`, `keeps_copy` and `on_vacation` (now), in two queries."""
    names = [mailbox.username for mailbox in mailboxes]
    away = set(Vacation.objects.current().filter(email__in=names).values_list("email", flat=True))
    elsewhere = Alias.objects.exclude(goto=F("address"))
    aliases = elsewhere.in_bulk(names)
    for mailbox in mailboxes:
        alias = aliases.get(mailbox.username)
        mailbox.forwards = alias.forwards if alias else []
        mailbox.keeps_copy = alias is None or alias.keeps_copy
        mailbox.on_vacation = mailbox.username in away
    return mailboxes


def with_usage(mailboxes):
    """Give mailboxes `used_bytes` and `domain_active`, in two queries.

    Joined into the query of the page, MariaDB would begin with the joined tables and sort the whole of them.
    """
    used = dict(
        Quota2.objects.filter(username__in=[mailbox.username for mailbox in mailboxes]).values_list("username", "bytes")
    )
    domains = Domain.objects.filter(domain__in={mailbox.domain_id for mailbox in mailboxes}, active=False)
    disabled = set(domains.values_list("domain", flat=True))
    for mailbox in mailboxes:
        mailbox.used_bytes = used.get(mailbox.username, 0)
        mailbox.domain_active = mailbox.domain_id not in disabled
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
