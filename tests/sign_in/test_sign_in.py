"""Admins and mailbox owners sign in at one page."""

import pytest
from django.test import Client

from mailadmin import passwords
from mailadmin.accounts.models import Admin
from mailadmin.passwords import make_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD
from tests.sign_in.conftest import URL, post, role_of


def test_it_works(cast):
    client = Client()
    assert post(client).url == "/pfa/"
    assert role_of(client) == "admin"


@pytest.mark.parametrize(
    ("username", "role"),
    [("root@example.com", "superadmin"), ("mallory@example.net", "admin"), ("bob@example.org", "owner")],
)
def test_each_role(cast, username, role):
    client = Client()
    assert post(client, username=username).status_code == 302
    assert role_of(client) == role


@pytest.mark.parametrize(("password", "role"), [("Admin-42-sheep", "admin"), (PASSWORD, "owner")])
def test_who_is_both_becomes_the_one_whose_password_was_given(double, password, role):
    client = Client()
    assert post(client, username="bob@example.org", password=password).status_code == 302
    assert role_of(client) == role


@pytest.mark.parametrize("spelling", ["Alice@Example.ORG", "  alice@example.org\t", "alice@example.org."])
def test_the_address_may_be_spelt_otherwise(cast, spelling):
    assert post(username=spelling).status_code == 302


def test_an_international_domain_may_be_typed_in_either_form(cast):
    Admin.objects.create(username="chen@例子.example", password=make_password(PASSWORD))
    assert post(username="chen@例子.example").status_code == 302
    assert post(username="chen@xn--fsqu00a.example").status_code == 302


@pytest.mark.parametrize(
    "password", ["", " ", "wrong", PASSWORD + " ", " " + PASSWORD, PASSWORD.upper(), PASSWORD[:-1]]
)
def test_a_wrong_password_is_refused(cast, password):
    client = Client()
    assert post(client, password=password).status_code == 422
    assert role_of(client) is None


@pytest.mark.parametrize("username", ["alice@example.org", "bob@example.org"])
def test_the_stored_hash_is_no_password(cast, username):
    person = Admin.objects.filter(pk=username).first() or Mailbox.objects.get(pk=username)
    assert post(username=username, password=person.password).status_code == 422


@pytest.mark.parametrize("stored", ["", "*", "!", "unknown", "{UNKNOWN}x", "$1$", "Fish-42-sheep"])
def test_a_row_without_a_real_hash_lets_nobody_in(cast, stored):
    Admin.objects.filter(pk="alice@example.org").update(password=stored)
    for password in ("", stored or "x", "Fish-42-sheep"):
        assert post(password=password).status_code == 422


@pytest.mark.parametrize("username", ["alice@example.org", "bob@example.org"])
def test_an_inactive_account_is_refused(cast, username):
    Admin.objects.update(active=False)
    Mailbox.objects.update(active=False)
    assert post(username=username).status_code == 422


@pytest.mark.parametrize(
    "wrong", ["nobody@example.org", "nobody@nowhere.example", "alice", "root", "@example.org", "alice@"]
)
def test_unknown_and_wrong_get_the_same_answer(cast, wrong):
    known, unknown = post(password="wrong"), post(username=wrong, password="wrong")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert faceless(known, "alice@example.org") == faceless(unknown, wrong)


def faceless(response, username):
    """A page without what differs from one request to the next anyway."""
    token = response.context["csrf_token"]
    return response.content.decode().replace(str(token), "").replace(f'value="{username}"', "")


@pytest.mark.parametrize(
    "username", ["alice@example.org", "bob@example.org", "nobody@example.org", "off@example.org", "no-address"]
)
def test_every_refusal_costs_the_same_work(cast, monkeypatch, username):
    """One hash for each of the two tables, whether there is a row or not: the time tells nothing."""
    Admin.objects.create(username="off@example.org", password=make_password(PASSWORD), active=False)
    post(password="wrong")  # the first one also makes the hash for names that are not there
    checked = count_checks(monkeypatch)
    assert post(username=username, password="wrong").status_code == 422
    assert len(checked) == 2
    assert {each[:3] for each in checked} == {"$1$"}


def count_checks(monkeypatch):
    read, checked = passwords.read, []
    monkeypatch.setattr(passwords, "read", lambda stored: checked.append(stored) or read(stored))
    return checked


def test_who_is_signed_in_already_goes_on(alice):
    assert alice.get(URL).url == "/pfa/"
    assert alice.get(URL + "?next=/pfa/log/").url == "/pfa/log/"


@pytest.mark.parametrize("target", ["/pfa/log/", "/pfa/domains/?q=a&filter=active"])
def test_it_leads_to_where_one_wanted_to_go(cast, target):
    assert Client().get(target).url.startswith("/pfa/login/?next=/pfa/")
    assert post(next=target).url == target


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example"),
        *(
            "https:evil.example",
            "javascript:alert(1)",
            "http://testserver@evil.example/",
            "/\t/evil.example",
            "\x01//e",
        ),
    ],
)
def test_it_leads_to_no_other_host(cast, target):
    assert post(next=target).url == "/pfa/"
    client = Client()
    assert client.post(f"{URL}?next={target}", {"username": "alice@example.org", "password": PASSWORD}).url == "/pfa/"
    for url in ("/pfa/preferences/", "/pfa/mailboxes/bulk/"):
        assert "evil" not in client.post(url, {"next": target, "theme": "dark"}).url
