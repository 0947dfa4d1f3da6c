"""Pages about admins: superadmins manage all of them; a domain's page shows who looks after it."""

from django.contrib import messages
from django.db.models import Count, Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import services
from domains.forms import AdminForm
from domains.models import Domain, DomainAdmin
from domains.records import ADMIN_CSV, state
from mailadmin.accounts.models import Admin
from mailadmin.store.addresses import ALL_DOMAINS
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.made_passwords import chosen_password, show_once
from mailadmin.web.pages import Bulk, Delete, FormPage, found_or_404


def with_domain_counts(admins, user):
    """Give admins `domain_count`, of the domains that `user` may see, and `has_all_domains`, by one query for all."""
    rights = DomainAdmin.objects.filter(username__in=[admin.username for admin in admins], active=True)
    visible = Q(domain__in=Domain.objects.visible_to(user).values("domain"))
    counts = {
        row["username"]: row
        for row in rights.values("username").annotate(
            seen=Count("domain", distinct=True, filter=visible), all=Count("id", filter=Q(domain=ALL_DOMAINS))
        )
    }
    for admin in admins:
        count = counts.get(admin.username, {"seen": 0, "all": 0})
        admin.domain_count, admin.has_all_domains = count["seen"], admin.superadmin or count["all"] > 0
    return admins


class AdminRows(List):
    order = ("username",)
    columns = [
        Column(gettext_lazy("Admin"), key=True),
        Column(gettext_lazy("Role")),
        Column(gettext_lazy("Domains"), css="num"),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Changed")),
    ]
    rows_template = "admins/_rows.html"
    search_hint = gettext_lazy("E-mail address")

    def searched(self, rows, text):
        return rows.matching(text)

    def decorate(self, rows):
        return with_domain_counts(rows, self.request.user)

    def states(self, row):
        return [state(row)]


class AdminList(AdminRows):
    wants = {"change_admins"}
    title = gettext_lazy("Admins")
    filters = [
        Filter("active", gettext_lazy("Active"), lambda rows: rows.filter(active=True)),
        Filter("disabled", gettext_lazy("Disabled"), lambda rows: rows.filter(active=False)),
        Filter("superadmin", gettext_lazy("Superadmins"), lambda rows: rows.superadmins()),
    ]
    add_url = reverse_lazy("admin_create")
    add_label = gettext_lazy("Add admin")
    bulk_url = reverse_lazy("admin_bulk")
    csv_name = "admins"
    csv_columns = ADMIN_CSV

    def candidates(self):
        return Admin.objects.visible_to(self.request.user)


class AdminForms(FormPage):
    wants = {"change_admins"}
    form_class = AdminForm
    crumbs = property(lambda self: [(_("Admins"), reverse("admin_list"))])


class AdminCreate(AdminForms):
    title = gettext_lazy("New admin")
    submit_label = gettext_lazy("Add admin")

    def form_arguments(self):
        return {"domain": self.request.GET.get("domain", "")[:255]}

    def save(self, data):
        password, made = chosen_password(data)
        admin = services.create_admin(self.request.actor, password=password, **data)
        messages.success(self.request, _("%(name)s was added.") % {"name": admin.shown})
        show_once(self.request, admin, made)
        return reverse("admin_list")


class OneAdmin:
    def prepare(self):
        super().prepare()
        self.admin = found_or_404(Admin.objects.visible_to(self.request.user), self.kwargs["username"])


class AdminUpdate(OneAdmin, AdminForms):
    title = property(lambda self: self.admin.shown)

    def form_arguments(self):
        return {"admin": self.admin}

    def save(self, data):
        password, made = chosen_password(data, required=False)
        admin = services.update_admin(self.request.actor, self.admin.username, password=password, **data)
        messages.success(self.request, _("%(name)s was changed.") % {"name": admin.shown})
        show_once(self.request, admin, made)
        return reverse("admin_list")

    def delete_url(self):
        return reverse("admin_delete", args=[self.admin.username])


class AdminDelete(OneAdmin, Delete):
    wants = {"change_admins"}
    title = gettext_lazy("Delete admin")
    name = property(lambda self: self.admin.shown)
    crumbs = property(lambda self: [(_("Admins"), reverse("admin_list"))])

    def goes(self):
        return [_("The account, and its rights over domains")]

    def stays(self):
        return [_("The domains"), _("The log of what this admin did")]

    def carry_out(self):
        services.delete_admin(self.request.actor, self.admin.username)
        return reverse("admin_list")


class AdminBulk(Bulk):
    wants = {"change_admins"}
    title = gettext_lazy("Delete admins")
    list_url = reverse_lazy("admin_list")
    crumbs = property(lambda self: [(_("Admins"), reverse("admin_list"))])
    acts = {
        "enable": lambda actor, name: services.update_admin(actor, name, active=True),
        "disable": lambda actor, name: services.update_admin(actor, name, active=False),
        "delete": services.delete_admin,
    }
