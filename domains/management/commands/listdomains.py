"""manage.py listdomains"""

from django.conf import settings
from django.utils.translation import gettext as _

from domains.children import with_counts
from domains.management.options import domain_named
from domains.models import Domain
from domains.records import domain_record
from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.listing import List, state


class Command(List):
    help = _("List domains with what is used of their limits.")
    key = "domain"
    search_help = _("only those that begin with T, or have it in the description")
    columns = {
        _("DOMAIN"): "shown",
        _("MAILBOXES"): lambda domain: of(domain.mailbox_count, domain.mailbox_limit),
        _("ALIASES"): lambda domain: of(domain.alias_count, domain.alias_limit),
        _("STORAGE (MB)"): lambda domain: storage(domain),
        _("STATE"): lambda domain: state(domain.active, domain.backupmx and _("backup MX")),
        _("DESCRIPTION"): "description",
    }

    def rows(self, domain, search):
        rows = Domain.objects.visible_to(command_line_actor().user)
        if domain is not None:
            rows = rows.filter(pk=domain_named(domain).pk)
        return rows if search is None else rows.matching(search)

    def decorated(self, domains):
        return with_counts(domains)

    def record(self, domain):
        return domain_record(domain)


def of(used, limit):
    """`3/10`; `3` where there is no limit."""
    return f"{used}" if limit.unlimited else f"{used}/{limit.number or 0}"


def storage(domain):
    """Megabytes, of the limit where that is kept."""
    used, most = round(domain.used_bytes / settings.QUOTA_MULTIPLIER), domain.storage_limit.number
    return f"{used}/{most}" if most else f"{used}"
