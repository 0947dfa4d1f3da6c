"""manage.py updateadmin"""

from django.utils.translation import gettext as _

from domains.management.options import OfAdmin
from domains.services import update_admin
from mailadmin.commands.base import Update
from mailadmin.commands.passwords import TakesPassword


class Command(OfAdmin, TakesPassword, Update):
    help = _("Change an admin. What is not given stays as it is.")
    service = update_admin
    required = False

    def add_fields(self, parser):
        super().add_fields(parser)
        self.add_switch(parser, "--superadmin", _("may do everything"))
        several = {"metavar": "D", "nargs": "+", "action": "extend"}
        parser.add_argument("--domain", dest="domains", help=_("looks after these domains and no others"), **several)
        parser.add_argument("--add-domain", dest="add_domains", help=_("looks after these too"), **several)
        parser.add_argument("--remove-domain", dest="remove_domains", help=_("no longer looks after these"), **several)
