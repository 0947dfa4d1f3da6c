"""manage.py createmailbox"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Create
from mailadmin.commands.passwords import TakesPassword
from mailboxes.management.options import OfMailbox, add_mailbox_options
from mailboxes.services import create_mailbox


class Command(OfMailbox, TakesPassword, Create):
    help = _(
        "Create a mailbox. Without an option about it, the password is asked for; without --quota, it holds as much as "
        "the domain allows for one."
    )
    service = create_mailbox
    takes_hash = True

    def add_fields(self, parser):
        add_mailbox_options(parser)
        super().add_fields(parser)
        parser.add_argument(
            "--no-welcome-mail", dest="welcome_mail", action="store_false", help=_("send no mail to it")
        )
