"""The reply in somebody's absence: a tab of the mailbox for admins, a page for its owner."""

from datetime import datetime, time

from django.contrib import messages
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.web.pages import FormPage
from mailboxes import replies, services
from mailboxes.forms import VacationForm
from mailboxes.models import END_OF_TIME, Vacation
from mailboxes.records import mailbox_states, with_all
from mailboxes.views.mailboxes import OneMailbox, mailbox_tabs


class VacationPage(FormPage):
    """What both share; `mailbox` is whose it is. A second button shows the reply as it would be sent."""

    form_class = VacationForm
    preview = None

    def form_arguments(self):
        return {"vacation": replies.vacation_of(self.mailbox)}

    def notes(self):
        row, _plan = replies.vacation_of(self.mailbox)
        kind = "warn" if row.state() == "on" and not row._state.adding else "info"
        return [{"kind": kind, "text": state_text(row)}]

    def context(self):
        return super().context() | {"preview": self.preview, "other_buttons": [("preview", _("Preview"))]}

    def post(self, request, *args, **kwargs):
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        self.preview = preview_of(self.mailbox, form.initial | form.cleaned_data)
        return self.shown(form)

    def save(self, data):
        services.set_vacation(self.request.actor, self.mailbox.username, **data)
        messages.success(self.request, _("The vacation of %(name)s was changed.") % {"name": self.mailbox.shown})
        return self.own_url()


class MailboxVacation(OneMailbox, VacationPage):
    wants = {"see_mailboxes", "vacation"}
    template = "mailboxes/update.html"
    title = property(lambda self: self.mailbox.shown)

    def context(self):
        with_all([self.mailbox])
        tabs = mailbox_tabs(self.request.user, self.mailbox, "mailbox_vacation")
        return super().context() | {"mailbox": self.mailbox, "states": mailbox_states(self.mailbox), "tabs": tabs}

    def own_url(self):
        return reverse("mailbox_vacation", args=[self.mailbox.username])


class OwnVacation(VacationPage):
    wants = {"own_mailbox", "vacation"}
    template = "me/vacation.html"
    title = gettext_lazy("Vacation")
    mailbox = property(lambda self: self.request.user)

    def own_url(self):
        return reverse("me_vacation")

    def cancel_url(self):
        return reverse("me")


def state_text(row):
    """A vacation's state in a sentence."""
    if row._state.adding:
        return _("Senders get no reply.")
    days = {"first": shown_day(row.activefrom), "last": shown_day(row.activeuntil)}
    texts = {
        "planned": _("Planned: senders get a reply from %(first)s to %(last)s.")
        if row.has_end
        else _("Planned: senders get a reply from %(first)s on."),
        "on": _("On vacation: senders get a reply until %(last)s.")
        if row.has_end
        else _("On vacation: senders get a reply."),
        "over": _("Over since %(last)s: senders get no reply."),
        "off": _("Off: senders get no reply."),
    }
    return texts[row.state()] % days


def shown_day(moment):
    return formats.date_format(moment, "DATE_FORMAT")


def preview_of(mailbox, data):
    """The reply with its placeholders filled in, from the clean data of a form."""
    ends = data["ends"] or END_OF_TIME.date()
    row = Vacation(activefrom=datetime.combine(data["starts"], time()), activeuntil=datetime.combine(ends, time()))
    return {
        "sender": mailbox.shown,
        "subject": data["subject"].replace(replies.SUBJECT, _("(the subject of the mail)")),
        "body": replies.filled(data["body"], row),
    }
