"""What the commands about mailboxes and aliases share."""

from django.utils.translation import gettext as _

from mailadmin.commands.numbers import megabytes
from mailboxes.models import Alias, Mailbox


class OfMailbox:
    model, key = Mailbox, "address"
    missing = _("There is no mailbox %(name)s.")


class OfAlias:
    model, key = Alias, "address"
    missing = _("There is no alias %(name)s.")


def add_mailbox_options(parser):
    """Add what createmailbox and updatemailbox have in common."""
    parser.add_argument("--name", metavar="T", help=_("of the owner, as senders see it"))
    text = _("megabytes it may hold, unlimited or none (no quota is kept)")
    parser.add_argument("--quota", metavar="MB", type=megabytes, help=text)
    sending = parser.add_mutually_exclusive_group()
    sending.add_argument("--smtp-active", action="store_true", default=None, help=_("its owner may send mail"))
    text = _("its owner may not send mail")
    sending.add_argument("--no-smtp", dest="smtp_active", action="store_false", default=None, help=text)
