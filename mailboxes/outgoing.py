"""One mail from an admin, sent while one waits: outside any transaction, for a mail server may take its time."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailadmin.store.addresses import normal_address, validate_address
from mailboxes.mail import NotSent, check_text, mail_server, send
from mailboxes.services.broadcast import check_sender, in_reach, lines, record_mail
from mailboxes.services.targets import validate_at


def send_mail(actor, *, sender, recipient, subject, body):
    """Send one mail now, as PostfixAdmin's page does. Domain admins write from and to their own domains.

    Raises ValidationError, also when the mail server does not take it; PermissionDenied where the site has no such
    page.
    """
    actor.require("send_mail")
    sender, recipient = check_sender(actor, sender), normal_address(recipient)
    validate_at("recipient", validate_address, recipient)
    if not actor.user.may("send_anywhere") and not in_reach(actor, recipient):
        raise ValidationError({"recipient": _("You may write to addresses of your own domains.")})
    check_text(subject, body)
    body = lines(body)
    try:
        with mail_server() as connection:
            send(connection, sender=sender, recipient=recipient, subject=subject.strip(), text=body)
    except NotSent as error:
        raise ValidationError(_("The mail server did not take it: %(reason)s") % {"reason": error}) from error
    record_mail(actor, recipient=recipient)
    return recipient
