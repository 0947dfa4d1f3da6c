"""manage.py createdomain"""

from django.utils.translation import gettext as _

from domains.management.options import OfDomain, add_domain_options
from domains.services import create_domain
from mailadmin.commands.base import Create


class Command(OfDomain, Create):
    help = _("Create a domain. Limits that are not given are the site's; they may be a number, unlimited or none.")
    service = create_domain

    def add_fields(self, parser):
        add_domain_options(parser)
        text = _("take mail in and pass it on to the domain's main server")
        parser.add_argument("--backupmx", action="store_true", default=None, help=text)
        text = _("make no abuse@, postmaster@ and so on")
        parser.add_argument(
            "--no-default-aliases", dest="default_aliases", action="store_false", default=None, help=text
        )
