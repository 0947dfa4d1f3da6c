"""Pages about alias domains."""

from django.contrib import messages
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import services
from domains.forms import AliasDomainForm
from domains.models import AliasDomain, Domain
from domains.records import ALIAS_DOMAIN_CSV, state
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.pages import Bulk, Delete, FormPage, found_or_404


class AliasDomainRows(List):
    """What both lists of alias domains share: all, and those of one domain."""

    wants = {"see_alias_domains"}
    order = ("alias_domain_id",)
    columns = [
        Column(gettext_lazy("Alias domain"), key=True),
        Column(gettext_lazy("Target domain")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Changed")),
    ]
    filters = [
        Filter("active", gettext_lazy("Active"), lambda rows: rows.filter(active=True)),
        Filter("disabled", gettext_lazy("Disabled"), lambda rows: rows.filter(active=False)),
    ]
    rows_template = "alias_domains/_rows.html"
    search_hint = gettext_lazy("Domain")
    add_label = gettext_lazy("Add alias domain")
    bulk_url = reverse_lazy("alias_domain_bulk")
    csv_name = "alias-domains"
    csv_columns = ALIAS_DOMAIN_CSV

    @property
    def empty(self):
        text = _("An alias domain is a second name: info@ of it is info@ of its target.")
        return {"title": _("No alias domain yet"), "text": text, "url": self.add_url, "label": self.add_label}

    def candidates(self):
        return AliasDomain.objects.visible_to(self.request.user)

    def states(self, row):
        return [state(row)]

    def searched(self, rows, text):
        return rows.matching(text)


class AliasDomainList(AliasDomainRows):
    title = gettext_lazy("Alias domains")
    add_url = reverse_lazy("alias_domain_create")


class AliasDomainForms(FormPage):
    wants = {"change_alias_domains"}
    form_class = AliasDomainForm
    crumbs = property(lambda self: [(_("Alias domains"), reverse("alias_domain_list"))])

    def context(self):
        # Suggestions for the two fields, not a choice: a site may have more domains than a page can hold.
        own = Domain.objects.visible_to(self.request.user).order_by("domain").values_list("domain", flat=True)
        return super().context() | {"own_domains": own[:100]}


class AliasDomainCreate(AliasDomainForms):
    title = gettext_lazy("New alias domain")
    submit_label = gettext_lazy("Add alias domain")

    def form_arguments(self):
        return {"target": self.request.GET.get("target", "")[:255]}

    def save(self, data):
        entry = services.create_alias_domain(self.request.actor, **data)
        messages.success(self.request, _("%(name)s was added.") % {"name": entry.shown})
        return reverse("alias_domain_list")


class OneAliasDomain:
    def prepare(self):
        super().prepare()
        visible = AliasDomain.objects.visible_to(self.request.user)
        self.entry = found_or_404(visible, self.kwargs["domain"])


class AliasDomainUpdate(OneAliasDomain, AliasDomainForms):
    title = property(lambda self: self.entry.shown)

    def form_arguments(self):
        return {"entry": self.entry}

    def save(self, data):
        services.update_alias_domain(self.request.actor, self.entry.alias_domain_id, **data)
        messages.success(self.request, _("%(name)s was changed.") % {"name": self.entry.shown})
        return reverse("alias_domain_list")

    def delete_url(self):
        return reverse("alias_domain_delete", args=[self.entry.alias_domain_id])


class AliasDomainDelete(OneAliasDomain, Delete):
    wants = {"change_alias_domains"}
    title = gettext_lazy("Delete alias domain")
    name = property(lambda self: self.entry.shown)
    crumbs = property(lambda self: [(_("Alias domains"), reverse("alias_domain_list"))])

    def goes(self):
        return [
            _("The link from %(alias)s to %(target)s") % {"alias": self.entry.shown, "target": self.entry.target_shown}
        ]

    def stays(self):
        return [_("Both domains, with all that is in them")]

    def carry_out(self):
        services.delete_alias_domain(self.request.actor, self.entry.alias_domain_id)
        return reverse("alias_domain_list")


class AliasDomainBulk(Bulk):
    wants = {"change_alias_domains"}
    title = gettext_lazy("Delete alias domains")
    list_url = reverse_lazy("alias_domain_list")
    crumbs = property(lambda self: [(_("Alias domains"), reverse("alias_domain_list"))])
    acts = {
        "enable": lambda actor, name: services.update_alias_domain(actor, name, active=True),
        "disable": lambda actor, name: services.update_alias_domain(actor, name, active=False),
        "delete": services.delete_alias_domain,
    }
