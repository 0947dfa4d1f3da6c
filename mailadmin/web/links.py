"""Which pages a link may lead to: those that the person may open, and rows whose key can stand in a web address."""

import re
from urllib.parse import urlsplit

from django.urls import resolve, reverse

ADDRESS = re.compile(r"(?:[^@]*@)*[^@/]*")  # as site/urls.py takes it; a domain's name is of this form too
TAKEN = {"", ".", "..", "add", "bulk"}  # other pages' addresses, and what browsers make another one of


def has_page(key):
    """Whether the row with this key can be opened by a link."""
    return key not in TAKEN and bool(ADDRESS.fullmatch(key))


def link(view, key):
    """The address of a row's page, or "" where it has none."""
    return reverse(view, args=[key]) if has_page(key) else ""


def open_to(user, url):
    """The address of a page of this site if `user` may open it, or "". An empty one stays empty."""
    url = str(url)
    page = getattr(resolve(urlsplit(url).path).func, "view_class", None) if url else None
    return url if all(map(user.may, getattr(page, "wants", ()))) else ""
