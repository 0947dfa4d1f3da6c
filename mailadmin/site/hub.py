"""The list of domains with how full they are, and the page of one: its head, its limits, and what each tab shows."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from domains import services
from domains.forms import DomainAdminForm, DomainForm
from domains.models import DomainAdmin
from domains.records import domain_states
from domains.views import domains as domain_views
from domains.views.admins import AdminRows
from domains.views.alias_domains import AliasDomainRows
from domains.views.in_domain import InDomain
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.site.log import LogRows
from mailadmin.web.links import open_to
from mailadmin.web.pages import FormPage, add_errors
from mailadmin.web.sizes import figure, known, limit_size, size, up_to
from mailboxes.figures import LARGE, with_figures
from mailboxes.views.aliases import AliasRows
from mailboxes.views.mail import Welcome
from mailboxes.views.mailboxes import MailboxRows


class DomainList(domain_views.DomainList):
    """Pages show what can be counted at once; a CSV file holds what is there to the last."""

    def decorate(self, rows):
        return with_figures(rows)

    def exported(self, rows):
        return super().decorate(rows)


class Hub(InDomain):
    """A tab of the domain's page."""

    template = "domains/detail.html"

    @property
    def title(self):
        return self.domain.shown

    @property
    def crumbs(self):
        return [(_("Domains"), reverse("domain_list"))]

    def context(self):
        with_figures([self.domain])
        return super().context() | {
            "domain": self.domain,
            "states": domain_states(self.domain),
            "facts": self.facts(),
            "tabs": self.tabs(),
        }

    def facts(self):
        domain = self.domain
        facts = [
            fact(_("Mailboxes"), domain.mailbox_count, domain.mailbox_limit, domain.at_least),
            fact(_("Aliases"), domain.alias_count, domain.alias_limit, domain.at_least),
        ]
        if settings.QUOTA:
            facts.append(storage_fact(domain))
        way = _("Passed on to the main server") if domain.backupmx else _("Delivered here")
        if domain.transport != "virtual":
            way = domain.transport
        facts.append({"label": _("Mail for this domain"), "value": way, "of": "", "percent": None})
        return facts

    def tabs(self):
        domain, name = self.domain, self.domain.domain
        tabs = [
            (_("Mailboxes"), "domain_detail", up_to(LARGE, domain.mailbox_count, domain.at_least)),
            (_("Aliases"), "domain_aliases", up_to(LARGE, domain.alias_count, domain.at_least)),
        ]
        if settings.ALIAS_DOMAIN:
            names = domain.alias_domain_set.order_by()[: LARGE + 1].count()
            tabs.append((_("Alias domains"), "domain_alias_domains", up_to(LARGE, names)))
        tabs.append((_("Admins"), "domain_admins", None))
        tabs.append((_("Log"), "domain_log", None))
        tabs.append((_("Welcome mail"), "domain_welcome", None))
        tabs.append((_("Settings"), "domain_update", None))
        tabs = [
            {"label": label, "url": reverse(view, args=[name]), "count": count, "current": view == self.tab}
            for label, view, count in tabs
        ]
        return [tab for tab in tabs if open_to(self.request.user, tab["url"])]


def fact(label, count, limit, at_least=False):
    """A count beside its limit: "12 of 50", with a bar where there is one."""
    if limit.number:
        of, percent = _("of %(limit)s") % {"limit": figure(limit.number)}, min(round(limit.percent(count)), 100)
    else:
        of, percent = _("none allowed") if limit.none else _("of unlimited"), None
    return {"label": label, "value": known(figure(count), at_least), "of": of, "percent": None if at_least else percent}


def storage_fact(domain):
    """What the domain's mailboxes hold, of what all together may."""
    used, limit = domain.used_bytes, domain.storage_limit.in_bytes
    of = _("of %(limit)s") % {"limit": limit_size(limit)} if limit.number else _("of unlimited")
    percent = None if domain.at_least else limit.percent(used)
    return {"label": _("Storage"), "value": known(size(used), domain.at_least), "of": of, "percent": percent}


# --- The tabs --------------------------------------------------------------------------------------------------------


