"""Guessing is slowed down, per account and per address. What counts is in the database, so for every worker."""

import hashlib
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from mailadmin.accounts import throttle
from mailadmin.accounts.models import Throttle
from tests.sign_in.conftest import ADDRESS, post


def wrong(times=1, **changes):
    return [post(**{"password": "wrong"} | changes).status_code for _attempt in range(times)]


def test_it_works(cast):
    """Ten wrong ones are answered; then not even the right one counts."""
    assert wrong(10) == [422] * 10
    response = post()
    assert response.status_code == 429
    assert "15 minutes" in response.content.decode()
    assert int(response.headers["Retry-After"]) == 15 * 60


def test_other_accounts_and_other_clients_of_them_go_on(cast):
    wrong(11)
    assert post(username="bob@example.org").status_code == 302
    assert post(username="mallory@example.net", address="203.0.113.8").status_code == 302


def test_an_account_is_locked_for_every_address(cast):
    for n in range(11):
        wrong(address=f"203.0.113.{n}")
    assert post(address="198.51.100.1").status_code == 429


def test_an_unknown_account_is_locked_just_so(cast):
    assert wrong(11, username="nobody@example.org") == [422] * 10 + [429]


def test_an_address_is_locked_for_every_account(cast, settings):
    settings.THROTTLE_ADDRESS = 12
    assert [wrong(username=f"a{n}@example.org")[0] for n in range(13)] == [422] * 12 + [429]
    assert post().status_code == 429
    assert post(address="203.0.113.8").status_code == 302


def test_the_usual_number_for_an_address(cast, settings):
    assert settings.THROTTLE_ADDRESS == 50
    Throttle.objects.create(key=throttle._key("address", ADDRESS), failures=49)
    assert wrong(2, username="nobody@example.org") == [422, 429]


def test_an_ipv6_client_has_a_64_to_itself(cast, settings):
    settings.THROTTLE_ADDRESS = 3
    for n in range(4):
        wrong(username=f"a{n}@example.org", address=f"2001:db8::{n:x}:1")
    assert post(address="2001:db8::ffff:ffff:ffff:ffff").status_code == 429
    assert post(address="2001:db8:0:1::1").status_code == 302


def test_ipv4_clients_of_a_dual_stack_socket_are_told_apart(cast, settings):
    """`::ffff:203.0.113.7` is an IPv4 client; taken for IPv6, all of them would share one /64."""
    settings.THROTTLE_ADDRESS = 3
    for n in range(4):
        wrong(username=f"a{n}@example.org", address="::ffff:203.0.113.7")
    assert post(address="203.0.113.7").status_code == 429
    assert post(address="::ffff:203.0.113.8").status_code == 302


def test_the_right_password_starts_anew(cast):
    wrong(9)
    assert post().status_code == 302
    assert wrong(10) == [422] * 10


def test_the_right_password_forgives_the_address_only_this_attempt(cast):
    wrong(5)
    post()
    assert Throttle.objects.get(key=throttle._key("address", ADDRESS)).failures == 5


def test_who_knows_one_password_gets_no_fresh_start_for_others(cast, settings):
    """An attacker with a mailbox of his own can't clear his address by signing in to it."""
    settings.THROTTLE_ADDRESS = 6
    codes = []
    for n in range(8):
        codes += wrong(username=f"a{n}@example.org")
        post(username="bob@example.org")
    assert codes[-1] == 429


def test_it_is_over_after_the_window(cast):
    wrong(11)
    Throttle.objects.update(since=F("since") - timedelta(minutes=14, seconds=50))
    assert post().status_code == 429
    Throttle.objects.update(since=F("since") - timedelta(seconds=15))
    assert post().status_code == 302


def test_the_page_says_how_long_is_left(cast):
    wrong(11)
    Throttle.objects.update(since=F("since") - timedelta(minutes=13, seconds=30))
    response = post()
    assert response.headers["Retry-After"] in ("60", "120")


def test_what_is_over_is_cleared_away(cast):
    wrong(2)
    Throttle.objects.update(since=F("since") - timedelta(minutes=16))
    wrong(1, username="other@example.org", address="203.0.113.9")
    throttle.clear()
    assert Throttle.objects.count() == 2


def test_it_is_kept_in_the_database_without_what_was_typed(cast):
    wrong(username="my-secret-typed-in-the-wrong-field@example.org")
    digest = hashlib.sha256(b"account:my-secret-typed-in-the-wrong-field@example.org").hexdigest()
    assert Throttle.objects.get(key=digest).failures == 1


@pytest.mark.parametrize("spelling", ["ALICE@example.org", " alice@example.org", "alice@EXAMPLE.org."])
def test_another_spelling_is_the_same_account(cast, spelling):
    wrong(10)
    assert post(username=spelling).status_code == 429


def test_a_session_is_not_thrown_out(alice):
    wrong(11)
    assert alice.get("/pfa/").status_code == 200
    assert Client().get("/pfa/login/").status_code == 200
