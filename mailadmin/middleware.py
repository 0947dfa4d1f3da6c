"""What happens around every request: the answer when the database is down, security headers, who acts."""

import ipaddress
import logging

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from mailadmin.audit.actors import Actor

log = logging.getLogger("mailadmin.database")

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


class DatabaseDown:
    """A plain 503 and a log line while the database can't be reached; all is well again when it returns."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return unavailable(request, error)

    def process_exception(self, request, error):
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request, error)
        return None


def unavailable(request, error):
    """The 503 page. Rendered without context processors, for those ask the database."""
    log.error(
        "Database unavailable at %s: %s",
        request.path,
        str(error).splitlines()[0] if str(error) else type(error).__name__,
    )
    try:
        body = render_to_string("503.html")
    except DatabaseError:
        body = "The database can't be reached."
    return HttpResponse(body, status=503, headers={"Retry-After": "10"})


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


class WhoActs:
    """Sets `request.client_address` and `request.actor`, which services and the log go by."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.client_address = client_address(request)
        request.actor = SimpleLazyObject(lambda: Actor(request.user, request.client_address))
        return self.get_response(request)


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


def canonical(text):
    """The one spelling of an IP address, IPv4 as such behind a socket for both; "" for what is none.

    Without an IPv6 zone (`fe80::1%eth0`): that may be any text, and goes into the log.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