class DomainMailboxes(Hub, MailboxRows):
    wants = {"see_domains", "see_mailboxes"}
    tab = "domain_detail"
    bounded = True
    search_hint = gettext_lazy("Address or name")
    add_label = gettext_lazy("Add mailbox")

    @property
    def caption(self):
        return _("Mailboxes of %(domain)s") % {"domain": self.domain.shown}

    @property
    def add_url(self):
        return reverse("mailbox_create", args=[self.domain.domain])

    @property
    def empty(self):
        text = _("The first mailbox can be used as soon as it is added.")
        return {"title": _("No mailbox yet"), "text": text, "url": self.add_url, "label": self.add_label}

    def candidates(self):
        return super().candidates().filter(domain=self.domain)

    def searched(self, rows, text):
        return rows.matching_within(text)


class DomainAliases(Hub, AliasRows):
    wants = {"see_domains", "see_aliases"}
    tab = "domain_aliases"
    bounded = True
    search_hint = gettext_lazy("Address, target or description")
    add_label = gettext_lazy("Add alias")

    @property
    def caption(self):
        return _("Aliases of %(domain)s") % {"domain": self.domain.shown}

    @property
    def add_url(self):
        return reverse("alias_create", args=[self.domain.domain])

    @property
    def empty(self):
        text = _("An alias hands mail for one address on to others.")
        return {"title": _("No alias yet"), "text": text, "url": self.add_url, "label": self.add_label}

    def candidates(self):
        return super().candidates().filter(domain=self.domain)

    def searched(self, rows, text):
        return rows.matching_within(text)


class DomainAliasDomains(Hub, AliasDomainRows):
    wants = {"see_domains", "see_alias_domains"}
    tab = "domain_alias_domains"

    @property
    def add_url(self):
        return reverse("alias_domain_create") + f"?target={self.domain.domain}"

    def candidates(self):
        return super().candidates().filter(target_domain=self.domain)


class DomainUpdate(Hub, FormPage):
    wants = {"change_domains"}
    template = "domains/settings.html"
    tab = "domain_update"
    form_class = DomainForm

    def form_arguments(self):
        return {"domain": self.domain}

    def save(self, data):
        services.update_domain(self.request.actor, self.domain.domain, **data)
        messages.success(self.request, _("%(name)s was changed.") % {"name": self.domain.shown})
        return reverse("domain_update", args=[self.domain.domain])

    def cancel_url(self):
        return self.domain_url

    def delete_url(self):
        return reverse("domain_delete", args=[self.domain.domain])


class DomainAdmins(Hub, AdminRows):
    """Who looks after a domain. A superadmin gives and takes the right here; the domain's own admins see it."""

    wants = {"see_domains", "see_domain_admins"}
    template = "domains/admins.html"
    tab = "domain_admins"

    def candidates(self):
        rights = DomainAdmin.objects.filter(domain=self.domain, active=True)
        return Admin.objects.filter(username__in=rights.values("username"))

    @property
    def empty(self):
        return {
            "title": _("No admin of its own"),
            "text": _("Superadmins look after this domain."),
            "url": "",
            "label": "",
        }

    def context(self):
        form = DomainAdminForm() if self.request.user.may("change_admins") else None
        return super().context() | {"form": form}

    def post(self, request, *args, **kwargs):
        """Give (`username`) or take (`remove`) the right over this domain."""
        request.actor.require("change_admins")
        remove = request.POST.get("remove")
        form = DomainAdminForm({"username": remove} if remove else request.POST)
        change = "remove_domains" if remove else "add_domains"
        if form.is_valid():
            try:
                services.update_admin(request.actor, form.cleaned_data["username"], **{change: [self.domain.domain]})
                messages.success(request, _("The admins of %(name)s were changed.") % {"name": self.domain.shown})
                return redirect("domain_admins", self.domain.domain)
            except ValidationError as error:
                add_errors(form, error)
            except Admin.DoesNotExist:
                form.add_error("username", _("There is no such admin."))
        return self.page(status=422, form=form, **self.table())


class DomainLog(Hub, LogRows):
    wants = {"see_domains", "see_log"}
    tab = "domain_log"

    def candidates(self):
        return Log.objects.filter(domain=self.domain.domain)


class DomainWelcome(Hub, Welcome):
    wants = {"see_domains", "welcome_text"}
    template = "domains/settings.html"
    tab = "domain_welcome"
    name = property(lambda self: self.domain.domain)

    def cancel_url(self):
        return self.domain_url
