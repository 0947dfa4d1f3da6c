"""manage.py updatealias"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Update
from mailboxes.management.options import OfAlias
from mailboxes.services import update_alias


class Command(OfAlias, Update):
    help = _("Change an alias. What is not given stays as it is.")
    service = update_alias

    def add_fields(self, parser):
        several = {"metavar": "GOTO", "nargs": "+", "action": "extend"}
        parser.add_argument("--goto", help=_("where its mail goes from now on"), **several)
        parser.add_argument("--add-goto", help=_("where it goes too"), **several)
        parser.add_argument("--remove-goto", help=_("where it no longer goes"), **several)
        parser.add_argument("--description", metavar="T")
