"""manage.py listmailboxes"""

from django.conf import settings
from django.utils.translation import gettext as _

from domains.management.options import domain_named
from mailadmin.commands.listing import List, state
from mailadmin.store.addresses import shown_address
from mailboxes.models import Mailbox
from mailboxes.records import mailbox_record, with_all


class Command(List):
    help = _("List mailboxes with what they use and where they forward to.")
    key = "username"
    search_help = _("only those whose address begins with T; with --domain, those that have it in the address or name")
    columns = {
        _("MAILBOX"): "shown",
        _("USED (MB)"): lambda mailbox: round(mailbox.used_bytes / settings.QUOTA_MULTIPLIER, 1),
        _("QUOTA (MB)"): lambda mailbox: quota_text(mailbox.quota_limit),
        _("STATE"): lambda mailbox: state(
            mailbox.active,
            not mailbox.domain_active and _("domain disabled"),
            mailbox.on_vacation and _("on vacation"),
            not mailbox.keeps_copy and _("keeps no copy"),
            mailbox.expiry and mailbox.expiry.near and lower_first(mailbox.expiry.text),
        ),
        _("FORWARDS TO"): lambda mailbox: ", ".join(map(shown_address, mailbox.forwards)),
        _("NAME"): "name",
    }

    def rows(self, domain, search):
        rows = Mailbox.objects.all()
        if domain is not None:
            rows = rows.filter(domain=domain_named(domain))
        if search is None:
            return rows
        return rows.matching(search) if domain is None else rows.matching_within(search)

    def decorated(self, mailboxes):
        return with_all(mailboxes)

    def record(self, mailbox):
        return mailbox_record(mailbox)


def quota_text(limit):
    return _("none kept") if limit.none else limit.word() or limit.in_megabytes.number


def lower_first(text):
    """As the other words of the column are."""
    return text[:1].lower() + text[1:]
