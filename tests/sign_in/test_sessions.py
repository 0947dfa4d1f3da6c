"""When a session begins and when it ends."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from domains import services as accounts
from mailadmin.accounts.models import Admin
from mailadmin.passwords import make_password
from mailboxes import services as mailboxes
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD, signed_in
from tests.sign_in.conftest import post, role_of

NEW = "Other-42-sheep"


def change(client, current=PASSWORD, new=NEW):
    return client.post("/pfa/me/password/", {"current": current, "new": new})


def test_it_works(alice):
    assert alice.post("/pfa/logout/").status_code == 302
    assert role_of(alice) is None
    assert not Session.objects.exists()


def test_signing_in_gives_a_new_session_id(cast):
    client = Client()
    client.session["planted"] = "by somebody else"  # session fixation: an id that an attacker knows
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["mailadmin_session"] = session.session_key
    post(client)
    assert client.cookies["mailadmin_session"].value != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert role_of(client) == "admin"


def test_signing_in_gives_a_new_csrf_token(cast):
    client = Client()
    client.get("/pfa/login/")
    before = client.cookies["mailadmin_csrf"].value
    post(client)
    assert client.cookies["mailadmin_csrf"].value != before


@pytest.mark.parametrize("username", ["root@example.com", "alice@example.org", "bob@example.org"])
def test_a_new_password_ends_the_other_sessions_only(cast, username):
    here, there = signed_in(username), signed_in(username)
    assert change(here).status_code == 302
    assert role_of(here)
    assert role_of(there) is None
    assert post(username=username).status_code == 422
    assert post(username=username, password=NEW).status_code == 302


def test_a_refused_change_ends_nothing(alice, cast):
    there = signed_in("alice@example.org")
    assert change(alice, current="wrong").status_code == 422
    assert change(alice, new="x").status_code == 422
    assert role_of(there) == "admin"


def test_a_password_given_by_somebody_else_ends_the_sessions(cli, alice, bob):
    accounts.update_admin(cli, "alice@example.org", password=NEW)
    mailboxes.update_mailbox(cli, "bob@example.org", password=NEW)
    assert role_of(alice) is None
    assert role_of(bob) is None


def test_a_password_changed_by_another_program_ends_them_too(bob):
    Mailbox.objects.filter(pk="bob@example.org").update(password=make_password(NEW))
    assert role_of(bob) is None


def test_switching_off_ends_them(cli, alice, bob):
    accounts.update_admin(cli, "alice@example.org", active=False)
    mailboxes.update_mailbox(cli, "bob@example.org", active=False)
    assert role_of(alice) is None
    assert role_of(bob) is None


def test_deleting_ends_them(cli, alice, bob):
    accounts.delete_admin(cli, "alice@example.org")
    mailboxes.delete_mailbox(cli, "bob@example.org")
    assert role_of(alice) is None
    assert role_of(bob) is None


def test_another_role_ends_them(cli, root, alice):
    accounts.create_admin(cli, username="chief@example.com", password=PASSWORD, superadmin=True)
    accounts.update_admin(cli, "root@example.com", superadmin=False)
    accounts.update_admin(cli, "alice@example.org", superadmin=True)
    assert role_of(root) is None
    assert role_of(alice) is None


def test_lost_domains_are_lost_at_once(cli, alice):
    accounts.update_admin(cli, "alice@example.org", domains=[])
    assert role_of(alice) == "admin"
    assert alice.get("/pfa/domains/example.org/").status_code == 404


def test_a_session_of_the_admin_is_none_of_the_mailbox(double):
    """Who is both does not slip from one account into the other when the first one goes."""
    client = Client()
    post(client, username="bob@example.org", password="Admin-42-sheep")
    Admin.objects.filter(pk="bob@example.org").delete()
    assert role_of(client) is None


def test_it_lasts_for_the_hours_of_the_setting_and_is_for_this_site_alone(cast):
    client = Client()
    cookie = post(client).cookies["mailadmin_session"]
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (12 * 3600, "/", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_throttle_guards_the_current_password_too(alice, settings):
    """A session left open is no way to try passwords."""
    settings.THROTTLE_ACCOUNT = 2
    for _attempt in range(2):
        assert change(alice, current="wrong").status_code == 422
    assert change(alice).status_code == 302  # it would have been right
    assert Admin.objects.get(pk="alice@example.org").check_password(PASSWORD)
