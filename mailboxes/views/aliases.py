"""Pages about aliases. The alias that makes a mailbox known to Postfix is none in people's eyes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from domains.models import Domain, domain_or_gone
from domains.views.in_domain import InDomain
from mailadmin.store.addresses import ascii_of
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.pages import Bulk, Delete, FormPage, found_or_404
from mailboxes import services
from mailboxes.forms import AliasForm, AliasSettingsForm
from mailboxes.models import Alias, order_for
from mailboxes.records import ALIAS_CSV, alias_states, with_dangling


class AliasRows(List):
    """What both lists of aliases share. The aliases of mailboxes are not among them."""

    wants = {"see_aliases"}
    order = ("address",)
    columns = [
        Column(gettext_lazy("Alias"), key=True),
        Column(gettext_lazy("Goes to")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Changed")),
    ]
    filters = [
        Filter("active", gettext_lazy("Active"), lambda rows: rows.filter(active=True)),
        Filter("disabled", gettext_lazy("Disabled"), lambda rows: rows.filter(active=False), scan=True),
        Filter("catch-all", gettext_lazy("Catch-all"), lambda rows: rows.filter(address__prefix="@")),
    ]
    rows_template = "aliases/_rows.html"
    bulk_url = reverse_lazy("alias_bulk")
    csv_name = "aliases"
    csv_columns = ALIAS_CSV

    def candidates(self):
        return Alias.objects.visible_to(self.request.user)

    def rows_of(self):
        return self.candidates().without_mailboxes()

    def scans(self):
        # Only a look at each tells a mailbox's own alias from the others. The catch-alls lie together, and are none.
        return not (self.filter and self.filter.value == "catch-all")

    def decorate(self, rows):
        return with_marks(rows, self.request.user)

    def states(self, row):
        return alias_states(row, row.may_change)


def with_marks(aliases, user):
    """Give aliases `dangling`, the targets in domains of `user` that lead nowhere, and `may_change`."""
    for alias in with_dangling(aliases, Domain.objects.visible_to(user)):
        alias.may_change = services.may_change(user, alias)
    return aliases


class AliasList(AliasRows):
    title = gettext_lazy("Aliases")
    order = property(lambda self: order_for(self.request.user, "address"))
    search_hint = gettext_lazy("Address")
    more_parameters = ("goto",)

    def rows_of(self):
        target = ascii_of(self.request.GET.get("goto", "").strip().lower())
        return super().rows_of().filter(goto__contains=target) if target else super().rows_of()

    @property
    def empty(self):
        text = _("Aliases are added on the page of their domain.")
        return {"title": _("No alias yet"), "text": text, "url": reverse("domain_list"), "label": _("Domains")}

    def searched(self, rows, text):
        return rows.matching(text)


class AliasCreate(InDomain, FormPage):
    wants = {"change_aliases"}
    form_class = AliasForm
    title = property(lambda self: _("New alias in %(domain)s") % {"domain": self.domain.shown})
    submit_label = gettext_lazy("Add alias")

    @property
    def crumbs(self):
        return [*super().crumbs, (_("Aliases"), reverse("domain_aliases", args=[self.domain.domain]))]

    def form_arguments(self):
        return {"domain": self.domain}

    def notes(self):
        limit = self.domain.alias_limit
        if limit.unlimited:
            return []
        left = limit.room(self.domain.alias_set.without_mailboxes().count())
        text = ngettext("%(left)s more alias fits in.", "%(left)s more aliases fit in.", left) % {"left": left}
        return [{"kind": "info" if left else "warn", "text": text}]

    def save(self, data):
        alias = services.create_alias(self.request.actor, **data)
        messages.success(self.request, _("%(name)s was added.") % {"name": alias.shown})
        return reverse("domain_aliases", args=[self.domain.domain])


class OneAlias:
    """Finds an alias that is no mailbox's, within reach."""

    def prepare(self):
        super().prepare()
        visible = Alias.objects.visible_to(self.request.user).without_mailboxes()
        self.alias = found_or_404(visible, self.kwargs["address"])
        self.domain = domain_or_gone(self.alias.domain_id)
        if not services.may_change(self.request.user, self.alias):
            raise PermissionDenied(_("%(address)s is looked after by the superadmin.") % {"address": self.alias.shown})

    @property
    def list_url(self):
        return reverse("alias_list") if self.domain.gone else reverse("domain_aliases", args=[self.domain.domain])

    @property
    def crumbs(self):
        if self.domain.gone:
            return [(_("Aliases"), self.list_url)]
        return [
            (_("Domains"), reverse("domain_list")),
            (self.domain.shown, reverse("domain_detail", args=[self.domain.domain])),
            (_("Aliases"), self.list_url),
        ]


class AliasUpdate(OneAlias, FormPage):
    wants = {"change_aliases"}
    form_class = AliasSettingsForm
    title = property(lambda self: self.alias.shown)

    def form_arguments(self):
        return {"alias": self.alias}

    def notes(self):
        with_marks([self.alias], self.request.user)
        return [
            {
                "kind": "warn",
                "text": _("Mail to %(target)s leads nowhere: there is no such mailbox or alias.") % {"target": target},
            }
            for target in self.alias.dangling
        ]

    def save(self, data):
        services.update_alias(self.request.actor, self.alias.address, **data)
        messages.success(self.request, _("%(name)s was changed.") % {"name": self.alias.shown})
        return self.list_url

    def delete_url(self):
        return reverse("alias_delete", args=[self.alias.address])


class AliasDelete(OneAlias, Delete):
    wants = {"change_aliases"}
    title = gettext_lazy("Delete alias")
    name = property(lambda self: self.alias.shown)

    def goes(self):
        return [_("The alias; mail to it is refused from then on")]

    def stays(self):
        return [_("The mailboxes it points to")]

    def carry_out(self):
        services.delete_alias(self.request.actor, self.alias.address)
        return self.list_url


class AliasBulk(Bulk):
    wants = {"change_aliases"}
    title = gettext_lazy("Delete aliases")
    list_url = reverse_lazy("alias_list")
    crumbs = property(lambda self: [(_("Aliases"), reverse("alias_list"))])
    acts = {
        "enable": lambda actor, address: services.update_alias(actor, address, active=True),
        "disable": lambda actor, address: services.update_alias(actor, address, active=False),
        "delete": services.delete_alias,
    }

    def names(self, picks):
        visible = Alias.objects.visible_to(self.request.user).filter(address__in=picks)
        return sorted(visible.values_list("address", flat=True))
