"""Signing in and out, the own password, language and theme."""

import logging
import re
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mailadmin import errors
from mailadmin.accounts import factor, half, services, throttle
from mailadmin.accounts.forms import CodeForm, OwnPasswordForm, SignInForm
from mailadmin.accounts.models import Admin
from mailadmin.web.menu import THEMES
from mailadmin.web.next_page import next_page
from mailadmin.web.pages import FormPage

log = logging.getLogger("mailadmin.login")


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request):
    """One page for admins and mailbox owners. Wrong and unknown get the same answer; too many attempts a 429."""
    target = next_page(request, reverse(settings.LOGIN_REDIRECT_URL))
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST or None)
    if form.is_valid():
        username, password = form.cleaned_data["username"], form.cleaned_data["password"]
        minutes = throttle.attempt(username, request.client_address)
        if minutes:
            report_failure(username, request.client_address)
            return errors.too_many(request, minutes)
        user = authenticate(request, username=username, password=password)
        if user:
            throttle.forgive(username, request.client_address)
            return after_password(request, form, user, target)
        report_failure(username, request.client_address)
        form.add_error(None, _("This address and password don't fit together."))
    return sign_in_page(request, form, target)


def sign_in_page(request, form, target):
    status = 422 if form.is_bound else 200
    return render(request, "accounts/login.html", {"form": form, "next": target, "title": _("Sign in")}, status=status)


def after_password(request, form, user, target):
    """On to the console, or to the second factor. Where that can't be checked, the password opens nothing."""
    if not factor.is_asked(user, request.client_address):
        return enter(request, user, target)
    try:
        factor.key_of(user.totp_secret)
    except factor.UnreadableSecret:
        log.error(
            "Nobody can sign in as %s: totp_secret in the table %s is no secret in base32. To take it away: "
            "manage.py resetfactor",
            *(shown_safely(user.username), user._meta.db_table),
        )
        form.add_error(
            None, _("The second factor of this account is broken. Ask whoever runs this server to reset it.")
        )
        return sign_in_page(request, form, target)
    half.begin(request, user)
    return redirect(f"{reverse('login_code')}?{urlencode({'next': target})}")


@login_not_required
@sensitive_post_parameters("code")
def give_code(request):
    """The second step, in the browser that has just passed the first one."""
    target = next_page(request, reverse(settings.LOGIN_REDIRECT_URL))
    user = half.person_of(request)
    if user is None:
        if request.method == "POST":
            messages.warning(request, _("That took too long. Sign in once more."))
        return redirect(f"{reverse('login')}?{urlencode({'next': target})}")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        # Counted apart from passwords: who knows the password must not start anew with it after each ten codes.
        account, address = f"code {user._meta.db_table} {user.username}", request.client_address
        minutes = throttle.attempt(account, address)
        if not minutes and factor.accept(user, form.cleaned_data["code"]):
            throttle.forgive(account, address)
            return enter(request, user, target)
        kind = "admin second factor" if isinstance(user, Admin) else "user second factor"
        report_failure(user.username, address, kind)
        if minutes:
            return errors.too_many(request, minutes)
        form.add_error("code", _("This code is wrong, or was used before. Wait for the next one."))
    context = {"form": form, "next": target, "title": _("Second factor"), "account": user.shown}
    return render(request, "accounts/code.html", context, status=422 if form.is_bound else 200)


def enter(request, user, target):
    """Where a session begins; nowhere else. It has a new id, and holds nothing of what was before."""
    request.session.flush()
    login(request, user)
    return redirect(target)


def report_failure(username, address, kind=""):
    """The line that fail2ban reads, in upstream's words."""
    kind = kind or ("admin" if Admin.objects.filter(username=username).exists() else "user")
    log.warning("PostfixAdmin %s login failed (username: %s, ip_address: %s)", kind, shown_safely(username), address)


def shown_safely(username):
    """What was typed, kept to signs that can't fake another line."""
    return re.sub(r"[^\w.@+-]", "?", username, flags=re.ASCII)[:255]


@login_not_required
@require_POST
def sign_out(request):
    logout(request)
    return redirect("login")


class OwnPassword(FormPage):
    """The person's own password. Other sessions end with the old one; this one goes on."""

    wants = {"own_password"}
    title = gettext_lazy("Password")
    form_class = OwnPasswordForm
    submit_label = gettext_lazy("Change password")

    def save(self, data):
        minutes = throttle.attempt(self.request.user.username, self.request.client_address)
        if minutes:
            messages.error(
                self.request, _("Too many attempts. Try again in %(minutes)s minutes.") % {"minutes": minutes}
            )
            return reverse("me_password")
        person = services.change_own_password(self.request.actor, data["current"], data["new"])
        throttle.forgive(person.username, self.request.client_address)
        update_session_auth_hash(self.request, person)
        messages.success(self.request, _("Your password was changed. You were signed out everywhere else."))
        return reverse("me_password")

    def notes(self):
        if not self.request.user.password_expired:
            return []
        return [{"kind": "warn", "text": _("Your password has expired. Choose a new one to go on.")}]

    def cancel_url(self):
        return "" if self.request.user.password_expired else reverse("overview")


@login_not_required
@require_POST
def preferences(request):
    """Remember language and theme, in cookies: they count on the sign-in page too."""
    response = redirect(next_page(request, "overview"))
    cookie = {"max_age": settings.LANGUAGE_COOKIE_AGE, "secure": settings.SECURE, "httponly": True, "samesite": "Lax"}
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **cookie)
    if theme in THEMES:
        response.set_cookie("theme", theme, **cookie)
    return response
