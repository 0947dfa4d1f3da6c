"""Passwords that are made for people: shown once, on the page after, until when they lie in the session."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailadmin.passwords import generate_password


def chosen_password(data, required=True):
    """Take `password` and `generate` out of a form's clean data; returns (password or None, the one to show or "")."""
    password, generate = data.pop("password"), data.pop("generate")
    if generate and not password:
        made = generate_password()
        return made, made
    if required and not password:
        raise ValidationError({"password": _("Give a password, or let one be made.")})
    return password or None, ""


def show_once(request, person, password):
    """Put a made password onto the next page, with a button to copy it."""
    if password:
        messages.info(request, password, extra_tags=f"secret {person.shown}")
