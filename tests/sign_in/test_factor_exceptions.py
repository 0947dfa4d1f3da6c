"""Addresses from which no second factor is asked: rows of upstream's table."""

import pytest
from django.test import Client

from mailadmin.accounts.models import TotpException
from tests.sign_in.conftest import post, role_of
from tests.sign_in.factor import give, half, with_factor

CODE = "/pfa/login/code/"
BOB, ALICE = "bob@example.org", "alice@example.org"


@pytest.fixture(autouse=True)
def _factors(cast):
    for username in (BOB, ALICE, "eve@example.net"):
        with_factor(username)


def asked(username, address="203.0.113.7", **changes):
    url = post(Client(), username=username, address=address, **changes).url
    assert url == "/pfa/" or url.startswith(CODE)
    return url != "/pfa/"


@pytest.mark.parametrize(
    ("row", "bob", "alice", "eve"),
    [
        (BOB, False, True, True),
        ("Bob@Example.ORG", False, True, True),
        (ALICE, True, False, True),
        # A domain's admin may write the row for it: it takes the factor from its mailboxes, not from admins.
        ("example.org", False, True, True),
        ("example.net", True, True, False),
        (None, False, False, False),
        ("", True, True, True),
        ("org", True, True, True),
        ("%", True, True, True),
    ],
)
def test_from_where_no_code_is_asked(row, bob, alice, eve):
    TotpException.objects.create(ip="203.0.113.7", username=row.lower() if row else row)
    assert [asked(BOB), asked(ALICE), asked("eve@example.net")] == [bob, alice, eve]
    assert asked(BOB, "203.0.113.8")


@pytest.mark.parametrize(
    ("stored", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "::ffff:203.0.113.7"),
        ("::FFFF:203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("2001:0db8:0000:0000:0000:0000:0000:0007", "2001:db8::7"),
    ],
)
def test_spellings_of_one_address(stored, client):
    TotpException.objects.create(ip=stored, username=BOB)
    assert not asked(BOB, client)


@pytest.mark.parametrize(
    ("stored", "client"),
    [
        *(("2001:db8::7", "2001:db8::8"), ("203.0.113.0/24", "203.0.113.7"), ("", ""), ("local", ""), ("*", "1.2.3.4")),
        ("203.0.113.7", "203.0.113.70"),
    ],
)
def test_what_is_another_address_or_none(stored, client):
    TotpException.objects.create(ip=stored, username=BOB)
    assert asked(BOB, client)


def test_the_address_is_the_client_s_not_what_it_claims():
    TotpException.objects.create(ip="192.0.2.1", username=None)
    form = {"username": BOB, "password": "Fish-42-sheep"}
    for peer, excepted in (("203.0.113.7", False), ("127.0.0.1", True)):  # the second one is a trusted proxy
        response = Client().post("/pfa/login/", form, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR="192.0.2.1")
        assert (response.url == "/pfa/") == excepted


def test_an_exception_is_no_password():
    TotpException.objects.create(ip="203.0.113.7", username=None)
    client = Client()
    assert post(client, username=BOB, password="wrong").status_code == 422
    assert role_of(client) is None


def test_elsewhere_the_code_is_asked_as_ever():
    TotpException.objects.create(ip="203.0.113.9", username=BOB)
    client = half(BOB)
    assert give(client, "000000").status_code == 422
    assert role_of(client) is None
