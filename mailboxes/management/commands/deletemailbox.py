"""manage.py deletemailbox"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Delete
from mailboxes.management.options import OfMailbox
from mailboxes.purge import mailbox_contents
from mailboxes.services import delete_mailbox


class Command(OfMailbox, Delete):
    help = _("Delete a mailbox. Its mail on disk, and aliases that point to it, stay.")
    service = delete_mailbox

    def goes(self, mailbox):
        return mailbox_contents([mailbox.username])
