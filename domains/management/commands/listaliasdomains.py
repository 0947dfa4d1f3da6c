"""manage.py listaliasdomains"""

from django.db.models import Q
from django.utils.translation import gettext as _

from domains.management.options import domain_named
from domains.models import AliasDomain
from domains.records import alias_domain_record
from mailadmin.commands.listing import List, state


class Command(List):
    help = _("List alias domains.")
    key = "alias_domain_id"
    search_help = _("only those of which either side begins with T")
    columns = {
        _("ALIAS DOMAIN"): "shown",
        _("TARGET DOMAIN"): "target_shown",
        _("STATE"): lambda entry: state(entry.active),
        _("DESCRIPTION"): "description",
    }

    def rows(self, domain, search):
        rows = AliasDomain.objects.all()
        if domain is not None:
            name = domain_named(domain).pk
            rows = rows.filter(Q(alias_domain=name) | Q(target_domain=name))
        return rows if search is None else rows.matching(search)

    def record(self, entry):
        return alias_domain_record(entry)
