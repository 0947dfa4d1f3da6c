"""Mail that the console writes: how one is made, handed to the mail server, and why that failed."""

import smtplib
from contextlib import contextmanager, suppress

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's vacation answers it
BULK = AUTOMATIC | {"Precedence": "bulk"}


class NotSent(Exception):
    """The mail server did not take a mail. `passing` says whether it may take it later."""

    def __init__(self, reason, passing=False):
        super().__init__(reason)
        self.passing = passing


@contextmanager
def mail_server():
    """A connection to the server of EMAIL_URL. Raises NotSent when there is none."""
    connection = get_connection()
    try:
        connection.open()
        yield connection
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(why(error), passing=True) from error
    finally:
        with suppress(OSError, smtplib.SMTPException):  # it is over anyway
            connection.close()


def send(connection, *, sender, recipient, subject, text, headers=()):
    """Hand one mail over. Raises NotSent when the server refuses this one; the connection can be used further.

    Raises OSError or smtplib.SMTPServerDisconnected when the connection is lost.
    """
    mail = EmailMessage(subject, text, sender, [recipient], headers=dict(headers), connection=connection)
    try:
        mail.send()
    except smtplib.SMTPServerDisconnected:
        raise
    except ValueError as error:  # an address of another program that is none
        raise NotSent(" ".join(str(error).split())[:255]) from error
    except smtplib.SMTPException as error:
        raise NotSent(why(error), passing=400 <= code_of(error) < 500) from error


def code_of(error):
    """The server's three digits, or 0."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return getattr(error, "smtp_code", 0) or 0


def why(error):
    """What the server said, in one line of at most 255 characters."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    else:
        code, text = code_of(error), getattr(error, "smtp_error", None) or getattr(error, "strerror", None) or error
    text = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code or ''} {text}".split())[:255]


def check_text(subject, body):
    """Raise ValidationError for what makes no mail: no subject, one of several lines, no text."""
    subject = subject.strip()
    if not subject or len(subject) > 255 or not subject.isprintable():
        raise ValidationError({"subject": _("Give a subject: one line of at most 255 characters.")})
    if not body.strip():
        raise ValidationError({"body": _("Give a text.")})
