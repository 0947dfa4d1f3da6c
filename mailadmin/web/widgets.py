"""Form controls with a unit, a limit, a new password, and lists of one item a line; all work without a script."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mailadmin.store.limits import NONE, UNLIMITED


class UnitInput(forms.TextInput):
    """An input with what it is counted in, or what follows it, at its end: `MB`, `days`, `@example.org`."""

    template_name = "django/forms/widgets/unit.html"

    def __init__(self, unit, attrs=None, numeric=True):
        """`numeric=False` for text, such as the part of an address before its `@domain`."""
        self.unit = unit
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})} if numeric else attrs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class LimitInput(UnitInput):
    """A limit without naked numbers: "at most …", "unlimited", "none", and "the default" (empty) where wanted.

    What is posted as `name` is a number as ever; `name_kind` overrides it, and may be missing.
    """

    template_name = "django/forms/widgets/limit.html"

    def __init__(self, unit="", attrs=None, *, none=_("None"), unlimited=_("Unlimited"), default=""):
        """An empty text leaves that choice out; `default` says what applies then: "2 GB (domain default)"."""
        super().__init__(unit, attrs)
        self.kinds = [("n", _("At most")), ("", default), (str(UNLIMITED), unlimited), (str(NONE), none)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        kinds = [(kind, label) for kind, label in self.kinds if label]
        text = context["widget"]["value"]
        chosen = (text or "") if (text or "") in dict(kinds) else "n"
        context["widget"] |= {"kinds": kinds, "chosen": chosen, "value": text if chosen == "n" else None}
        # The number may stay empty while another choice than "at most" is made.
        context["widget"]["attrs"].pop("required", None)
        return context

    def value_from_datadict(self, data, files, name):
        kind = data.get(f"{name}_kind", "n")
        return data.get(name) if kind == "n" else kind

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_kind" not in data


class NewPassword(forms.PasswordInput):
    """A password that is being chosen: the script adds generate, show, copy and how strong it is."""

    template_name = "django/forms/widgets/new_password.html"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "new-password", "spellcheck": "false", **(attrs or {})})


class Lines(forms.Textarea):
    """A list, one item a line. Takes a list, or the commas of a stored `goto`; what is typed stays as it is."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 4, "spellcheck": "false", "autocapitalize": "off", "class": "mono", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, str):
            value = value.split(",") if "\n" not in value else [value]
        return "\n".join(value or [])
