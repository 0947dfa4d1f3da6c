"""manage.py updatedomain"""

from django.utils.translation import gettext as _

from domains.management.options import OfDomain, add_domain_options
from domains.services import update_domain
from mailadmin.commands.base import Update


class Command(OfDomain, Update):
    help = _("Change a domain. What is not given stays as it is.")
    service = update_domain

    def add_fields(self, parser):
        add_domain_options(parser)
        self.add_switch(parser, "--backupmx", _("take mail in and pass it on to the domain's main server"))
