"""Forms about domains, alias domains and admins. What is valid is the models' and services' matter."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from domains.services import defaults, domain_names
from mailadmin.store.addresses import normal_address, normal_domain, split_goto
from mailadmin.store.limits import Limit
from mailadmin.web.forms import Form, LimitField, LinesField, NewPasswordFields
from mailadmin.web.widgets import UnitInput


class DomainForm(Form):
    """Settings of a domain; without `domain` for one that exists."""

    domain = forms.CharField(
        label=_("Domain"), max_length=255, help_text=_("Such as example.org or 例子.公司; it can't be changed later.")
    )
    description = forms.CharField(label=_("Description"), max_length=255, required=False)
    active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Off: no mail is taken and nobody signs in to a mailbox of it.")
    )
    default_aliases = forms.BooleanField(
        label=_("Make the usual aliases"), required=False, help_text=_("%(names)s, which every domain must answer.")
    )
    mailboxes = LimitField(label=_("Mailboxes"))
    aliases = LimitField(label=_("Aliases"), help_text=_("The mailboxes' own addresses don't count."))
    maxquota = LimitField(label=_("Largest mailbox"), unit=_("MB"), none=_("No quotas are kept"), max_value=2**40)
    quota = LimitField(label=_("All mailboxes together"), unit=_("MB"), none=_("Not limited"), max_value=2**40)
    password_expiry = forms.IntegerField(
        label=_("Passwords expire after"),
        widget=UnitInput(_("days")),
        min_value=0,
        max_value=36_500,
        help_text=_("0: never."),
    )
    transport = forms.ChoiceField(label=_("Transport"), help_text=_("How Postfix hands on mail for this domain."))
    backupmx = forms.BooleanField(
        label=_("Backup MX"), required=False, help_text=_("Mail is taken in and passed on to the domain's main server.")
    )

    groups = [
        ("", "", ["domain", "description", "active", "default_aliases"]),
        (_("Limits"), "", ["mailboxes", "aliases", "maxquota", "quota", "password_expiry"]),
        (_("Delivery"), "", ["transport", "backupmx"]),
    ]

    def __init__(self, data=None, domain=None):
        initial = defaults() | {"active": True, "default_aliases": True}
        if domain:
            initial = {name: getattr(domain, name) for name in (*defaults(), "description", "active", "backupmx")}
            for name in ("aliases", "mailboxes", "maxquota", "quota"):
                initial[name] = Limit(initial[name]).stored
            self.only_changes = True
        super().__init__(data, initial=initial)
        for name in unused_fields() | ({"domain", "default_aliases"} if domain else set()):
            del self.fields[name]
        if "default_aliases" in self.fields:
            text = self.fields["default_aliases"].help_text
            self.fields["default_aliases"].help_text = text % {"names": ", ".join(settings.DEFAULT_ALIASES)}
        if "transport" in self.fields:
            # An adopted domain may have a transport that is no option; it keeps it until another one is chosen.
            names = dict.fromkeys([*settings.TRANSPORT_OPTIONS, initial["transport"]])
            self.fields["transport"].choices = [(name, name) for name in names]

    def clean_domain(self):
        return normal_domain(self.cleaned_data["domain"])


def unused_fields():
    """Fields of features that the site has switched off, as upstream hides them."""
    used = {
        "maxquota": settings.QUOTA,
        "quota": settings.QUOTA and settings.DOMAIN_QUOTA,
        "transport": settings.TRANSPORT,
        "password_expiry": settings.PASSWORD_EXPIRATION,
    }
    return {name for name, wanted in used.items() if not wanted}


class AliasDomainForm(Form):
    """Two domains by name: a list to choose from would grow with the site."""

    alias_domain = forms.CharField(label=_("Alias domain"), max_length=255, help_text=_("A domain of this server."))
    target_domain = forms.CharField(
        label=_("Target domain"),
        max_length=255,
        help_text=_("Each address of the alias domain is the same address there."),
    )
    description = forms.CharField(label=_("Description"), max_length=255, required=False)
    active = forms.BooleanField(label=_("Active"), required=False)

    groups = [("", "", ["alias_domain", "target_domain", "description", "active"])]

    def __init__(self, data=None, entry=None, target=""):
        initial = {"active": True, "target_domain": target}
        if entry:
            initial = {"target_domain": entry.target_shown, "description": entry.description, "active": entry.active}
            self.only_changes = True
        super().__init__(data, initial=initial)
        if entry:
            del self.fields["alias_domain"]
        for name in {"alias_domain", "target_domain"} & self.fields.keys():
            self.fields[name].widget.attrs["list"] = "own-domains"

    def clean_alias_domain(self):
        return normal_domain(self.cleaned_data["alias_domain"])

    def clean_target_domain(self):
        return normal_domain(self.cleaned_data["target_domain"])


class AdminForm(NewPasswordFields):
    """An admin: of some domains, or a superadmin."""

    username = forms.CharField(label=_("E-mail address"), max_length=255, help_text=_("With it the admin signs in."))
    superadmin = forms.BooleanField(
        label=_("Superadmin"), required=False, help_text=_("May do everything in every domain, and manage admins.")
    )
    domains = LinesField(label=_("Domains"), required=False, help_text=_("One a line. A superadmin needs none."))
    active = forms.BooleanField(label=_("Active"), required=False, help_text=_("Off: can't sign in."))

    groups = [
        ("", "", ["username", "active"]),
        (_("Password"), "", ["password", "generate"]),
        (_("What this admin looks after"), "", ["superadmin", "domains"]),
    ]

    def __init__(self, data=None, admin=None, domain=""):
        initial = {"active": True, "domains": domain}
        if admin:
            names = ",".join(domain_names(admin))
            initial = {"superadmin": admin.has_all_domains, "active": admin.active, "domains": names}
            self.only_changes = True
        super().__init__(data, initial=initial)
        if admin:
            del self.fields["username"]
            self.fields["password"].help_text = _("Left empty, it stays as it is.")

    def clean_username(self):
        return normal_address(self.cleaned_data["username"])

    def clean_domains(self):
        return [normal_domain(name) for name in split_goto(self.cleaned_data["domains"])]


class DomainAdminForm(Form):
    """Gives an admin who is there already one more domain."""

    username = forms.CharField(label=_("E-mail address of the admin"), max_length=255)
    groups = [("", "", ["username"])]

    def clean_username(self):
        return normal_address(self.cleaned_data["username"])
