"""manage.py listaliases"""

from django.utils.translation import gettext as _

from domains.management.options import domain_named
from mailadmin.commands.listing import List, state
from mailboxes.models import Alias
from mailboxes.records import alias_record, with_dangling


class Command(List):
    help = _("List aliases and where they go to. Those of mailboxes are not among them; see listmailboxes.")
    key = "address"
    search_help = _(
        "only those whose address begins with T; with --domain, those that have it in the address, a target or the "
        "description"
    )
    columns = {
        _("ALIAS"): "shown",
        _("STATE"): lambda alias: state(alias.active, alias.dangling and _("leads nowhere")),
        _("GOES TO"): lambda alias: ", ".join(alias.targets_shown),
        _("DESCRIPTION"): "description",
    }

    def rows(self, domain, search):
        rows = Alias.objects.without_mailboxes()
        if domain is not None:
            rows = rows.filter(domain=domain_named(domain))
        if search is None:
            return rows
        return rows.matching(search) if domain is None else rows.matching_within(search)

    def decorated(self, aliases):
        return with_dangling(aliases)

    def record(self, alias):
        return alias_record(alias)
