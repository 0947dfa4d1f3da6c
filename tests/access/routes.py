"""Every address of the site, as the URL resolver knows it."""

from django.urls import get_resolver
from django.urls.resolvers import URLResolver


def routes(resolver=None):
    """(name, view) of each; the redirect from the server's root has no name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry)
        else:
            yield entry.name or "", entry.callback
