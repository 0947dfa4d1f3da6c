"""What goes with a mailbox, and with a domain: everything that is kept by an address, in whichever table."""

from django.utils.translation import ngettext

from domains.models import DkimSigning
from mailadmin.accounts.models import AppPassword, TotpException
from mailboxes.models import (
    Alias,
    ExpiryMail,
    Fetchmail,
    Mailbox,
    Quota,
    Quota2,
    SieveScript,
    Vacation,
    VacationNotification,
    VacationPlan,
    WelcomeText,
    of_domain,
)

# What is found by a mailbox's address and must not outlive it; notifications before the vacation they refer to.
KEPT_BY_ADDRESS = [
    (VacationNotification, "on_vacation__email"),
    (Vacation, "email"),
    (VacationPlan, "email"),
    (SieveScript, "email"),
    (Quota, "username"),
    (Quota2, "username__username"),
    (Fetchmail, "mailbox"),
    (AppPassword, "username"),
    (TotpException, "username"),
    (DkimSigning, "author"),
    (ExpiryMail, "username"),
]


def purge_mailbox(address):
    """Delete one mailbox with everything that is kept by its address. Aliases that point to it stay."""
    for model, field in KEPT_BY_ADDRESS:
        model.objects.filter(**{field: address}).delete()
    Mailbox.objects.filter(username=address).delete()
    Alias.objects.filter(address=address).delete()


def purge_mailboxes(domain):
    """Delete all mailboxes of `domain` (a name) with everything that is kept by their addresses."""
    for model, field in KEPT_BY_ADDRESS:
        model.objects.filter(of_domain(field, domain)).delete()
    TotpException.objects.filter(username=domain).delete()
    Mailbox.objects.filter(domain=domain).delete()


def purge_rows(domain):
    """Delete what says by its column `domain` that it is of `domain` (a name)."""
    for model in (Alias, Vacation, Fetchmail, WelcomeText):
        model.objects.filter(domain=domain).delete()


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
