"""What all forms of the console share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailadmin.store import limits
from mailadmin.web.widgets import LimitInput, Lines, NewPassword

NONE = _("None")  # the word for a limit of -1


class Form(forms.Form):
    """A form in groups: `groups` is a list of (title, help, field names). `errors_at` maps names that services use in
    their refusals to fields of this form."""

    groups = ()
    errors_at = {}
    only_changes = False  # of something that exists: what stays as it is shown is not handed on, however odd it is
    use_required_attribute = True

    def _post_clean(self):
        if self.only_changes:
            for name in self.initial.keys() & self.fields.keys() - set(self.changed_data):
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)


class LinesField(forms.CharField):
    """A list, one item a line."""

    widget = Lines

    def has_changed(self, initial, data):
        """Whether it is another list than the one that was shown."""
        return (data or "").split() != (self.widget.format_value(initial) or "").split()


class LimitField(forms.IntegerField):
    """A limit as it is stored, a whole number; empty for the default where `default` says what that is."""

    def __init__(self, *, unit="", default="", none=NONE, **kwargs):
        kwargs.setdefault("min_value", limits.NONE)
        kwargs.setdefault("max_value", 2**31 - 1)
        kwargs.setdefault("required", not default)
        super().__init__(widget=LimitInput(unit, default=default, none=none), **kwargs)

    def has_changed(self, initial, data):
        # What another tool stored need not be a whole number; as long as it comes back as it was shown, it is the same.
        return str(data).strip() != str(initial) and super().has_changed(initial, data)


class NewPasswordFields(Form):
    """A new password, or one that is made for the person. Mixed into forms that need one."""

    password = forms.CharField(
        label=_("Password"), strip=False, max_length=200, required=False, widget=NewPassword(), empty_value=""
    )
    # With a script the password field has a button for it.
    generate = forms.BooleanField(
        label=_("Generate a password"),
        required=False,
        help_text=_("It is shown once, on the next page."),
        widget=forms.CheckboxInput({"class": "scriptless"}),
    )
