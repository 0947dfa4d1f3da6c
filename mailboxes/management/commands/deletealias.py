"""manage.py deletealias"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Delete
from mailadmin.store.addresses import shown_address
from mailboxes.management.options import OfAlias
from mailboxes.services import delete_alias


class Command(OfAlias, Delete):
    help = _("Delete an alias. That of a mailbox goes with the mailbox only.")
    service = delete_alias

    def goes(self, alias):
        return [_("goes to %(target)s") % {"target": shown_address(target)} for target in alias.targets]
