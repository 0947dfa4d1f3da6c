"""The log's pages: all of it for superadmins, the own domains' for domain admins, one domain's on its page."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy

from domains.models import own_domains
from mailadmin.accounts.roles import EVERYTHING
from mailadmin.audit.labels import ACTIONS
from mailadmin.audit.models import Log
from mailadmin.store.addresses import normal_address, normal_domain
from mailadmin.store.fields import now
from mailadmin.web.lists import Column, Filter, List


def since(**period):
    return lambda rows: rows.filter(timestamp__gte=now() - timedelta(**period))


def visible_log(user):
    """The entries that `user` may see: all for a superadmin, those about the own domains for a domain admin."""
    return Log.objects.all() if user.reach == EVERYTHING else Log.objects.filter(domain__in=own_domains(user))


class LogRows(List):
    """Newest first."""

    order = ("timestamp", "id")
    newest_first = True
    columns = [
        Column(gettext_lazy("Time"), key=True),
        Column(gettext_lazy("Who")),
        Column(gettext_lazy("What was done")),
        Column(gettext_lazy("Domain")),
    ]
    filters = [
        Filter("day", gettext_lazy("24 hours"), since(days=1)),
        Filter("week", gettext_lazy("7 days"), since(days=7)),
        Filter("month", gettext_lazy("30 days"), since(days=30)),
    ]
    rows_template = "audit/_rows.html"
    search_hint = gettext_lazy("Domain, person or address")
    csv_name = "log"
    csv_columns = [(name, name) for name in ("timestamp", "username", "domain", "action", "data")]
    more_parameters = ("action",)

    def candidates(self):
        return visible_log(self.request.user)

    def rows_of(self):
        rows, action = self.candidates(), self.request.GET.get("action", "")
        return rows.filter(action=action) if action in ACTIONS else rows

    def scans(self):
        return bool(self.q or self.request.GET.get("action"))

    def searched(self, rows, text):
        name = normal_address(text)
        return rows.filter(Q(domain=normal_domain(text)) | Q(username__istartswith=name) | Q(data__icontains=name))

    def table(self):
        chosen = self.request.GET.get("action", "")
        actions = [{"value": key, "label": label, "chosen": key == chosen} for key, label in ACTIONS.items()]
        return super().table() | {"actions": actions, "filtered": bool(self.q or self.filter or chosen)}


class LogList(LogRows):
    title = gettext_lazy("Log")
    wants = {"see_log"}
    scattered = property(lambda self: self.request.user.reach != EVERYTHING)
