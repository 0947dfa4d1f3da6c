"""Who has a second factor gives its code after the password; the codes here are oathtool's."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from mailadmin.accounts import factor
from mailadmin.accounts.models import Admin, LastStep
from mailadmin.passwords import hash_setup_password
from mailboxes.models import Mailbox
from tests.at_once import at_once
from tests.conftest import PASSWORD
from tests.sign_in.conftest import post, role_of
from tests.sign_in.factor import SECRET, code, early_in_a_step, give, half, with_factor

ROLES = {"root@example.com": "superadmin", "alice@example.org": "admin", "bob@example.org": "owner"}


@pytest.fixture(autouse=True)
def _early(cast):
    for username in ROLES:
        with_factor(username)
    early_in_a_step()


@pytest.mark.parametrize(("username", "role"), ROLES.items())
def test_it_works(username, role):
    client = half(username)
    assert role_of(client) is None
    assert give(client).url == "/pfa/"
    assert role_of(client) == role


# RFC 6238, appendix B, less the two first digits: ours have six.
@pytest.mark.parametrize(
    ("when", "wanted"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_vectors_of_the_rfc(when, wanted):
    assert factor.code_at(b"12345678901234567890", when // 30) == wanted


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_be_one_step_off(steps, status):
    assert give(half(), code(steps)).status_code == status


@pytest.mark.parametrize("spelling", ["{0} {1}", " {0}{1}\t", "{wide}"])
def test_how_a_code_may_be_typed(spelling):
    now = code()
    wide = now.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert give(half(), spelling.format(now[:3], now[3:], wide=wide)).status_code == 302


@pytest.mark.parametrize("typed", ["", "000000x", "12345", "1234567", "-00001", "²²²²²²", "null", SECRET[:20]])
def test_what_is_no_code(typed):
    client = half()
    assert give(client, typed).status_code == 422
    assert role_of(client) is None


def test_a_code_counts_once():
    now = code()
    assert give(half(), now).status_code == 302
    client = half()
    assert give(client, now).status_code == 422
    assert role_of(client) is None
    assert give(half("bob@example.org"), now).status_code == 302  # another account, whose code only looks the same


def test_an_earlier_code_does_not_count_after_a_later_one():
    assert give(half(), code(1)).status_code == 302
    assert give(half(), code(0)).status_code == 422


def test_an_admin_and_a_mailbox_of_one_name_use_up_codes_apart(double):
    Admin.objects.filter(pk="bob@example.org").update(totp_secret=SECRET)
    now = code()
    client = half("bob@example.org", password="Admin-42-sheep")
    assert give(client, now).status_code == 302
    assert role_of(client) == "admin"
    client = half("bob@example.org")
    assert give(client, now).status_code == 302
    assert role_of(client) == "owner"


@pytest.mark.django_db(transaction=True)
def test_of_several_with_one_code_one_gets_in():
    for steps in (0, 1):  # the first time there is no row yet
        clients, now = [half() for _n in range(4)], code(steps)
        answers = at_once(*[lambda client=client, now=now: give(client, now).status_code for client in clients])
        assert sorted(answers) == [302, 422, 422, 422]


def test_what_is_used_up_is_forgotten_when_it_is_too_old():
    give(half())
    factor.clear()
    assert LastStep.objects.count() == 1
    LastStep.objects.update(step=int(time.time()) // 30 - 130)
    factor.clear()
    assert not LastStep.objects.exists()


def test_it_leads_to_where_one_wanted_to_go():
    client = Client()
    page = post(client, next="/pfa/log/?q=a").url
    assert page == "/pfa/login/code/?next=%2Fpfa%2Flog%2F%3Fq%3Da"
    assert client.get(page).context["next"] == "/pfa/log/?q=a"
    assert give(client, next="/pfa/log/?q=a").url == "/pfa/log/?q=a"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_it_leads_to_no_other_host(target):
    client = Client()
    assert "evil" not in post(client, next=target).url
    assert give(client, next=target).url == "/pfa/"


def test_the_page_asks_for_a_code_and_nothing_else():
    page = half().get("/pfa/login/code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert 'href="/pfa/login/"' in page
    assert "alice@example.org" in page
    assert SECRET not in page


# --- What is stored as a secret ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stored", [SECRET.lower(), f" {SECRET[:16]} {SECRET[16:]}\n", SECRET[:26], SECRET[:26] + "======", SECRET[:16]]
)
def test_how_a_secret_may_be_spelt(stored):
    with_factor("alice@example.org", stored)
    assert give(half(), code(secret="".join(stored.split()).rstrip("="))).status_code == 302


@pytest.mark.parametrize("stored", [None, ""])
def test_without_a_secret_the_password_is_enough(stored):
    with_factor("alice@example.org", stored)
    client = Client()
    assert post(client).url == "/pfa/"
    assert role_of(client) == "admin"


@pytest.mark.parametrize("stored", [" ", "=", "A", "0189", "GEZDGNBV!", "né", "{ENC}abc", SECRET[:-1] + "="])
@pytest.mark.parametrize("username", ["alice@example.org", "bob@example.org"])
def test_with_a_broken_one_nobody_gets_in(stored, username, login_log):
    with_factor(username, stored)
    client = Client()
    response = post(client, username=username)
    if response.status_code == 302:  # what only lacks its padding is whole
        assert stored.startswith(SECRET[:-1])
        assert response.url.startswith("/pfa/login/code/")
        return
    assert response.status_code == 422
    assert "Ask whoever runs this server" in response.content.decode()
    assert role_of(client) is None
    assert client.get("/pfa/login/code/").status_code == 302
    [line] = login_log()
    assert username in line
    assert "manage.py resetfactor" in line
    assert stored.strip() not in line or len(stored.strip()) < 2


# --- No way around ---------------------------------------------------------------------------------------------------


def test_the_state_between_is_a_new_session_and_so_is_the_one_after():
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["mailadmin_session"] = session.session_key
    post(client)
    between = client.cookies["mailadmin_session"].value
    assert between != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert "planted" not in client.session
    give(client)
    assert client.cookies["mailadmin_session"].value != between
    assert not Session.objects.filter(pk=between).exists()
    assert "password_given" not in client.session
    assert client.cookies["mailadmin_session"]["max-age"] == 12 * 3600


def test_it_is_bound_to_the_browser_that_gave_the_password():
    half()
    stranger = Client()
    assert give(stranger).status_code == 302
    assert role_of(stranger) is None
    assert "took too long" in stranger.get("/pfa/login/").content.decode()


def test_it_is_over_after_five_minutes(monkeypatch):
    client = half()
    assert client.cookies["mailadmin_session"]["max-age"] == 300
    later = time.time() + 301
    monkeypatch.setattr("mailadmin.accounts.half.time.time", lambda: later)
    assert give(client, code(10)).url.startswith("/pfa/login/?next=")
    assert role_of(client) is None


@pytest.mark.parametrize(
    "changes", [{"password": "x"}, {"totp_secret": None}, {"totp_secret": SECRET[:16]}, {"active": False}]
)
@pytest.mark.parametrize("username", ["alice@example.org", "bob@example.org"])
def test_it_is_over_when_the_account_changes(username, changes):
    client = half(username)
    for model in (Admin, Mailbox):
        model.objects.filter(pk=username).update(**changes)
    assert give(client).url.startswith("/pfa/login/?next=")
    assert role_of(client) is None


def test_signing_out_ends_it():
    client = half()
    client.post("/pfa/logout/")
    assert give(client).url.startswith("/pfa/login/")
    assert role_of(client) is None


def test_another_s_password_begins_anew():
    client = half()
    assert post(client, username="bob@example.org").url.startswith("/pfa/login/code/")
    give(client)
    assert role_of(client) == "owner"


@pytest.mark.parametrize("username", ROLES)
def test_sessions_without_it_end_when_it_is_set(username):
    with_factor(username, None)
    client = Client()
    post(client, username=username)
    assert role_of(client)
    with_factor(username)
    assert role_of(client) is None


@pytest.mark.parametrize("username", ROLES)
def test_a_new_password_needs_no_new_code_here_and_ends_the_other_sessions(username):
    here, there = half(username), half(username)
    give(here, code(0))
    give(there, code(1))
    assert here.post("/pfa/me/password/", {"current": PASSWORD, "new": "Other-42-sheep"}).status_code == 302
    assert role_of(here)
    assert role_of(there) is None
    assert role_of(half(username, password="Other-42-sheep")) is None


def test_a_password_that_changes_while_the_factor_is_set_renews_nothing(monkeypatch):
    """The session was good when the request began, and has not shown what is set in its middle."""
    with_factor("alice@example.org", None)
    client = Client()
    post(client)
    attempt = "mailadmin.accounts.views.sign_in.throttle.attempt"
    monkeypatch.setattr(attempt, lambda account, address: with_factor("alice@example.org") or 0)
    response = client.post("/pfa/me/password/", {"current": PASSWORD, "new": "Other-42-sheep"})
    assert response.status_code == 422
    assert role_of(client) is None


def test_the_setup_page_is_no_way_in(settings):
    """It makes new superadmins only, and signs nobody in."""
    settings.SETUP_PASSWORD_HASH = hash_setup_password("Setup-42-sheep")
    client = Client()
    proof = client.post("/pfa/setup/", {"setup_password": "Setup-42-sheep"}).context["form"].initial["proof"]
    form = {"proof": proof, "username": "root@example.com", "password": "Other-42-sheep"}
    assert client.post("/pfa/setup/", form).status_code == 422
    assert client.post("/pfa/setup/", form | {"username": "new@example.com"}).status_code == 200
    assert role_of(client) is None
    root = Admin.objects.get(pk="root@example.com")
    assert root.totp_secret == SECRET
    assert root.check_password(PASSWORD)


# --- Guessing --------------------------------------------------------------------------------------------------------


def test_codes_are_not_guessed(settings):
    settings.THROTTLE_ACCOUNT = 3
    client = half()
    assert [give(client, "000000").status_code for _n in range(4)] == [422, 422, 422, 429]
    assert give(client).status_code == 429
    assert role_of(client) is None


def test_the_password_again_is_no_fresh_start(settings):
    settings.THROTTLE_ACCOUNT = 3
    answers = [give(half(address=f"203.0.113.{n}"), "000000", f"203.0.113.{n}").status_code for n in range(5)]
    assert answers == [422, 422, 422, 429, 429]


def test_an_address_is_locked_for_every_account(settings):
    settings.THROTTLE_ADDRESS = 4
    for _n in range(4):
        give(half("bob@example.org"), "000000")
    assert post().status_code == 429


def test_the_right_code_starts_anew(settings):
    settings.THROTTLE_ACCOUNT = 3
    for _n in range(2):
        give(half(), "000000")
    assert give(half()).status_code == 302
    assert [give(half(), "000000").status_code for _n in range(4)] == [422, 422, 422, 429]


@pytest.mark.parametrize(("username", "kind"), [("alice@example.org", "admin"), ("bob@example.org", "user")])
def test_the_line_in_the_log(username, kind, login_log):
    client = half(username)
    assert not login_log()
    give(client, "000000")
    line = f"PostfixAdmin {kind} second factor login failed (username: {username}, ip_address: 203.0.113.7)"
    assert login_log() == [line]
