"""manage.py deletealiasdomain"""

from django.utils.translation import gettext as _

from domains.management.options import OfAliasDomain
from domains.services import delete_alias_domain
from mailadmin.commands.base import Delete


class Command(OfAliasDomain, Delete):
    help = _("Delete the link between two domains. Both stay, with all that is in them.")
    service = delete_alias_domain

    def goes(self, entry):
        return [_("The link from %(alias)s to %(target)s") % {"alias": entry.shown, "target": entry.target_shown}]
