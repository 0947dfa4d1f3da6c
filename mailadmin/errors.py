"""The pages for what went wrong. Those for 403, 404 and 429 keep the frame; 500 and 503 need nothing at all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


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
    return HttpResponse(render_to_string("500.html"), status=500)
