"""The mail that greets a new mailbox: with it Dovecot makes the maildir, and the owner sees that it works.

Its text is the domain's, else the site's (both in the console, by language), else WELCOME_TEXT, else ours.
"""

import logging
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, override

from mailadmin.store.addresses import shown_address, shown_domain
from mailboxes.mail import AUTOMATIC, NotSent, mail_server, send
from mailboxes.models import Mailbox, WelcomeText

log = logging.getLogger("mailadmin.mail")

PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLACEHOLDERS = {
    "address": gettext_lazy("the address"),
    "name": gettext_lazy("the owner's name"),
    "domain": gettext_lazy("the domain"),
    "server": gettext_lazy("the mail server's name"),
    "console": gettext_lazy("the address of this console"),
}


def send_welcome(address, language):
    """Send the welcome mail through EMAIL_URL. A mail server that is down costs a log line, not the mailbox."""
    mailbox = Mailbox.objects.filter(username=address).first()
    if mailbox is None:  # gone already
        return
    subject, text = text_for(mailbox.domain_id, language)
    values = values_of(mailbox)
    sender = settings.ADMIN_EMAIL or f"postmaster@{mailbox.domain_id}"
    try:
        with mail_server() as connection:
            send(
                connection,
                sender=sender,
                recipient=mailbox.username,
                subject=" ".join(filled(subject, values).split()),
                text=filled(text, values),
                headers=AUTOMATIC,
            )
    except NotSent as error:
        log.warning("Welcome mail to %s was not sent: %s", address, error)


def text_for(domain, language):
    """(subject, text) of the welcome mail of a domain (a name), with placeholders."""
    texts = {row.domain: row for row in WelcomeText.objects.filter(domain__in=["", domain], language=language)}
    row = texts.get(domain) or texts.get("")
    return (row.subject, row.body) if row else default_text(language)


def default_text(language):
    """What is sent where nobody wrote a text of their own."""
    with override(language):
        text = settings.WELCOME_TEXT or gettext("Hello,\n\nwelcome to your new mailbox {address}.\n")
        return gettext("Welcome"), text


def values_of(mailbox):
    """What each placeholder stands for."""
    return {
        "address": shown_address(mailbox.username),
        "name": mailbox.name or shown_address(mailbox.username),
        "domain": shown_domain(mailbox.domain_id),
        "server": settings.MAIL_HOST,
        "console": f"{settings.BASE_URL}/pfa/",
    }


def filled(text, values):
    """`text` with the placeholders that there are filled in; other braces stay."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def validate_texts(subject, body):
    """Raise ValidationError for a placeholder that there is not: its braces would go out to people."""
    names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for field, text in (("subject", subject), ("body", body)):
        for name in PLACEHOLDER.findall(text):
            if name not in PLACEHOLDERS:
                message = gettext("There is no placeholder {%(name)s}. Allowed: %(names)s.")
                raise ValidationError({field: message % {"name": name[:40], "names": names}})
