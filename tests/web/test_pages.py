"""Pages are looked at when the map of the site is made: one with a piece missing stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from mailadmin.web.forms import Form
from mailadmin.web.lists import Column, List
from mailadmin.web.pages import Bulk, Delete, FormPage, Page


def nothing(self, *arguments):
    return HttpResponse()


WHOLE = {
    Page: {"wants": {"find"}, "template": "find.html", "get": nothing},
    FormPage: {"wants": {"find"}, "title": "Form", "form_class": Form, "save": nothing},
    List: {
        "wants": {"find"},
        "title": "List",
        "columns": [Column("Key", key=True)],
        "rows_template": "domains/_rows.html",
        "candidates": nothing,
    },
    Delete: {"wants": {"find"}, "title": "Delete", "name": "it", "goes": nothing, "carry_out": nothing},
    Bulk: {"wants": {"find"}, "title": "Delete", "acts": {"delete": nothing}, "list_url": "/pfa/"},
}
PIECES = [(kind, name) for kind, pieces in WHOLE.items() for name in pieces if (kind, name) != (Page, "get")]


def made(kind, pieces):
    return type("Made", (kind,), pieces).as_view()


@pytest.mark.parametrize("kind", WHOLE)
def test_it_works(kind):
    assert made(kind, WHOLE[kind]).view_class.wants == {"find"}


@pytest.mark.parametrize(("kind", "name"), PIECES)
def test_a_missing_piece_stops_the_start(kind, name):
    pieces = {key: value for key, value in WHOLE[kind].items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=rf"Made.*{name}"):
        made(kind, pieces)


@pytest.mark.parametrize("wants", ["find", {"fnid"}, set(), {"superadmin"}])
def test_what_it_wants_is_a_set_of_permissions(wants):
    with pytest.raises(ImproperlyConfigured, match="wants"):
        made(Page, WHOLE[Page] | {"wants": wants})
