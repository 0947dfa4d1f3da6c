"""manage.py updatemailbox"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Update
from mailadmin.commands.passwords import TakesPassword
from mailboxes.management.options import OfMailbox, add_mailbox_options
from mailboxes.services import update_mailbox


class Command(OfMailbox, TakesPassword, Update):
    help = _("Change a mailbox. What is not given stays as it is.")
    service = update_mailbox
    takes_hash = True
    required = False

    def add_fields(self, parser):
        add_mailbox_options(parser)
        super().add_fields(parser)
