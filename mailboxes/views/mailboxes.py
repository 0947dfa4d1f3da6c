"""Pages about mailboxes."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from domains.models import domain_or_gone
from domains.views.in_domain import InDomain
from mailadmin.web.links import open_to
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.made_passwords import chosen_password, show_once
from mailadmin.web.pages import Bulk, Delete, FormPage, found_or_404
from mailadmin.web.sizes import limit_size, size
from mailboxes import expiry, services
from mailboxes.forms import ForwardingForm, MailboxForm, MailboxSettingsForm
from mailboxes.models import Alias, Mailbox, order_for
from mailboxes.purge import mailbox_contents
from mailboxes.quotas import given_out, total_limit
from mailboxes.records import MAILBOX_CSV, mailbox_states, with_all


class MailboxRows(List):
    """What both lists of mailboxes share: all within reach, and those of one domain."""

    wants = {"see_mailboxes"}
    order = ("username",)
    columns = [
        Column(gettext_lazy("Mailbox"), key=True),
        Column(gettext_lazy("Storage")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Changed")),
    ]
    usual_filters = [
        Filter("active", gettext_lazy("Active"), lambda rows: rows.filter(active=True)),
        Filter("disabled", gettext_lazy("Disabled"), lambda rows: rows.filter(active=False), scan=True),
        Filter("full", gettext_lazy("Over 80 %"), lambda rows: rows.over(80), scan=True),
        Filter("vacation", gettext_lazy("On vacation"), lambda rows: rows.on_vacation(), scan=True),
        Filter("forwards", gettext_lazy("Forwards"), lambda rows: rows.forwarding(), scan=True),
    ]
    filters_of_expiry = [
        Filter("expired", gettext_lazy("Password expired"), lambda rows: rows.password_expired(), scan=True),
        Filter(
            "expiring",
            gettext_lazy("Password expires soon"),
            lambda rows: rows.password_expires_within(expiry.SOON),
            scan=True,
        ),
    ]
    rows_template = "mailboxes/_rows.html"
    bulk_url = reverse_lazy("mailbox_bulk")
    csv_name = "mailboxes"

    @property
    def bulk_actions(self):
        kept = self.request.user.may("delete_mailboxes")
        return [action for action in super().bulk_actions if kept or action[0] != "delete"]

    @property
    def filters(self):
        return self.usual_filters + (self.filters_of_expiry if settings.PASSWORD_EXPIRATION else [])

    @property
    def csv_columns(self):
        names = ("password_expires", "password_expired", "password_days_left") if settings.PASSWORD_EXPIRATION else ()
        return MAILBOX_CSV + [(name, partial(fact, name)) for name in names]

    def candidates(self):
        return Mailbox.objects.visible_to(self.request.user)

    def decorate(self, rows):
        return with_all(rows)

    def states(self, row):
        return mailbox_states(row)


def fact(name, mailbox):
    return expiry.facts(mailbox)[name]


class MailboxList(MailboxRows):
    title = gettext_lazy("Mailboxes")
    order = property(lambda self: order_for(self.request.user, "username"))
    search_hint = gettext_lazy("Address")

    @property
    def empty(self):
        text = _("Mailboxes are added on the page of their domain.")
        return {"title": _("No mailbox yet"), "text": text, "url": reverse("domain_list"), "label": _("Domains")}

    def searched(self, rows, text):
        return rows.matching(text)


class MailboxCreate(InDomain, FormPage):
    wants = {"add_mailboxes"}
    form_class = MailboxForm
    title = property(lambda self: _("New mailbox in %(domain)s") % {"domain": self.domain.shown})
    submit_label = gettext_lazy("Add mailbox")

    def form_arguments(self):
        return {"domain": self.domain}

    def notes(self):
        return room_notes(self.domain)

    def save(self, data):
        password, made = chosen_password(data)
        mailbox = services.create_mailbox(self.request.actor, password=password, **data)
        messages.success(self.request, _("%(name)s was added.") % {"name": mailbox.shown})
        show_once(self.request, mailbox, made)
        return self.domain_url


def room_notes(domain):
    """What the domain still has room for, where the person types; a warning if there is none."""
    texts, room = [], True
    if not domain.mailbox_limit.unlimited:
        left = domain.mailbox_limit.room(domain.mailbox_set.count())
        room = left > 0
        texts.append(
            ngettext("%(left)s more mailbox fits in.", "%(left)s more mailboxes fit in.", left) % {"left": left}
        )
    total = total_limit(domain)
    if total.number:
        free = total.in_bytes.room(given_out(domain))
        room = room and free > 0
        values = {"free": size(free), "total": limit_size(total)}
        texts.append(_("%(free)s of %(total)s are not yet given out.") % values)
    if settings.QUOTA and domain.largest_mailbox.number:
        texts.append(_("A mailbox may have %(most)s at most.") % {"most": limit_size(domain.largest_mailbox)})
    return [{"kind": "info" if room else "warn", "text": " ".join(texts)}] if texts else []


class OneMailbox:
    """Finds a mailbox among those within reach; the crumbs lead through its domain."""

    def prepare(self):
        super().prepare()
        self.mailbox = found_or_404(Mailbox.objects.visible_to(self.request.user), self.kwargs["address"])
        self.domain = domain_or_gone(self.mailbox.domain_id)

    @property
    def domain_url(self):
        return reverse("mailbox_list") if self.domain.gone else reverse("domain_detail", args=[self.domain.domain])

    @property
    def mailbox_url(self):
        return reverse("mailbox_update", args=[self.mailbox.username])

    @property
    def crumbs(self):
        if self.domain.gone:
            return [(_("Mailboxes"), self.domain_url)]
        return [(_("Domains"), reverse("domain_list")), (self.domain.shown, self.domain_url)]


class MailboxUpdate(OneMailbox, FormPage):
    wants = {"change_mailboxes"}
    template = "mailboxes/update.html"
    form_class = MailboxSettingsForm
    title = property(lambda self: self.mailbox.shown)

    def form_arguments(self):
        return {"mailbox": self.mailbox}

    def context(self):
        with_all([self.mailbox])
        return super().context() | {
            "mailbox": self.mailbox,
            "states": mailbox_states(self.mailbox),
            "tabs": mailbox_tabs(self.request.user, self.mailbox, "mailbox_update"),
        }

    def save(self, data):
        password, made = chosen_password(data, required=False)
        mailbox = services.update_mailbox(self.request.actor, self.mailbox.username, password=password, **data)
        messages.success(self.request, _("%(name)s was changed.") % {"name": mailbox.shown})
        show_once(self.request, mailbox, made)
        return self.mailbox_url

    def delete_url(self):
        return reverse("mailbox_delete", args=[self.mailbox.username])


def mailbox_tabs(user, mailbox, current):
    tabs = [
        (_("Settings"), "mailbox_update"),
        (_("Forwarding"), "mailbox_forwarding"),
        (_("Vacation"), "mailbox_vacation"),
    ]
    tabs = [
        {"label": label, "url": reverse(view, args=[mailbox.username]), "count": None, "current": view == current}
        for label, view in tabs
    ]
    return [tab for tab in tabs if open_to(user, tab["url"])]


class MailboxForwarding(OneMailbox, FormPage):
    wants = {"see_mailboxes", "forward"}
    template = "mailboxes/update.html"
    form_class = ForwardingForm
    title = property(lambda self: self.mailbox.shown)

    def form_arguments(self):
        return {"alias": alias_of(self.mailbox)}

    def context(self):
        with_all([self.mailbox])
        tabs = mailbox_tabs(self.request.user, self.mailbox, "mailbox_forwarding")
        return super().context() | {"mailbox": self.mailbox, "states": mailbox_states(self.mailbox), "tabs": tabs}

    def save(self, data):
        services.set_forwarding(self.request.actor, self.mailbox.username, **data)
        messages.success(self.request, _("The forwarding of %(name)s was changed.") % {"name": self.mailbox.shown})
        return reverse("mailbox_forwarding", args=[self.mailbox.username])


def alias_of(mailbox):
    """A mailbox's own alias, as it is or as it will be repaired."""
    own = mailbox.username
    return Alias.objects.filter(address=own).first() or Alias(address=own, goto=own, domain_id=mailbox.domain_id)


