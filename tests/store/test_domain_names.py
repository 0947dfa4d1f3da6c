"""Domain names: typed in any way, kept in one, shown as people read them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given

from mailadmin.store.addresses import normal_domain, shown_domain, validate_domain
from tests.properties import any_text, moderate

LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])  # 253 characters


def test_it_works():
    assert normal_domain(" Example.ORG. ") == "example.org"
    validate_domain("example.org")
    assert shown_domain("example.org") == "example.org"


@pytest.mark.parametrize(
    "good",
    [
        *("example.org", "a.b", "a-b.c-d.example", "1.example", "123.456.example", "x--y.example", "example.museum"),
        *("example.international", "example.xn--vermgensberatung-pwb", "example.travelersinsurance"),
        *("a" * 63 + ".example", LONGEST, "xn--fsqu00a.xn--55qx5d", "xn--strae-oqa.example"),
    ],
)
def test_what_is_allowed(good):
    validate_domain(good)


@pytest.mark.parametrize(
    "bad",
    [
        *("", ".", "localhost", "example", ".org", "example.", "a..b", "_x.de", "a_b.de", "-a.de", "a-.de", "a.-de"),
        *("a b.de", "a.de\n", "\na.de", "a\0.de", "a/b.de", "a/../b.de", "a@b.de", "*.de", "a.de:25", "[1.2.3.4]"),
        *("1.2.3.4", "example.123", "a" * 64 + ".de", LONGEST + "b", "xn--a.org", "xn--.org", "例子.公司", "A.DE"),
    ],
)
def test_what_is_not(bad):
    with pytest.raises(ValidationError):
        validate_domain(bad)


@pytest.mark.parametrize(
    "typed, stored, shown",
    [
        ("例子.公司", "xn--fsqu00a.xn--55qx5d", "例子.公司"),
        ("例子。公司", "xn--fsqu00a.xn--55qx5d", "例子.公司"),
        ("例子.公司。", "xn--fsqu00a.xn--55qx5d", "例子.公司"),
        ("XN--FSQU00A.xn--55qx5d", "xn--fsqu00a.xn--55qx5d", "例子.公司"),
        ("Bücher.example", "xn--bcher-kva.example", "bücher.example"),
        ("straße.example", "xn--strae-oqa.example", "straße.example"),  # IDNA 2003 would make it strasse
        ("ｅｘａｍｐｌｅ．ｏｒｇ", "example.org", "example.org"),
        ("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp", "παράδειγμα.δοκιμή"),
        ("ALL", "ALL", "ALL"),
        ("all", "all", "all"),
    ],
)
def test_names_are_kept_in_ascii_and_shown_in_their_letters(typed, stored, shown):
    assert normal_domain(typed) == stored
    assert shown_domain(stored) == shown


@moderate
@given(any_text)
@example("a. .")
@example("example.org。")
@example("😀.org")
def test_a_normal_name_is_normal_already(text):
    name = normal_domain(text)
    assert normal_domain(name) == name


@moderate
@given(any_text)
def test_what_is_valid_is_harmless(text):
    """In a map, a path, a Sieve script or on a command line."""
    name = normal_domain(text)
    try:
        validate_domain(name)
    except ValidationError:
        return
    assert name.isascii()
    assert name == name.lower()
    assert len(name) <= 253
    assert not set(name) & set("/\\\n\r\0\t '\"`$;|&<>(){}[]*?!#%@,:=~^")
    assert ".." not in name
    assert not name.startswith(("-", "."))
    assert normal_domain(shown_domain(name)) == name


@moderate
@given(any_text)
def test_any_text_can_be_shown(text):
    assert isinstance(shown_domain(text), str)
