"""Mails to whose password is about to expire: 30, 14 and 7 days before, each once, in the background.

That one is about to be sent is written down before it is. So of two workers one sends it, and after a kill between the
two it is not sent again: a mail less is better than two. Only where the mail server refuses it for the time being, or
is not there, is it tried again.
"""

import logging
from contextlib import ExitStack
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django_tasks import task

from domains.models import Domain
from mailadmin.store.fields import now
from mailadmin.web.paging import batches
from mailboxes.expiry import Expiry
from mailboxes.mail import AUTOMATIC, NotSent, mail_server, send
from mailboxes.models import ExpiryMail, Mailbox

log = logging.getLogger("mailadmin.mail")
DAYS = (30, 14, 7)  # before the end
BATCH = 500


@task(takes_context=True, title=gettext_lazy("Warn of passwords that expire"))
def warn_of_expiry(context):
    """Send the mails that are due. Raises NotSent when the mail server can't be reached."""
    sent, connection = 0, None
    with ExitStack() as stack:
        for mailbox, days in all_due() if settings.PASSWORD_EXPIRATION else ():
            with context.step({}, done=sent, note=mailbox.username):
                pass  # it gets on, however often its worker dies: who was told is written down below
            connection = connection or stack.enter_context(mail_server())  # before anything is written down
            sent += warn(mailbox, days, connection)
    return ngettext("%(count)s mail was sent.", "%(count)s mails were sent.", sent) % {"count": sent}


def all_due():
    """(mailbox, days before) of each mail that is due and not known to be sent."""
    near = Mailbox.objects.filter(active=True).password_expires_within(max(DAYS))
    for batch in batches(near, ["username"], BATCH):
        names = {mailbox.domain_id for mailbox in batch}
        hold = dict(Domain.objects.filter(domain__in=names, active=True).values_list("domain", "password_expiry"))
        told = ExpiryMail.objects.in_bulk([mailbox.username for mailbox in batch])
        for mailbox in batch:
            days = step(mailbox.password_expiry, hold.get(mailbox.domain_id, 0))
            last = told.get(mailbox.username)
            if days and not (last and last.ends == mailbox.password_expiry and last.days <= days):
                yield mailbox, days


def step(ends, hold):
    """Which of DAYS is due for a password that ends then, or None.

    Only the last one, where some were missed; and none that would be due the moment a password is new, `hold` being the
    days that it is good for.
    """
    left = ends - now()
    return min((days for days in DAYS if left <= timedelta(days=days) and days < hold), default=None)


def warn(mailbox, days, connection):
    """Send a mailbox this mail, unless that was done meanwhile. Returns whether it was sent."""
    before = ExpiryMail.objects.filter(username=mailbox.username).values("ends", "days").first()
    if not claim(mailbox, days):
        return False
    try:
        send(connection, **message(mailbox))
    except NotSent as error:
        log.warning("The mail to %s about its password was not sent: %s", mailbox.username, error)
        if error.passing:
            give_back(mailbox, days, before)
        return False
    return True


def claim(mailbox, days):
    """Write down that this mail is sent. Returns whether it was not yet, and is still true."""
    if not Mailbox.objects.filter(username=mailbox.username, password_expiry=mailbox.password_expiry).exists():
        return False  # the password was changed meanwhile
    values = {"ends": mailbox.password_expiry, "days": days}
    rows = ExpiryMail.objects.filter(username=mailbox.username)
    rows = rows.exclude(ends=mailbox.password_expiry, days__lte=days)
    if rows.update(**values):
        return True
    try:
        with transaction.atomic():
            ExpiryMail.objects.create(username=mailbox.username, **values)
        return True
    except IntegrityError:  # there is one; unless somebody else made it just now, it is this very mail's
        return bool(rows.update(**values))


def give_back(mailbox, days, before):
    """The mail was not sent: as it was `before`, a row's values or None."""
    rows = ExpiryMail.objects.filter(username=mailbox.username, ends=mailbox.password_expiry, days=days)
    if before:
        rows.update(**before)
    else:
        rows.delete()


def message(mailbox):
    """In the site's language: nobody's browser is there to ask."""
    ends = mailbox.password_expiry
    with override(settings.LANGUAGE_CODE):
        words = {"address": mailbox.shown, "date": f"{ends:%Y-%m-%d %H:%M}", "when": Expiry(ends).text}
        url = settings.BASE_URL + reverse("me_password")
        text = (
            _("The password of your mailbox %(address)s expires on %(date)s.") % words
            + "\n\n"
            + _("After that, mail programs can't fetch or send mail with it. Choose a new one here:")
            + f"\n\n{url}\n"
        )
        subject = _("%(address)s: %(when)s") % words
    sender = settings.ADMIN_EMAIL or f"postmaster@{mailbox.domain_id}"
    return {"sender": sender, "recipient": mailbox.username, "subject": subject, "text": text, "headers": AUTOMATIC}
