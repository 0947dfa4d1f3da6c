"""The mail that greets a new mailbox: with it Dovecot makes the maildir, and the owner sees that it works."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

log = logging.getLogger("mailadmin.mail")


def send_welcome(address):
    """Send the welcome mail through EMAIL_URL. A mail server that is down costs a log line, not the mailbox."""
    domain = address.rpartition("@")[2]
    text = settings.WELCOME_TEXT or _("Hello,\n\nwelcome to your new mailbox %(address)s.\n") % {"address": address}
    sender = settings.ADMIN_EMAIL or f"postmaster@{domain}"
    try:
        EmailMessage(_("Welcome"), text, sender, [address], headers={"Auto-Submitted": "auto-generated"}).send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("Welcome mail to %s was not sent: %s", address, error)
