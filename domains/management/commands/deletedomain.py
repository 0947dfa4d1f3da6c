"""manage.py deletedomain"""

from django.utils.translation import gettext as _

from domains.children import contents
from domains.management.options import OfDomain
from domains.services import delete_domain
from mailadmin.commands.base import Delete


class Command(OfDomain, Delete):
    help = _("Delete a domain with all that is in it. Its log, and the mail on disk, stay.")
    service = delete_domain

    def goes(self, domain):
        return contents([domain.domain])
