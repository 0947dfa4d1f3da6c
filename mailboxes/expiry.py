"""When the passwords of mailboxes expire: settings.PASSWORD_EXPIRATION, and the number of days of their domain.

As in the query that upstream documents for Dovecot: where the domain says 0 they never do; elsewhere `password_expiry`
counts, whatever it is. So upstream's default of the year 2000, in rows older than that column, has expired.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from domains.models import Domain
from mailadmin.accounts.models import LONG_AGO
from mailadmin.store.fields import now

SOON = 30  # days ahead that the end is spoken of


class Expiry:
    """The end of one password; the local time, `ends`, is exact."""

    def __init__(self, ends: datetime):
        self.ends = ends

    @property
    def over(self):
        return self.ends <= now()

    @property
    def days(self):
        """Days that are left; 0 on the last one, and afterwards."""
        return max((self.ends.date() - now().date()).days, 0)

    @property
    def near(self):
        """Whether it is time to speak of it."""
        return self.ends <= now() + timedelta(days=SOON)

    @property
    def kind(self):
        """How serious that is, as of chips."""
        return "bad" if self.over else "warn"

    @property
    def text(self):
        """In words, beside others about the mailbox."""
        if self.over:
            return _("Password expired")
        if not self.days:
            return _("Password expires today")
        return ngettext("Password expires in %(days)s day", "Password expires in %(days)s days", self.days) % {
            "days": self.days
        }


def with_expiry(mailboxes):
    """Give mailboxes `expiry`, an Expiry or None for never; a query for all of them, and none where nothing expires."""
    days = days_of({mailbox.domain_id for mailbox in mailboxes}) if settings.PASSWORD_EXPIRATION else {}
    for mailbox in mailboxes:
        # A date of zeros, as old tables have, comes out of the driver as None; for Dovecot's query it is long over.
        mailbox.expiry = Expiry(mailbox.password_expiry or LONG_AGO) if days.get(mailbox.domain_id) else None
    return mailboxes


def days_of(names):
    """The number of days that passwords hold in each of these domains."""
    return dict(Domain.objects.filter(domain__in=names).values_list("domain", "password_expiry"))


def facts(mailbox):
    """What programs read of a mailbox with `expiry`, by name; nothing at all where no password expires."""
    if not settings.PASSWORD_EXPIRATION:
        return {}
    expiry = mailbox.expiry
    return {
        "password_expires": expiry and expiry.ends,
        "password_expired": bool(expiry and expiry.over),
        "password_days_left": expiry and expiry.days,
    }
