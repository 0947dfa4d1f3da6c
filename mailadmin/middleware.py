"""What happens around every request: security headers, who acts."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from mailadmin.audit.actors import Actor
from mailadmin.errors import not_ready
from mailadmin.store.ip import canonical
from mailadmin.upstream.readiness import what_is_missing

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


class SecurityHeaders:
    """Nothing inline, nothing foreign, no framing, nothing kept by caches."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


class Ready:
    """Until the tables are made or adopted, every page says what has to be done, with status 503, and does nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if text := what_is_missing():
            return not_ready(request, text)
        return self.get_response(request)


class WhoActs:
    """Sets `request.client_address` and `request.actor`, which services and the log go by."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.client_address = client_address(request)
        request.actor = SimpleLazyObject(lambda: Actor(request.user, request.client_address))
        return self.get_response(request)


class PasswordExpired:
    """Whose password has expired is let in to choose a new one, and for nothing else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        closed = getattr(view, "login_required", True) and request.resolver_match.url_name != "me_password"
        if closed and request.user.password_expired:
            return redirect("me_password")
        return None


def client_address(request):
    """The address the request came from.

    `X-Forwarded-For` is believed only when a trusted proxy sent it (a Unix socket is one), and of it only the last
    entry, the one that proxy added: the others are whatever the client claims.
    """
    peer = canonical(request.META.get("REMOTE_ADDR", ""))
    claimed = canonical(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())
    if claimed and (not peer or peer in settings.TRUSTED_PROXIES):
        return claimed
    return peer or "local"
