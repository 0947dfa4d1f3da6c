"""The style sheets are in form, none has outgrown its part, and each page loads all of them, base.css first."""

import re

import pytest
from django.test import Client

from tests.css import FILES, formatted


def test_it_works():
    assert formatted("a{color:red;margin:0}b,i>u{top:0}") == (
        "a {\n  color: red;\n  margin: 0\n}\nb,\ni > u {\n  top: 0\n}\n"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_in_form(path):
    assert formatted(path.read_text()) == path.read_text(), "Type: python -m tests.css --write"
    assert len(path.read_text().splitlines()) <= 500


def test_a_page_loads_each_once_and_the_order_of_the_layers_first(db):
    page = Client().get("/pfa/login/").content.decode()
    loaded = re.findall(r'<link rel="stylesheet" href="/pfa/static/css/([a-z]+\.css)">', page)
    assert sorted(loaded) == [path.name for path in FILES]
    assert loaded[0] == "base.css"
