"""System checks, run by `manage.py check` and at each start: unsafe or unworkable settings, in a sentence each."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from mailadmin.accounts.password_rules import parsed_rules
from mailadmin.passwords import WEAK_SCHEMES, is_obsolete_setup_hash
from mailadmin.upstream.adoption import is_foreign


@register
def password_scheme(app_configs, **kwargs):
    if settings.PASSWORD_SCHEME not in WEAK_SCHEMES:
        return []
    return [
        Warning(
            f"PASSWORD_SCHEME={settings.PASSWORD_SCHEME} is weak: a stolen database is soon a list of passwords.",
            hint="Set PASSWORD_SCHEME to SHA512-CRYPT, BLF-CRYPT or ARGON2ID; hashes are renewed as people sign in.",
            id="mailadmin.W001",
        )
    ]


@register
def setup_password(app_configs, **kwargs):
    if not is_obsolete_setup_hash(settings.SETUP_PASSWORD_HASH):
        return []
    hint = "Make a new one: manage.py setuppassword"
    return [Warning("SETUP_PASSWORD_HASH has the form from before PostfixAdmin 3.3.", hint=hint, id="mailadmin.W002")]


@register
def password_validation(app_configs, **kwargs):
    try:
        parsed_rules(settings.PASSWORD_VALIDATION)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="mailadmin.E001")]
    return []


@register(Tags.database)
def foreign_database(app_configs, databases=None, **kwargs):
    """Asked before `migrate`, which would stop half-way at the first table that is there."""
    if not databases or not is_foreign():
        return []
    return [Error("This database was made by PostfixAdmin.", hint="Take it over: manage.py adopt", id="mailadmin.E002")]


@register(deploy=True)
def debugging(app_configs, **kwargs):
    if not settings.DEBUG:
        return []
    return [Warning("DEBUG is on: error pages show settings and data.", hint="Remove DEBUG.", id="mailadmin.W003")]
