"""manage.py deleteadmin"""

from django.utils.translation import gettext as _

from domains.management.options import OfAdmin
from domains.services import delete_admin
from mailadmin.commands.base import Delete


class Command(OfAdmin, Delete):
    help = _("Delete an admin. The domains, and the log of what the admin did, stay.")
    service = delete_admin
