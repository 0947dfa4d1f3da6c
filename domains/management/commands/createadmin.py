"""manage.py createadmin"""

from django.utils.translation import gettext as _

from domains.management.options import OfAdmin
from domains.services import create_admin
from mailadmin.commands.base import Create
from mailadmin.commands.passwords import TakesPassword


class Command(OfAdmin, TakesPassword, Create):
    help = _(
        "Create an admin: of some domains, or a superadmin. Without an option about it, the password is asked for."
    )
    service = create_admin

    def add_fields(self, parser):
        super().add_fields(parser)
        reach = parser.add_mutually_exclusive_group()
        reach.add_argument("--superadmin", action="store_true", default=None, help=_("may do everything"))
        text = _("looks after these domains")
        reach.add_argument("--domain", dest="domains", metavar="D", nargs="+", action="extend", help=text)
