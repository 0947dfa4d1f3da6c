"""A mailbox owner's own pages: the mailbox at a glance, and its forwarding. The password page is the accounts' one."""

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.web.pages import FormPage, Page
from mailboxes import services
from mailboxes.forms import ForwardingForm
from mailboxes.models import Mailbox
from mailboxes.records import mailbox_states, with_all
from mailboxes.replies import vacation_of
from mailboxes.views.mailboxes import alias_of
from mailboxes.views.vacation import state_text


class Home(Page):
    """What the owner has, and what a mail program needs to know."""

    wants = {"own_mailbox"}
    template = "me/home.html"
    title = gettext_lazy("My mailbox")

    def get(self, request):
        mailbox = Mailbox.objects.visible_to(request.user).get()
        with_all([mailbox])
        away = state_text(vacation_of(mailbox)[0])
        return self.page(mailbox=mailbox, states=mailbox_states(mailbox), servers=servers(), vacation_text=away)


def servers():
    """Host, port and security for each protocol, as deploy/ sets them up."""
    host = settings.MAIL_HOST
    return [
        {"label": _("Incoming mail (IMAP)"), "host": host, "port": 993, "security": "TLS"},
        {"label": _("Incoming mail (POP3)"), "host": host, "port": 995, "security": "TLS"},
        {"label": _("Outgoing mail (SMTP)"), "host": host, "port": 465, "security": "TLS"},
        {"label": _("Outgoing mail (SMTP)"), "host": host, "port": 587, "security": "STARTTLS"},
    ]


class Forwarding(FormPage):
    wants = {"own_mailbox", "forward"}
    title = gettext_lazy("Forwarding")
    form_class = ForwardingForm

    def form_arguments(self):
        return {"alias": alias_of(self.request.user)}

    def save(self, data):
        services.set_forwarding(self.request.actor, self.request.user.username, **data)
        messages.success(self.request, _("Your forwarding was changed."))
        return reverse("me_forwarding")

    def cancel_url(self):
        return reverse("me")
