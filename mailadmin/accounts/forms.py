"""Signing in, and the setup page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailadmin.store.addresses import normal_address
from mailadmin.web.forms import Form
from mailadmin.web.widgets import NewPassword


class SignInForm(Form):
    username = forms.CharField(
        label=_("E-mail address"),
        max_length=255,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "off",
                "spellcheck": "false",
                "inputmode": "email",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    groups = [("", "", ["username", "password"])]

    def clean_username(self):
        return normal_address(self.cleaned_data["username"])


class CodeForm(Form):
    """The second step of signing in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("The six digits that your authenticator app shows for this account now."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "off",
                "spellcheck": "false",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
    )
    groups = [("", "", ["code"])]


class OwnPasswordForm(Form):
    """The person's own password, admin or mailbox owner."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(label=_("New password"), strip=False, max_length=200, widget=NewPassword())
    groups = [("", "", ["current", "new"])]
    errors_at = {"password": "new"}


class SetupHashForm(Form):
    """Step 1: a password to make the setup password's hash of."""

    new = forms.CharField(label=_("Setup password"), strip=False, max_length=72, widget=NewPassword())
    groups = [("", "", ["new"])]
    errors_at = {"password": "new"}


class SetupPasswordForm(Form):
    """Step 2: the setup password."""

    setup_password = forms.CharField(
        label=_("Setup password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    groups = [("", "", ["setup_password"])]


class SetupAdminForm(Form):
    """Step 3: the first superadmin, or another one when the first is lost. `proof` says that step 2 was passed."""

    proof = forms.CharField(widget=forms.HiddenInput(), max_length=500)
    username = forms.CharField(
        label=_("E-mail address"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = forms.CharField(label=_("Password"), strip=False, max_length=200, widget=NewPassword())
    groups = [("", "", ["proof", "username", "password"])]

    def clean_username(self):
        return normal_address(self.cleaned_data["username"])
