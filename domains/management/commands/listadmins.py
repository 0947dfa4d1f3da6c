"""manage.py listadmins"""

from django.utils.translation import gettext as _

from domains.management.options import domain_named
from domains.models import DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.commands.listing import List, state
from mailadmin.store.addresses import ALL_DOMAINS, shown_domain


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
        """Give admins `domains`, a sorted list of names."""
        rights = DomainAdmin.objects.filter(username__in=[admin.username for admin in admins], active=True)
        names = {admin.username: set() for admin in admins}
        with_all = set(rights.filter(domain=ALL_DOMAINS).values_list("username", flat=True))
        for username, domain in rights.exclude(domain=ALL_DOMAINS).values_list("username", "domain"):
            names[username].add(domain)
        for admin in admins:
            admin.domains = sorted(names[admin.username])
            admin.has_all_domains = admin.superadmin or admin.username in with_all
        return admins

    def record(self, admin):
        return {
            "username": admin.username,
            "username_unicode": admin.shown,
            "superadmin": admin.has_all_domains,
            "domains": admin.domains,
            "domains_unicode": [shown_domain(name) for name in admin.domains],
            "active": admin.active,
            "created": admin.created,
            "modified": admin.modified,
        }
