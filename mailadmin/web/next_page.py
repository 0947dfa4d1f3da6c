"""Where to go after a form: to the page that it names as `next`, if that is one of ours."""

from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request, default):
    """A path on this site, or `default`. A word is none, though Django takes it for a relative address."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if ours and target.startswith("/") else default
