"""manage.py listadmins"""

from django.utils.translation import gettext as _

from domains.management.options import domain_named
from domains.models import DomainAdmin
from domains.records import admin_record, with_domains
from mailadmin.accounts.models import Admin
from mailadmin.commands.listing import List, state
from mailadmin.store.addresses import shown_domain


class Command(List):
    help = _("List admins and the domains they look after. With --domain, superadmins are left out.")
    key = "username"
    search_help = _("only those whose address begins with T")
    columns = {
        _("ADMIN"): "shown",
        _("ROLE"): lambda admin: _("superadmin") if admin.has_all_domains else _("admin"),
        _("STATE"): lambda admin: state(admin.active),
        _("DOMAINS"): lambda admin: ", ".join(map(shown_domain, admin.domains)),
    }

    def rows(self, domain, search):
        rows = Admin.objects.all()
        if domain is not None:
            rights = DomainAdmin.objects.filter(domain=domain_named(domain), active=True)
            rows = rows.filter(username__in=rights.values("username"))
        return rows if search is None else rows.matching(search)

    def decorated(self, admins):
        return with_domains(admins)

    def record(self, admin):
        return admin_record(admin)
