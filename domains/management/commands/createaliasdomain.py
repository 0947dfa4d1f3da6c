"""manage.py createaliasdomain"""

from django.utils.translation import gettext as _

from domains.management.options import OfAliasDomain
from domains.services import create_alias_domain
from mailadmin.commands.base import Create


class Command(OfAliasDomain, Create):
    help = _("Make one domain another name of a second: each address of it is the same address there. Both exist.")
    service = create_alias_domain

    def add_fields(self, parser):
        parser.add_argument("target_domain", metavar="TARGET_DOMAIN")
        parser.add_argument("--description", metavar="T")
