"""Addresses: what may be one of ours, in which form it is kept, and what an alias may be called besides."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given

from mailadmin.store.addresses import (
    normal_address,
    shown_address,
    validate_address,
    validate_alias_address,
    validate_local_part,
)
from tests.properties import any_text, moderate


def test_it_works():
    assert normal_address(" Bob@Example.ORG ") == "bob@example.org"
    validate_address("bob@example.org")
    assert shown_address("bob@example.org") == "bob@example.org"


@pytest.mark.parametrize("local", ["a", "a.b", "a" * 64, "0", "a-b_c", "a-", "o'brien", "a+b", "#$&'*+=?^_{|}~", "*a"])
def test_what_may_stand_before_the_at(local):
    validate_local_part(local)
    validate_address(f"{local}@example.org")


@pytest.mark.parametrize(
    "local",
    [
        *("", ".", ".a", "a.", "a..b", "a b", "a/b", "a/../b", "../a", "a\\b", "a\nb", "a\n", "\na", "a\0", "a\tb"),
        *('"a"', "a@b", "a,b", "a;b", "a:b", "<a>", "(a)", "[a]", "`a`", "é", "😀", "A", "a" * 65),
        *("-a", "--help", "a%b", "a!b"),
    ],
)
def test_what_may_not(local):
    with pytest.raises(ValidationError):
        validate_local_part(local)
    with pytest.raises(ValidationError):
        validate_address(f"{local}@example.org")


@pytest.mark.parametrize(
    "bad", ["", "bob", "@", "@example.org", "bob@", "bob@localhost", "bob@a..b", "bob@example.org\n"]
)
def test_what_is_no_address(bad):
    with pytest.raises(ValidationError):
        validate_address(bad)


def test_an_address_has_254_characters_at_most():
    domain = ".".join(["a" * 63] * 2 + ["b" * 61])  # 189
    validate_address("x" * 64 + "@" + domain)
    with pytest.raises(ValidationError, match="254"):
        validate_address("x" * 64 + "@" + domain + "c")


@pytest.mark.parametrize("good", ["@example.org", "bob@example.org"])
def test_an_alias_may_be_a_catch_all(good):
    validate_alias_address(good)


@pytest.mark.parametrize("bad", ["@", "@localhost", "@@example.org", "a@@example.org", "@a/b.de", "example.org"])
def test_an_alias_may_not_be_just_anything(bad):
    with pytest.raises(ValidationError):
        validate_alias_address(bad)


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("*@Example.ORG", "@example.org"),
        ("@Example.ORG", "@example.org"),
        ("Bob@例子.公司", "bob@xn--fsqu00a.xn--55qx5d"),
        ("*@例子.公司", "@xn--fsqu00a.xn--55qx5d"),
        ("BOB", "bob"),
        ("bob@example.org.", "bob@example.org"),
    ],
)
def test_the_form_it_is_kept_in(typed, stored):
    assert normal_address(typed) == stored


def test_it_is_shown_in_its_letters():
    assert shown_address("bob@xn--fsqu00a.xn--55qx5d") == "bob@例子.公司"


@moderate
@given(any_text)
@example("😀@😀.😀")
@example("*@*@b.de")
def test_a_normal_address_is_normal_already(text):
    address = normal_address(text)
    assert address.isascii()
    assert normal_address(address) == address


@moderate
@given(any_text)
def test_what_is_valid_is_harmless(text):
    address = normal_address(text)
    try:
        validate_alias_address(address)
    except ValidationError:
        return
    assert address.count("@") == 1
    assert not set(address) & set('/\\\n\r\0\t "`;<>()[],:')
    assert ".." not in address
    assert not address.startswith(("-", "."))
    assert len(address) <= 254