class MailboxDelete(OneMailbox, Delete):
    wants = {"delete_mailboxes"}
    title = gettext_lazy("Delete mailbox")
    name = property(lambda self: self.mailbox.shown)

    @property
    def crumbs(self):
        return [*super().crumbs, (self.mailbox.shown, self.mailbox_url)]

    def goes(self):
        return mailbox_contents([self.mailbox.username])

    def stays(self):
        return [_("Its mail on disk"), _("Aliases that point to it; they are marked as dangling")]

    def carry_out(self):
        services.delete_mailbox(self.request.actor, self.mailbox.username)
        return self.domain_url


class MailboxBulk(Bulk):
    wants = {"change_mailboxes"}
    title = gettext_lazy("Delete mailboxes")
    list_url = reverse_lazy("mailbox_list")
    crumbs = property(lambda self: [(_("Mailboxes"), reverse("mailbox_list"))])
    acts = {
        "enable": lambda actor, address: services.update_mailbox(actor, address, active=True),
        "disable": lambda actor, address: services.update_mailbox(actor, address, active=False),
        "delete": services.delete_mailbox,
    }

    def names(self, picks):
        visible = Mailbox.objects.visible_to(self.request.user).filter(username__in=picks)
        return sorted(visible.values_list("username", flat=True))

    def goes(self, picks):
        return mailbox_contents(self.names(picks))
