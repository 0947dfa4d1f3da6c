"""Pages about mail that admins write: one mail, broadcasts with what became of them, and what greets new mailboxes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from domains.models import Domain
from mailadmin.store.addresses import shown_domain
from mailadmin.tasks.models import Job
from mailadmin.tasks.queue import READY, RUNNING
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.pages import FormPage, Page, add_errors
from mailboxes import services
from mailboxes.mail import check_text
from mailboxes.mail_forms import BroadcastForm, MailForm, WelcomeForm
from mailboxes.models import Broadcast, BroadcastRecipient
from mailboxes.outgoing import send_mail
from mailboxes.services.broadcast import audience, check_domains, check_sender, counts, default_sender

STATES = {  # kind of the chip, and the word
    BroadcastRecipient.WAITING: ("", gettext_lazy("Waiting")),
    BroadcastRecipient.SENDING: ("info", gettext_lazy("Being sent")),
    BroadcastRecipient.SENT: ("good", gettext_lazy("Sent")),
    BroadcastRecipient.REFUSED: ("bad", gettext_lazy("Refused")),
    BroadcastRecipient.UNKNOWN: ("warn", gettext_lazy("Unknown")),
}


class SendMail(FormPage):
    """One mail to one address, sent while one waits."""

    wants = {"send_mail"}
    title = gettext_lazy("Write a mail")
    form_class = MailForm
    submit_label = gettext_lazy("Send")

    def form_arguments(self):
        recipient = self.request.GET.get("to", "")[:255]
        return {"initial": {"sender": default_sender(self.request.user), "recipient": recipient}}

    def save(self, data):
        recipient = send_mail(self.request.actor, **data)
        messages.success(self.request, _("The mail server took the mail to %(address)s.") % {"address": recipient})
        return reverse("mail_send")

    def cancel_url(self):
        return reverse("overview")


class BroadcastList(List):
    """Newest first; the own ones for domain admins."""

    wants = {"broadcast"}
    title = gettext_lazy("Broadcasts")
    order = ("created", "id")
    newest_first = True
    columns = [
        Column(gettext_lazy("Subject")),
        Column(gettext_lazy("For")),
        Column(gettext_lazy("Who")),
        Column(gettext_lazy("When"), key=True),
    ]
    rows_template = "mail/_broadcasts.html"
    search_hint = gettext_lazy("Subject")
    add_url = reverse_lazy("broadcast_create")
    add_label = gettext_lazy("New broadcast")

    @property
    def empty(self):
        text = _("A broadcast is one mail to all mailboxes of some domains: maintenance, a new server name.")
        return {"title": _("No broadcast yet"), "text": text, "url": self.add_url, "label": self.add_label}

    def candidates(self):
        return Broadcast.objects.visible_to(self.request.user)

    def scans(self):
        return bool(self.q)

    def searched(self, rows, text):
        return rows.filter(subject__icontains=text)

    def decorate(self, rows):
        for row in rows:
            row.domains_shown = [shown_domain(name) for name in row.domains] or [_("all domains")]
        return rows


class BroadcastCreate(FormPage):
    """Written, looked at with the number of mailboxes it is for, and only then sent."""

    wants = {"broadcast"}
    title = gettext_lazy("New broadcast")
    form_class = BroadcastForm
    submit_label = gettext_lazy("Preview")
    crumbs = property(lambda self: [(_("Broadcasts"), reverse("broadcast_list"))])

    def form_arguments(self):
        initial = {"sender": default_sender(self.request.user), "domains": self.request.GET.get("domain", "")[:255]}
        return {"initial": initial}

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid() and "confirmed" not in request.POST:
            try:
                preview = self.preview(form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return self.shown(form) if "change" in request.POST else self.page("mail/preview.html", **preview)
        elif form.is_valid():
            return super().post(request, *args, **kwargs)
        return self.shown(form, status=422)

    def preview(self, data):
        """What would be sent, and to how many. Raises ValidationError as the service would."""
        actor = self.request.actor
        sender = check_sender(actor, data["sender"])
        check_text(data["subject"], data["body"])
        names = check_domains(actor, data["domains"])
        mailboxes, aliases = audience(actor.user, domains=names, with_aliases=data["with_aliases"])
        to = ngettext("%(count)s mailbox", "%(count)s mailboxes", mailboxes) % {"count": number_format(mailboxes)}
        more = ngettext("where %(count)s alias leads", "where %(count)s aliases lead", aliases)
        return {
            "mail": data | {"sender": sender},
            "to": to,
            "more": more % {"count": number_format(aliases)} if aliases else "",
            "domains": [shown_domain(name) for name in names] or [_("all domains")],
            "nobody": not mailboxes and not aliases,
            "fields": self.request.POST.dict(),
        }

    def save(self, data):
        row = services.start_broadcast(self.request.actor, **data)
        messages.success(self.request, _("“%(subject)s” is being sent.") % {"subject": row.subject})
        return reverse("broadcast_detail", args=[row.pk])

    def context(self):
        own = Domain.objects.visible_to(self.request.user).order_by("domain").values_list("domain", flat=True)
        return super().context() | {"own_domains": own[:100]}


class BroadcastDetail(List):
    """What became of it, recipient by recipient."""

    wants = {"broadcast"}
    template = "mail/detail.html"
    title = property(lambda self: self.broadcast.subject)
    crumbs = property(lambda self: [(_("Broadcasts"), reverse("broadcast_list"))])
    order = ("id",)
    columns = [Column(gettext_lazy("Recipient"), key=True), Column(gettext_lazy("State")), Column(gettext_lazy("Why"))]
    filters = [
        Filter(state, label, lambda rows, state=state: rows.filter(state=state))
        for state, (_kind, label) in STATES.items()
        if state != BroadcastRecipient.SENDING
    ]
    rows_template = "mail/_recipients.html"
    search_hint = gettext_lazy("Address")
    csv_name = "broadcast"
    csv_columns = [(name, name) for name in ("address", "state", "reason")]
    empty = {
        "title": gettext_lazy("Nobody yet"),
        "text": gettext_lazy("Whom it goes to is looked up in the background."),
    }

    def prepare(self):
        super().prepare()
        self.broadcast = get_object_or_404(Broadcast.objects.visible_to(self.request.user), pk=self.kwargs["broadcast"])

    def candidates(self):
        return self.broadcast.recipients.all()

    def searched(self, rows, text):
        return rows.filter(address__startswith=text.lower())

    def decorate(self, rows):
        for row in rows:
            row.chip = STATES.get(row.state, ("", row.state))
        return rows

    def context(self):
        job = Job.objects.select_related("task").filter(pk=self.broadcast.job).first()
        unfinished = bool(job and job.task.status in (READY, RUNNING))
        states = counts(self.broadcast)
        left = states[BroadcastRecipient.WAITING] or not sum(states.values())
        return super().context() | {
            "broadcast": self.broadcast,
            "domains": [shown_domain(name) for name in self.broadcast.domains] or [_("all domains")],
            "job": job,
            "unfinished": unfinished,
            "may_resume": bool(left) and not unfinished,
            "states": [(STATES[state][1], number_format(count)) for state, count in states.items() if count],
        }

    def get(self, request, *args, **kwargs):
        if request.htmx and request.htmx.target == "broadcast-state":
            return self.page("mail/_state.html")
        return super().get(request, *args, **kwargs)


class BroadcastResume(Page):
    """Go on with what was stopped, or what failed."""

    wants = {"broadcast"}
    http_method_names = ["post"]

    def prepare(self):
        self.broadcast = get_object_or_404(Broadcast.objects.visible_to(self.request.user), pk=self.kwargs["broadcast"])

    def post(self, request, *args, **kwargs):
        row = services.resume_broadcast(request.actor, self.broadcast.pk)
        messages.success(request, _("“%(subject)s” is being sent.") % {"subject": row.subject})
        return redirect("broadcast_detail", row.pk)


class Welcome(FormPage):
    """What greets new mailboxes of the whole site, in each language of the console."""

    wants = {"change_domains"}
    title = gettext_lazy("Welcome mail")
    form_class = WelcomeForm
    name = ""  # of a domain

    def form_arguments(self):
        return {"domain": self.name}

    def save(self, data):
        for language, (subject, body) in data["texts"].items():
            services.set_welcome(self.request.actor, domain=self.name, language=language, subject=subject, body=body)
        messages.success(self.request, _("The welcome mail was changed."))
        return self.request.path

    def cancel_url(self):
        return reverse("overview")
