"""The setup page: the setup password's hash, the checks, the first superadmin.

Whoever can write the settings can make a superadmin, and nobody else; so a lost superadmin is replaced the same way.
Without the setup password the page says nothing about the installation.
"""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from mailadmin import errors
from mailadmin.accounts import throttle
from mailadmin.accounts.environment import examined
from mailadmin.accounts.forms import SetupAdminForm, SetupHashForm, SetupPasswordForm
from mailadmin.accounts.models import Admin
from mailadmin.accounts.password_rules import validate_new_password
from mailadmin.audit.actors import setup_actor
from mailadmin.passwords import check_setup_password, hash_setup_password, is_obsolete_setup_hash
from mailadmin.web.pages import add_errors

log = logging.getLogger("mailadmin.login")
PROOF_SECONDS = 15 * 60


@login_not_required
@sensitive_post_parameters()
def setup(request, create_admin):
    """Which step this is follows from what is posted, never from a session. `create_admin` is the service to call."""
    if not settings.SETUP_PASSWORD_HASH or is_obsolete_setup_hash(settings.SETUP_PASSWORD_HASH):
        return make_hash(request)
    if "proof" in request.POST:
        return make_superadmin(request, create_admin)
    return unlock(request)


def make_hash(request):
    """Step 1. The hash is shown, not stored: that it can be put into the settings is the proof that is asked for."""
    form = SetupHashForm(request.POST or None)
    made = ""
    if form.is_valid():
        address = request.client_address
        minutes = throttle.attempt(f"setup hash {address}", address)  # each one costs a quarter of a second
        if minutes:
            return errors.too_many(request, minutes)
        try:
            validate_new_password(form.cleaned_data["new"])
            made = hash_setup_password(form.cleaned_data["new"])
        except (ValidationError, ValueError) as error:
            add_errors(form, error if isinstance(error, ValidationError) else ValidationError({"new": str(error)}))
    obsolete = is_obsolete_setup_hash(settings.SETUP_PASSWORD_HASH)
    return step(request, "hash", form=form, hash=made, env_line=f"SETUP_PASSWORD_HASH='{made}'", obsolete=obsolete)


def unlock(request):
    """Step 2: on to the checks, if the setup password is right."""
    form = SetupPasswordForm(request.POST or None)
    if form.is_valid():
        account, address = f"setup {request.client_address}", request.client_address
        minutes = throttle.attempt(account, address)
        if not minutes and check_setup_password(form.cleaned_data["setup_password"], settings.SETUP_PASSWORD_HASH):
            throttle.forgive(account, address)
            return checks(request, SetupAdminForm(initial={"proof": signing.dumps(fingerprint(), salt="setup")}))
        log.warning("PostfixAdmin setup login failed (ip_address: %s)", address)
        if minutes:
            return errors.too_many(request, minutes)
        form.add_error("setup_password", _("This is not the setup password."))
    return step(request, "unlock", form=form)


def make_superadmin(request, create_admin):
    """Step 3."""
    form = SetupAdminForm(request.POST)
    if not proven(request.POST["proof"]):
        form = SetupPasswordForm({})
        form.add_error(None, _("That took too long. Give the setup password once more."))
        return step(request, "unlock", form=form)
    if form.is_valid():
        data = form.cleaned_data
        try:
            create_admin(
                setup_actor(request.client_address),
                username=data["username"],
                password=data["password"],
                superadmin=True,
            )
            return step(request, "done", form=None)
        except ValidationError as error:
            add_errors(form, error)
    return checks(request, form)


def checks(request, form):
    admins = Admin.objects.superadmins().filter(active=True).order_by("username").values_list("username", flat=True)
    return step(request, "check", form=form, checks=examined(request), admins=list(admins[:20]))


def step(request, name, form, **context):
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(
        request, "accounts/setup.html", {"title": _("Set-up"), "step": name, "form": form} | context, status=status
    )


def proven(proof):
    try:
        return signing.loads(proof, salt="setup", max_age=PROOF_SECONDS) == fingerprint()
    except signing.BadSignature:
        return False


def fingerprint():
    """Changes with the setup password, so that a proof of an old one is worth nothing."""
    return salted_hmac("mailadmin.setup", settings.SETUP_PASSWORD_HASH).hexdigest()
