"""Steps 2 and 3: the setup password, the checks, the first superadmin. A lost one is replaced the same way."""

import time

import pytest
from django.core import signing
from django.test import Client

from domains.models import DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.passwords import hash_setup_password
from tests.conftest import signed_in
from tests.setup_page.conftest import NEW, PHP, PLAIN, URL, post, unlocked

SECRETS = ["Django", "Python", "SQLite", "MariaDB", "Debug", "superadmin already", "root@example.com", "Postfix is"]


def test_it_works(locked):
    response = post(setup_password=PLAIN)
    assert response.status_code == 200
    assert [check["label"] for check in response.context["checks"] if check["ok"] is False] == []
    assert post(proof=response.context["form"].initial["proof"], **NEW).context["step"] == "done"
    admin = Admin.objects.get()
    assert (admin.username, admin.superadmin, admin.active) == ("first@example.org", True, True)
    assert DomainAdmin.objects.get().domain_id == "ALL"
    assert Log.objects.get().username == "SETUP (203.0.113.7)"
    assert signed_in("first@example.org").get("/pfa/admins/").status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        *({}, {"setup_password": ""}, {"setup_password": "wrong"}, {"setup_password": PHP}, {"new": PLAIN}),
        *({"proof": ""}, {"proof": "x"}, {"proof": "x", **NEW}, {"proof": "é:\0", **NEW}, {"proof": "a" * 600, **NEW}),
    ],
)
def test_without_the_setup_password_nothing_is_learned_and_nothing_made(locked, cast, form):
    admins = Admin.objects.count()
    response = post(**form) if form else Client().get(URL)
    page = response.content.decode()
    assert response.context["step"] == "unlock"
    assert not [secret for secret in SECRETS if secret in page]
    assert Admin.objects.count() == admins


def test_the_page_is_the_same_with_and_without_a_superadmin(locked, cast):
    def faceless():
        response = Client().get(URL)
        return response.content.decode().replace(str(response.context["csrf_token"]), "")

    before = faceless()
    Admin.objects.all().delete()
    assert faceless() == before


def test_a_wrong_password_leaves_a_line_for_fail2ban(locked, login_log):
    assert post(setup_password="wrong").status_code == 422
    assert login_log() == ["PostfixAdmin setup login failed (ip_address: 203.0.113.7)"]


def test_wrong_passwords_are_throttled(locked, login_log):
    assert [post(setup_password="wrong").status_code for _attempt in range(11)] == [422] * 10 + [429]
    assert len(login_log()) == 11  # fail2ban hears of those that were not looked at too
    assert post(setup_password=PLAIN).status_code == 429
    assert post(setup_password=PLAIN, address="203.0.113.8").status_code == 200


def test_the_right_password_starts_anew(locked, settings):
    settings.THROTTLE_ACCOUNT = 3
    for _round in range(2):
        assert [post(setup_password="wrong").status_code for _attempt in range(2)] == [422] * 2
        assert post(setup_password=PLAIN).status_code == 200


def test_the_proof_expires(locked, monkeypatch):
    proof, later = unlocked(), time.time() + 15 * 60
    monkeypatch.setattr(signing.time, "time", lambda: later - 5)
    assert post(proof=proof, username="", password="").context["step"] == "check"
    monkeypatch.setattr(signing.time, "time", lambda: later + 5)
    response = post(proof=proof, **NEW)
    assert response.context["step"] == "unlock"
    assert "took too long" in response.content.decode()
    assert not Admin.objects.exists()


def test_the_proof_ends_with_the_setup_password_and_with_the_secret_key(locked, settings):
    proof = unlocked()
    settings.SETUP_PASSWORD_HASH = hash_setup_password("Another-42-sheep")
    assert post(proof=proof, **NEW).context["step"] == "unlock"
    settings.SETUP_PASSWORD_HASH = PHP
    settings.SECRET_KEY = "another"
    assert post(proof=proof, **NEW).context["step"] == "unlock"
    assert not Admin.objects.exists()


def test_another_signed_value_is_no_proof(locked):
    assert post(proof=signing.dumps("x", salt="setup"), **NEW).context["step"] == "unlock"
    assert not Admin.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", ""), ("username", "no address"), ("username", "a@b"), ("password", ""), ("password", "ab1")],
)
def test_bad_input_is_told_at_its_field(locked, field, value):
    response = post(proof=unlocked(), **NEW | {field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Admin.objects.exists()


def test_a_name_that_is_taken_is_told(locked, cast):
    """A domain admin is not raised by it, nor is a password changed."""
    before = Admin.objects.get(pk="alice@example.org")
    response = post(proof=unlocked(), **NEW | {"username": "alice@example.org"})
    assert "username" in response.context["form"].errors
    after = Admin.objects.get(pk="alice@example.org")
    assert (after.superadmin, after.password) == (False, before.password)


def test_a_lost_superadmin_is_replaced(locked, cast):
    response = post(setup_password=PLAIN)
    assert response.context["admins"] == ["root@example.com"]
    assert post(proof=unlocked(), **NEW).context["step"] == "done"
    assert signed_in("first@example.org").get("/pfa/admins/root@example.com/").status_code == 200


def test_what_fails_says_what_to_do(locked, settings):
    settings.PASSWORD_SCHEME = "MD5-CRYPT"
    checks = post(setup_password=PLAIN).context["checks"]
    assert all(check["fix"] for check in checks if not check["ok"])
    weak = next(check for check in checks if "MD5-CRYPT" in check["label"])
    assert weak["ok"] is None
    assert "PASSWORD_SCHEME" in weak["fix"]
