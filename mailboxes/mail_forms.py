"""Forms of mail that admins write."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mailadmin.store.addresses import split_goto
from mailadmin.web.forms import Form, LinesField
from mailboxes.mail import check_text
from mailboxes.models import WelcomeText
from mailboxes.welcome import PLACEHOLDERS, default_text, text_for, validate_texts

TEXT = {"rows": 12}


class MailForm(Form):
    """One mail."""

    sender = forms.CharField(
        label=_("From"), max_length=255, help_text=_("Your own address, or one of a domain of yours.")
    )
    recipient = forms.CharField(label=_("To"), max_length=255)
    subject = forms.CharField(label=_("Subject"), max_length=255)
    body = forms.CharField(label=_("Text"), strip=False, max_length=60_000, widget=forms.Textarea(TEXT))
    groups = [("", "", ["sender", "recipient", "subject", "body"])]


class BroadcastForm(Form):
    """One text to the mailboxes of some domains."""

    sender = forms.CharField(
        label=_("From"), max_length=255, help_text=_("Your own address, or one of a domain of yours.")
    )
    domains = LinesField(label=_("Domains"), required=False, help_text=_("One a line. Empty: all of yours."))
    with_aliases = forms.BooleanField(
        label=_("Also to where aliases lead"), required=False, help_text=_("Each address gets it once.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=255)
    body = forms.CharField(label=_("Text"), strip=False, max_length=60_000, widget=forms.Textarea(TEXT))
    groups = [("", "", ["sender", "domains", "with_aliases"]), (_("Mail"), "", ["subject", "body"])]

    def clean_domains(self):
        return split_goto(self.cleaned_data["domains"])


class WelcomeForm(Form):
    """The welcome mail in each language; what is empty is as it is elsewhere."""

    def __init__(self, data=None, domain=""):
        rows = {row.language: row for row in WelcomeText.objects.filter(domain=domain)}
        initial, self.groups, self.errors_at = {}, [], {}
        fields = {}
        for language, name in settings.LANGUAGES:
            key = language.replace("-", "_")
            subject, text = text_for("", language) if domain else default_text(language)
            fields[f"subject_{key}"] = forms.CharField(
                label=_("Subject"),
                max_length=255,
                required=False,
                widget=forms.TextInput({"placeholder": subject, "lang": language}),
            )
            fields[f"body_{key}"] = forms.CharField(
                label=_("Text"),
                strip=False,
                max_length=60_000,
                required=False,
                widget=forms.Textarea({"rows": 8, "placeholder": text, "lang": language}),
                help_text=_("Filled in: %(names)s. Empty: what is shown in grey.") % {"names": placeholders()},
            )
            if language in rows:
                initial |= {f"subject_{key}": rows[language].subject, f"body_{key}": rows[language].body}
            self.groups.append((name, "", [f"subject_{key}", f"body_{key}"]))
        super().__init__(data, initial=initial)
        self.fields |= fields

    def clean(self):
        texts = {}
        for language, _name in settings.LANGUAGES:
            key = language.replace("-", "_")
            subject, body = (self.cleaned_data.get(f"{part}_{key}", "") for part in ("subject", "body"))
            texts[language] = (subject, body)
            if not subject.strip() and not body.strip():
                continue
            try:
                check_text(subject, body)
                validate_texts(subject, body)
            except forms.ValidationError as error:
                for part, errors in error.error_dict.items():
                    self.add_error(f"{part}_{key}", errors)
        return self.cleaned_data | {"texts": texts}


def placeholders():
    return ", ".join(f"{{{name}}} ({meaning})" for name, meaning in PLACEHOLDERS.items())
