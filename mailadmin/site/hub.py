"""The page of one domain: its head, its limits and its tabs. Each tab is a list of some app, mixed with InDomain."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from domains.models import NONE, UNLIMITED, Domain
from mailadmin.web.tags import size


class InDomain:
    """Finds the domain among those the person may see, and never leaves it; any other is a 404."""

    tab = ""

    def prepare(self):
        super().prepare()
        self.domain = get_object_or_404(Domain.objects.visible_to(self.request.user), domain=self.kwargs["domain"])

    @property
    def domain_url(self):
        return reverse("domain_detail", args=[self.domain.domain])

    @property
    def crumbs(self):
        return [(_("Domains"), reverse("domain_list")), (self.domain.shown, self.domain_url)]


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
        mailboxes = self.domain.mailbox_set.count()
        aliases = max(self.domain.alias_set.count() - mailboxes, 0)
        return super().context() | {
            "domain": self.domain,
            "chips": state_chips(self.domain),
            "facts": self.facts(mailboxes, aliases),
            "tabs": self.tabs(mailboxes, aliases),
        }

    def facts(self, mailboxes, aliases):
        domain = self.domain
        facts = [fact(_("Mailboxes"), mailboxes, domain.mailboxes), fact(_("Aliases"), aliases, domain.aliases)]
        if settings.QUOTA:
            facts.append(storage_fact(domain))
        way = _("Passed on to the main server") if domain.backupmx else _("Delivered here")
        if domain.transport != "virtual":
            way = domain.transport
        facts.append({"label": _("Mail for this domain"), "value": way, "of": "", "percent": None})
        return facts

    def tabs(self, mailboxes, aliases):
        user, name = self.request.user, self.domain.domain
        tabs = [
            (_("Mailboxes"), "domain_detail", mailboxes),
            (_("Aliases"), "domain_aliases", aliases),
        ]
        if settings.ALIAS_DOMAIN:
            tabs.append((_("Alias domains"), "domain_alias_domains", self.domain.alias_domain_set.count()))
        tabs.append((_("Admins"), "domain_admins", None))
        tabs.append((_("Log"), "domain_log", None))
        if user.is_superadmin:
            tabs.append((_("Settings"), "domain_update", None))
        return [
            {"label": label, "url": reverse(view, args=[name]), "count": count, "current": view == self.tab}
            for label, view, count in tabs
        ]


def fact(label, count, limit):
    """A count beside its limit: "12 of 50", with a bar where there is one."""
    words = {UNLIMITED: _("of unlimited"), NONE: _("none allowed")}
    of = words.get(limit) or _("of %(limit)s") % {"limit": number_format(limit, force_grouping=True)}
    percent = min(round(100 * count / limit), 100) if limit > 0 else None
    return {"label": label, "value": number_format(count, force_grouping=True), "of": of, "percent": percent}


def storage_fact(domain):
    """What the domain's mailboxes hold, of what all together may."""
    used, limit = domain.mailbox_set.used_bytes(), max(domain.quota, 0) * settings.QUOTA_MULTIPLIER
    of = _("of %(limit)s") % {"limit": size(limit)} if limit else _("of unlimited")
    return {"label": _("Storage"), "value": size(used), "of": of, "percent": 100 * used / limit if limit else None}


def state_chips(domain):
    chips = [("good", _("Active")) if domain.active else ("", _("Disabled"))]
    if domain.backupmx:
        chips.append(("warn", _("Backup MX")))
    return chips
