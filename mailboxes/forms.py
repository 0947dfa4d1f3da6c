"""Forms about mailboxes and aliases, for admins and for mailbox owners."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailadmin.store.addresses import shown_domain
from mailadmin.web.forms import Form, LimitField, LinesField, NewPasswordFields
from mailadmin.web.sizes import limit_size
from mailadmin.web.widgets import UnitInput
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
