"""Pages about domains."""

from django.contrib import messages
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import services
from domains.children import contents, with_counts
from domains.forms import DomainForm
from domains.models import Domain
from domains.records import DOMAIN_CSV, domain_states
from domains.views.in_domain import InDomain
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.pages import Bulk, Delete, FormPage

# --- Domains ---------------------------------------------------------------------------------------------------------


class DomainList(List):
    wants = {"see_domains"}
    title = gettext_lazy("Domains")
    order = ("domain",)
    columns = [
        Column(gettext_lazy("Domain"), key=True),
        Column(gettext_lazy("Mailboxes"), css="num"),
        Column(gettext_lazy("Aliases"), css="num"),
        Column(gettext_lazy("Storage")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Changed")),
    ]
    filters = [
        Filter("active", gettext_lazy("Active"), lambda rows: rows.filter(active=True)),
        Filter("disabled", gettext_lazy("Disabled"), lambda rows: rows.filter(active=False)),
        Filter("backupmx", gettext_lazy("Backup MX"), lambda rows: rows.filter(backupmx=True)),
    ]
    rows_template = "domains/_rows.html"
    row_menu = [("", gettext_lazy("Open")), ("settings/", gettext_lazy("Settings"))]
    search_hint = gettext_lazy("Domain or description")
    csv_name = "domains"
    csv_columns = DOMAIN_CSV

    @property
    def empty(self):
        if self.request.user.may("change_domains"):
            text = _("Add the first one; then come the DNS records it needs, and its first mailbox.")
            return {"title": _("No domain yet"), "text": text, "url": self.add_url, "label": _("Add domain")}
        return {"title": _("No domain yet"), "text": _("A superadmin has to give you one."), "url": "", "label": ""}

    add_url = reverse_lazy("domain_create")
    bulk_url = reverse_lazy("domain_bulk")
    add_label = gettext_lazy("Add domain")

    def candidates(self):
        return Domain.objects.visible_to(self.request.user)

    def states(self, row):
        return domain_states(row)

    def searched(self, rows, text):
        return rows.matching(text)

    def decorate(self, rows):
        return with_counts(rows)


class DomainCreate(FormPage):
    wants = {"change_domains"}
    title = gettext_lazy("New domain")
    form_class = DomainForm
    submit_label = gettext_lazy("Add domain")
    crumbs = property(lambda self: [(_("Domains"), reverse("domain_list"))])

    def save(self, data):
        domain = services.create_domain(self.request.actor, **data)
        messages.success(self.request, _("%(name)s was added.") % {"name": domain.shown})
        return reverse("domain_detail", args=[domain.domain])


class DomainDelete(InDomain, Delete):
    wants = {"change_domains"}
    title = gettext_lazy("Delete domain")
    name = property(lambda self: self.domain.shown)
    confirm = property(lambda self: self.domain.shown)

    def goes(self):
        return contents([self.domain.domain])

    def stays(self):
        return [_("Its log"), _("The mail of its mailboxes on disk")]

    def carry_out(self):
        services.delete_domain(self.request.actor, self.domain.domain)
        return reverse("domain_list")


class DomainBulk(Bulk):
    wants = {"change_domains"}
    title = gettext_lazy("Delete domains")
    list_url = reverse_lazy("domain_list")
    crumbs = property(lambda self: [(_("Domains"), reverse("domain_list"))])
    acts = {
        "enable": lambda actor, name: services.update_domain(actor, name, active=True),
        "disable": lambda actor, name: services.update_domain(actor, name, active=False),
        "delete": services.delete_domain,
    }

    def goes(self, picks):
        return contents(picks)
