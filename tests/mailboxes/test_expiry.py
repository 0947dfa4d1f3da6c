"""Passwords that expire: who is let in for what, and where it is shown."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from domains.models import Domain
from mailadmin.accounts.models import LONG_AGO, Admin
from mailadmin.store.fields import now
from mailboxes import services
from mailboxes.expiry import Expiry, with_expiry
from mailboxes.models import END_OF_TIME, Mailbox
from tests.conftest import PASSWORD, signed_in

BOB, NEW = "bob@example.org", "Other-42-sheep"
PAGE = "/pfa/me/password/"


@pytest.fixture(autouse=True)
def _expiring(cast, settings):
    settings.PASSWORD_EXPIRATION = True
    Domain.objects.update(password_expiry=90)


def ends(address=BOB, **delta):
    Mailbox.objects.filter(pk=address).update(password_expiry=now() + timedelta(**delta))


def change(client, current=PASSWORD, new=NEW):
    return client.post(PAGE, {"current": current, "new": new})


def test_it_works():
    ends(seconds=-1)
    client = signed_in(BOB)
    assert client.get("/pfa/me/").url == PAGE
    assert "Your password has expired" in client.get(PAGE).content.decode()
    assert change(client).url == PAGE
    assert client.get("/pfa/me/").status_code == 200
    assert (Mailbox.objects.get(pk=BOB).password_expiry - now()).days in (89, 90)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["", "me/", "me/forwarding/", "find/", "domains/", "mailboxes/bob@example.org/"])
def test_everything_else_leads_to_the_new_password(method, path):
    ends(days=-3)
    client = signed_in(BOB)
    response = getattr(client, method)("/pfa/" + path, {"goto": "x@example.edu", "keep_copy": "on"})
    assert response.url == PAGE
    assert client.get(PAGE).context["nav"] == []


def test_a_session_that_was_open_is_no_way_round():
    client = signed_in(BOB)
    assert client.get("/pfa/me/").status_code == 200
    ends(seconds=-1)
    assert client.get("/pfa/me/").url == PAGE


def test_what_needs_no_sign_in_is_open_as_ever():
    ends(days=-3)
    client = signed_in(BOB)
    assert client.post("/pfa/preferences/", {"theme": "dark"}).status_code == 302
    assert client.get("/pfa/healthz").status_code == 200
    assert client.post("/pfa/logout/").url == "/pfa/login/"


def test_a_wrong_password_is_refused_as_ever():
    ends(days=-3)
    assert Client().post("/pfa/login/", {"username": BOB, "password": "wrong"}).status_code == 422
    client = signed_in(BOB)
    assert change(client, current="wrong").status_code == 422
    assert client.get("/pfa/me/").url == PAGE


def test_the_same_password_once_more_is_no_new_one():
    ends(days=-3)
    client = signed_in(BOB)
    response = change(client, new=PASSWORD)
    assert response.status_code == 422
    assert "has expired. Choose another" in response.content.decode()
    assert client.get("/pfa/me/").url == PAGE


@pytest.mark.parametrize(
    ("days", "stored", "expired"),
    [
        (90, LONG_AGO, True),  # upstream's default: its query for Dovecot refuses it too
        (90, END_OF_TIME, False),
        (0, LONG_AGO, False),
        (None, LONG_AGO, False),
        (1, datetime(2026, 1, 1), True),
    ],
)
def test_what_a_domain_says(days, stored, expired):
    Domain.objects.update(password_expiry=days)
    Mailbox.objects.update(password_expiry=stored)
    response = signed_in(BOB).get("/pfa/me/")
    assert (response.status_code == 302) == expired
    assert Mailbox.objects.password_expired().count() == (2 if expired else 0)


def test_a_date_of_zeros_is_long_over():
    """The driver gives None for it, and so does every row of an old table that has one."""
    bob = Mailbox.objects.get(pk=BOB)
    bob.password_expiry = None
    [bob] = with_expiry([bob])
    assert bob.expiry.over


def test_a_domain_that_is_gone_expires_nothing(root):
    ends(days=-3)
    Domain.objects.filter(pk="example.org").delete()
    assert signed_in(BOB).get("/pfa/me/").status_code == 200
    assert root.get(f"/pfa/mailboxes/{BOB}/").status_code == 200


def test_admins_never_expire():
    ends(days=-3)
    Admin.objects.create(username=BOB, password=Admin.objects.get(pk="alice@example.org").password)
    assert signed_in("alice@example.org").get("/pfa/").status_code == 200
    assert Client().post("/pfa/login/", {"username": BOB, "password": PASSWORD}).status_code == 302


def test_an_admin_s_new_password_starts_anew_too(cli):
    ends(days=-3)
    services.update_mailbox(cli, BOB, password=NEW)
    assert Mailbox.objects.password_expired().count() == 0


def test_with_no_nothing_of_it(settings, alice):
    settings.PASSWORD_EXPIRATION = False
    ends(days=-3)
    assert signed_in(BOB).get("/pfa/me/").status_code == 200
    for url in ("/pfa/mailboxes/", "/pfa/domains/example.org/", f"/pfa/mailboxes/{BOB}/"):
        assert "xpire" not in alice.get(url).content.decode()
    assert "xpire" not in csv(alice)
    assert len(alice.get("/pfa/mailboxes/?filter=expired").context["rows"]) == 1  # no such filter: all


# --- Where it is shown -----------------------------------------------------------------------------------------------

SHOWN = [
    ({"seconds": -1}, "Password expired"),
    ({"days": 1}, "Password expires in 1 day"),
    ({"days": 30}, "Password expires in 30 days"),
    ({"days": 31}, ""),
]


@pytest.mark.parametrize(("delta", "text"), SHOWN)
def test_chips(delta, text, alice):
    ends(**delta)
    for url in ("/pfa/mailboxes/", "/pfa/domains/example.org/", f"/pfa/mailboxes/{BOB}/"):
        page = alice.get(url).content.decode()
        chips = [each.partition("<")[0] for each in page.split('<span class="chip ')[1:]]
        chips = [each.partition(">")[2] for each in chips if "xpire" in each]
        assert chips == ([text] if text else []), url


def test_the_last_day():
    ending = now().replace(hour=23, minute=59, second=59)
    assert Expiry(ending).text == "Password expires today"
    assert Expiry(now()).text == "Password expired"
    assert (Expiry(now() + timedelta(seconds=5)).kind, Expiry(now()).kind) == ("warn", "bad")


def test_the_mailbox_page_says_when(alice):
    Mailbox.objects.update(password_expiry=datetime(2037, 5, 6, 7, 8))
    assert "2037-05-06 07:08" in alice.get(f"/pfa/mailboxes/{BOB}/").content.decode()


def test_the_owner_is_told():
    ends(days=5)
    assert "Password expires in 5 days" in signed_in(BOB).get("/pfa/me/").content.decode()


def csv(client, **query):
    return b"".join(client.get("/pfa/mailboxes/", query | {"format": "csv"})).decode("utf-8-sig")


def test_csv(root):
    ends(days=5)
    ends("eve@example.net", days=-5)
    head, bob, eve = [line.split(",")[-3:] for line in csv(root).splitlines()]
    assert head == ["password_expires", "password_expired", "password_days_left"]
    assert bob[1:] == ["0", "5"]
    assert eve[1:] == ["1", "0"]
    assert bob[0].startswith(str((now() + timedelta(days=5)).date()))
    Domain.objects.update(password_expiry=0)
    assert csv(root).splitlines()[1].split(",")[-3:] == ["", "0", ""]


@pytest.mark.parametrize("url", ["/pfa/mailboxes/", "/pfa/domains/example.org/mailboxes/"])
def test_filters(cli, url, alice):
    for number, days in enumerate([-400, -1, 1, 29, 31, 400]):
        services.create_mailbox(cli, address=f"m{number}@example.org", password=PASSWORD)
        ends(f"m{number}@example.org", days=days)
    Mailbox.objects.filter(pk="eve@example.net").update(password_expiry=LONG_AGO)  # another's
    found = {kind: alice.get(url, {"filter": kind}).context["rows"] for kind in ("expired", "expiring")}
    assert [row.local_part for row in found["expired"]] == ["m0", "m1"]
    assert [row.local_part for row in found["expiring"]] == ["m2", "m3"]
    assert len(csv(alice, filter="expired").splitlines()) == 3


def test_a_page_asks_as_often_however_many_there_are(cli, alice, django_assert_max_num_queries):
    for number in range(20):
        services.create_mailbox(cli, address=f"m{number}@example.org", password=PASSWORD)
    with django_assert_max_num_queries(20):
        alice.get("/pfa/mailboxes/")
