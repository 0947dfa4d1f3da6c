"""Forms about mailboxes and aliases, for admins and for mailbox owners."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailadmin.store.addresses import shown_domain
from mailadmin.store.fields import now
from mailadmin.web.forms import Form, LimitField, LinesField, NewPasswordFields
from mailadmin.web.sizes import limit_size
from mailadmin.web.tags import period
from mailadmin.web.widgets import UnitInput
from mailboxes.models import END_OF_TIME
from mailboxes.quotas import default_quota, total_limit


class LocalPartForm(Form):
    """A form that asks only for what stands before the @ of an address in `domain`."""

    errors_at = {"address": "local_part", "username": "local_part"}

    def __init__(self, data, domain, **kwargs):
        super().__init__(data, **kwargs)
        self.domain = domain
        self.fields["local_part"].widget = UnitInput("@" + shown_domain(domain.domain), numeric=False)

    def clean(self):
        local_part = self.cleaned_data.pop("local_part", None)
        if local_part is not None:
            if "@" in local_part:
                self.add_error("local_part", _("Give only what stands before the @."))
            self.cleaned_data["address"] = f"{local_part}@{self.domain.domain}"
        return self.cleaned_data


class MailboxFields(NewPasswordFields):
    name = forms.CharField(
        label=_("Name"), max_length=255, required=False, help_text=_("The owner's, as senders see it.")
    )
    active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Off: no sign-in, and mail to it is refused.")
    )
    smtp_active = forms.BooleanField(label=_("May send mail"), required=False)

    def shape(self, default=""):
        """Leave out what the site has switched off; say what an empty quota means."""
        if not settings.SMTP_ACTIVE_FLAG:
            del self.fields["smtp_active"]
        if settings.QUOTA:
            self.fields["quota"] = LimitField(
                label=_("Quota"), unit=_("MB"), none=_("None kept"), default=default, max_value=2**40
            )


class MailboxForm(LocalPartForm, MailboxFields):
    """A new mailbox."""

    local_part = forms.CharField(label=_("Address"), max_length=255)
    welcome_mail = forms.BooleanField(label=_("Send a welcome mail"), required=False)

    groups = [
        ("", "", ["local_part", "name", "active", "smtp_active"]),
        (_("Password"), "", ["password", "generate"]),
        (_("Storage"), "", ["quota"]),
        (_("Welcome"), "", ["welcome_mail"]),
    ]

    def __init__(self, data, domain):
        initial = {"active": True, "smtp_active": True, "welcome_mail": True}
        default = default_quota(domain)
        if not default.number and not total_limit(domain).number:
            initial["quota"] = default.stored
        super().__init__(data, domain, initial=initial)
        self.shape(default=default_label(domain))


def default_label(domain):
    """What an empty quota means, or nothing where the domain has no default that would do."""
    default = default_quota(domain)
    return _("%(size)s (domain default)") % {"size": limit_size(default)} if default.number else ""


class MailboxSettingsForm(MailboxFields):
    """A mailbox that exists."""

    # A quota that another tool set need not be whole megabytes: unchanged, it stays to the byte.
    only_changes = True

    groups = [
        ("", "", ["name", "active", "smtp_active"]),
        (_("Password"), "", ["password", "generate"]),
        (_("Storage"), "", ["quota"]),
    ]

    def __init__(self, data, mailbox):
        self.mailbox = mailbox
        initial = {
            "name": mailbox.name,
            "active": mailbox.active,
            "smtp_active": mailbox.smtp_active,
            "quota": mailbox.quota_limit.in_megabytes.stored,
        }
        super().__init__(data, initial=initial)
        self.fields["password"].help_text = _("Left empty, it stays as it is.")
        self.shape()


class ForwardingForm(Form):
    """Where a mailbox's mail goes."""

    goto = LinesField(
        label=_("Forward to"),
        required=False,
        help_text=_("One address a line. Empty: nothing is forwarded."),
    )
    keep_copy = forms.BooleanField(label=_("Keep the mail in the mailbox too"), required=False)
    only_changes = True
    groups = [("", "", ["goto", "keep_copy"])]

    def __init__(self, data, alias):
        super().__init__(data, initial={"goto": ",".join(alias.forwards), "keep_copy": alias.keeps_copy})


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self):
        super().__init__({"class": "day"}, format="%Y-%m-%d")


class VacationForm(Form):
    """The reply in somebody's absence."""

    active = forms.BooleanField(label=_("Reply to mail"), required=False)
    starts = forms.DateField(label=_("First day"), widget=DayInput, input_formats=["%Y-%m-%d"])
    ends = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        required=False,
        help_text=_("Empty: until it is switched off."),
    )
    interval = forms.TypedChoiceField(label=_("Each sender is told"), coerce=int)
    subject = forms.CharField(
        label=_("Subject"), max_length=255, help_text=_("$SUBJECT stands for that of the mail that is answered.")
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 8}),
        help_text=_("<%From_Date> and <%Until_Date> stand for the first and the last day."),
    )
    groups = [
        ("", "", ["active", "starts", "ends", "interval"]),
        (_("Reply"), "", ["subject", "body"]),
    ]

    def __init__(self, data, vacation):
        """`vacation` is what mailboxes.replies.vacation_of gives."""
        row, plan = vacation
        again = row.state() == "over"
        # What another program set to a minute of the day stays, unless the day is changed.
        self.only_changes = not row._state.adding and not again
        initial = {
            "active": row.active and not again and not row._state.adding,
            "starts": now().date() if again else row.activefrom.date(),
            "ends": row.activeuntil.date() if row.has_end and not again else None,
            "interval": row.interval_time,
            "subject": row.subject,
            "body": plan.body,
        }
        super().__init__(data, initial=initial)
        # One that another program chose stays on offer.
        choices = sorted({*settings.VACATION_CHOICE_OF_REPLY, *filter(None, [initial["interval"]])})
        self.fields["interval"].choices = [(seconds, interval_text(seconds)) for seconds in choices]

    def clean(self):
        if "ends" in self.cleaned_data:
            self.cleaned_data["ends"] = self.cleaned_data["ends"] or END_OF_TIME.date()
        return self.cleaned_data


def interval_text(seconds):
    """How often somebody is told, in words."""
    if seconds < 2:
        return _("for each mail") if seconds else _("once")
    length = {86400: _("once a day"), 604800: _("once a week")}
    return length.get(seconds) or _("once in %(period)s") % {"period": period(timedelta(seconds=seconds))}


class AliasFields(Form):
    goto = LinesField(label=_("Goes to"), help_text=_("One address a line."))
    description = forms.CharField(label=_("Description"), max_length=255, required=False)
    active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Off: mail to it is refused, through alias domains too.")
    )


class AliasForm(LocalPartForm, AliasFields):
    """A new alias."""

    local_part = forms.CharField(
        label=_("Address"),
        max_length=255,
        help_text=_("* for the catch-all: whatever has no mailbox or alias of its own."),
    )
    groups = [("", "", ["local_part", "goto", "description", "active"])]

    def __init__(self, data, domain):
        super().__init__(data, domain, initial={"active": True})


class AliasSettingsForm(AliasFields):
    """An alias that exists."""

    only_changes = True

    groups = [("", "", ["goto", "description", "active"])]

    def __init__(self, data, alias):
        initial = {"goto": alias.goto, "description": alias.description, "active": alias.active}
        super().__init__(data, initial=initial)
