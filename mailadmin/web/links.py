"""Which rows have a page of their own. A key that another program stored may stand in no web address."""

import re

from django.urls import reverse

ADDRESS = re.compile(r"(?:[^@]*@)*[^@/]*")  # as site/urls.py takes it; a domain's name is of this form too
TAKEN = {"", ".", "..", "add", "bulk"}  # other pages' addresses, and what browsers make another one of


def has_page(key):
    """Whether the row with this key can be opened by a link."""
    return key not in TAKEN and bool(ADDRESS.fullmatch(key))


def link(view, key):
    """The address of a row's page, or "" where it has none."""
    return reverse(view, args=[key]) if has_page(key) else ""
