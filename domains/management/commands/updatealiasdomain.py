"""manage.py updatealiasdomain"""

from django.utils.translation import gettext as _

from domains.management.options import OfAliasDomain
from domains.services import update_alias_domain
from mailadmin.commands.base import Update


class Command(OfAliasDomain, Update):
    help = _("Change an alias domain. What is not given stays as it is.")
    service = update_alias_domain

    def add_fields(self, parser):
        text = _("the domain it stands for")
        parser.add_argument("--target", dest="target_domain", metavar="TARGET_DOMAIN", help=text)
        parser.add_argument("--description", metavar="T")
