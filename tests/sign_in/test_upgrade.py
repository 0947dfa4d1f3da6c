"""A good sign-in renews the stored hash by PASSWORD_SCHEME; a bad one, or the weak default, does not."""

import pytest

from mailadmin.accounts.models import Admin
from mailadmin.models import Adoption
from mailadmin.passwords import make_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD, signed_in
from tests.sign_in.conftest import post, role_of


def stored(username="alice@example.org"):
    return (Admin.objects.filter(pk=username).first() or Mailbox.objects.get(pk=username)).password


@pytest.mark.parametrize("username", ["alice@example.org", "bob@example.org"])
def test_it_works(cast, settings, username):
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    assert stored(username).startswith("$1$")
    assert post(username=username).status_code == 302
    assert stored(username).startswith("{SHA512-CRYPT}$6$")
    assert post(username=username).status_code == 302


def test_the_session_that_it_starts_goes_on(cast, settings):
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    assert role_of(signed_in("alice@example.org")) == "admin"


def test_a_wrong_password_upgrades_nothing(cast, settings):
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    before = stored()
    post(password="wrong")
    assert stored() == before


def test_it_happens_once(cast, settings):
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    post()
    first = stored()
    post()
    assert stored() == first


@pytest.mark.parametrize("scheme", ["SHA512-CRYPT", "BLF-CRYPT", "ARGON2ID", "SSHA512", "MD5-CRYPT"])
def test_the_default_makes_no_hash_weaker(cast, scheme):
    Admin.objects.filter(pk="alice@example.org").update(password=make_password(PASSWORD, scheme))
    before = stored()
    assert post().status_code == 302
    assert stored() == before


@pytest.mark.parametrize("scheme", ["PLAIN", "SHA", "PLAIN-MD5"])
def test_the_default_replaces_what_is_weaker_still(cast, scheme):
    Admin.objects.filter(pk="alice@example.org").update(password=make_password(PASSWORD, scheme))
    post()
    assert stored().startswith("$1$")


def test_a_password_too_long_for_the_new_scheme_keeps_its_hash(cast, settings):
    long = "Fish-42-sheep" * 8  # over bcrypt's 72 bytes
    Admin.objects.filter(pk="alice@example.org").update(password=make_password(long))
    settings.PASSWORD_SCHEME = "BLF-CRYPT"
    assert post(password=long).status_code == 302
    assert stored().startswith("$1$")


def test_in_an_adopted_database_only_a_chosen_scheme_changes_hashes(cast, settings):
    """PostfixAdmin may go on beside ours, and its `encrypt` has to read them."""
    Adoption.objects.create()
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    settings.PASSWORD_SCHEME_CHOSEN = False
    before = stored()
    assert post().status_code == 302
    assert stored() == before
    settings.PASSWORD_SCHEME_CHOSEN = True
    assert post().status_code == 302
    assert stored().startswith("{SHA512-CRYPT}$6$")


def test_a_bare_cleartext_password_signs_in_only_where_a_setting_says_so(cast, settings):
    Admin.objects.filter(pk="alice@example.org").update(password=PASSWORD)
    Adoption.objects.create()
    assert post().status_code == 422
    settings.CLEARTEXT_PASSWORDS = True
    assert post(password="wrong").status_code == 422
    assert post().status_code == 302
    assert stored() == PASSWORD


@pytest.mark.parametrize("hashed", [make_password(PASSWORD), "{SSHA}broken", "$9$nothing$known", ""])
def test_a_hash_is_never_a_cleartext_password(cast, settings, hashed):
    settings.CLEARTEXT_PASSWORDS = True
    Admin.objects.filter(pk="alice@example.org").update(password=hashed)
    assert post(password=hashed).status_code == 422
