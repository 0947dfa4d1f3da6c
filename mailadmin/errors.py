"""The pages for what went wrong. Those for 403, 404 and 429 keep the frame; 500 and 503 do without the database."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path

log = logging.getLogger("mailadmin.database")


def forbidden(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request, reason=""):
    return render(request, "403.html", {"csrf": True}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def too_many(request, minutes):
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def broken(request):
    """What raised is none of the above. Django asks for all of it here, also for what sessions and middleware raise."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    return HttpResponse(render_to_string("500.html"), status=500)


def not_ready(request, text):
    """The database is not ours yet; `text` says what has to be done. For whoever sets it up, so it is logged too."""
    log.error("%s", text)
    response = HttpResponse(render_to_string("503.html", {"text": text}), status=503)
    response._has_been_logged = True
    return response


def unavailable(request, error):
    """The database can't be reached: a 503 and one line in the log; all is well again when it returns."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    log.error("Database unavailable at %s: %s", escape_uri_path(request.path), reason)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = "10"
    response._has_been_logged = True  # else Django adds a traceback for each request
    return response
