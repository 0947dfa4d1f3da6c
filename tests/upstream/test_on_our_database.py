"""PostfixAdmin on a database that ours made: nothing to upgrade, and each works on with what the other made."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from domains import services as domains
from mailadmin.audit.actors import command_line_actor
from mailadmin.audit.models import Log
from mailboxes import replies
from mailboxes import services as mailboxes
from mailboxes.models import Alias, Mailbox, Vacation
from tests.conftest import PASSWORD, signed_in
from tests.engines import on_mariadb
from tests.peer import Visitor
from tests.upstream.conftest import database_of_its_own, postfixadmin_on_it, tables

pytestmark = on_mariadb
ROOT, ALICE, BOB = "root@example.com", "alice@example.org", "bob@example.org"


@pytest.fixture(scope="module")
def our_database(own_database):
    with database_of_its_own("ours"):
        yield


@pytest.fixture(scope="module")
def peer(our_database, tmp_path_factory):
    with postfixadmin_on_it(tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="module")
def actor(our_database):
    call_command("migrate", verbosity=0)
    actor = command_line_actor()
    domains.create_admin(actor, username=ROOT, password=PASSWORD, superadmin=True)
    for name in ("example.org", "example.net"):
        domains.create_domain(actor, domain=name, mailboxes=5, aliases=0, maxquota=100, quota=1000)
    domains.create_admin(actor, username=ALICE, password=PASSWORD, domains=["example.org"])
    mailboxes.create_mailbox(actor, address=BOB, password=PASSWORD, name="Bob 陈", quota=50)
    mailboxes.create_alias(actor, address="sales@example.org", goto=BOB)
    domains.create_alias_domain(actor, alias_domain="example.net", target_domain="example.org")
    return actor


@pytest.fixture
def visitor(actor, peer):
    """Who has signed in to PostfixAdmin as our superadmin."""
    return superadmin(peer)


def superadmin(peer, username=ROOT):
    visitor, (status, headers, _body) = peer.sign_in(username, PASSWORD)
    assert (status, headers["Location"]) == (302, "main.php")
    return visitor


def page(visitor, path):
    status, _headers, body = visitor.get(path)
    assert status == 200
    return body.decode()


def test_it_works(visitor):
    listed = page(visitor, "/list.php?table=domain")
    assert "example.org" in listed
    assert "example.net" in listed


def test_its_upgrade_changes_nothing(actor, peer):
    before = tables()
    assert "up to date" in peer.upgrade()
    assert tables() == before


def test_it_lists_what_ours_made(visitor):
    listed = page(visitor, "/list-virtual.php?domain=example.org")
    for text in (BOB, "Bob 陈", "sales@example.org", "postmaster@example.org"):
        assert text in listed
    assert "example.org" in page(visitor, "/list.php?table=aliasdomain")
    _status, _headers, log = visitor.post("/viewlog.php", {"fDomain": "example.org"})
    assert f">{BOB}</td>" in log.decode()


def test_a_domain_admin_has_the_same_reach_there(actor, peer):
    listed = page(superadmin(peer, ALICE), "/list.php?table=domain")
    assert "domain=example.org" in listed
    assert "domain=example.net" not in listed


def test_a_mailbox_owner_signs_in_there_and_changes_the_password(actor, peer):
    visitor = Visitor(peer.port)
    fields = {"fUsername": BOB, "fPassword": PASSWORD, "lang": "en"}
    status, headers, _body = visitor.post("/users/login.php", fields | {"token": visitor.token("/users/login.php")})
    assert (status, headers["Location"]) == (302, "main.php")
    path = "/users/password.php"
    new = {"fPassword_current": PASSWORD, "fPassword": "Fish-44-sheep", "fPassword2": "Fish-44-sheep", "submit": "1"}
    visitor.post(path, new | {"token": visitor.token(path)})
    assert Client().post("/pfa/login/", {"username": BOB, "password": "Fish-44-sheep"}).status_code == 302
    mailboxes.update_mailbox(actor, BOB, password=PASSWORD)


def test_a_mailbox_made_there_is_ours_too(visitor, actor):
    passwords = {"password": "Fish-43-sheep", "password2": "Fish-43-sheep"}
    visitor.save("mailbox", local_part="carol", domain="example.org", name="Carol", quota=20, active=1, **passwords)
    carol = Mailbox.objects.get(username="carol@example.org")
    assert (carol.maildir, carol.quota_limit.in_megabytes.stored, carol.smtp_active) == ("example.org/carol/", 20, True)
    assert Alias.objects.get(address=carol.username).forwards == []
    client = Client()
    assert client.post("/pfa/login/", {"username": carol.username, "password": "Fish-43-sheep"}).status_code == 302
    assert client.get("/pfa/me/").status_code == 200
    root = signed_in(ROOT)
    assert "carol@example.org" in root.get("/pfa/domains/example.org/").content.decode()
    mailboxes.update_mailbox(actor, carol.username, name="Carol Chen", quota=30)
    assert "Carol Chen" in page(visitor, "/list-virtual.php?domain=example.org")
    assert root.post("/pfa/mailboxes/carol@example.org/delete/").status_code == 302
    assert "carol@example.org" not in page(visitor, "/list-virtual.php?domain=example.org")


def test_an_alias_made_there_is_ours_too(visitor):
    visitor.save("alias", localpart="team", domain="example.org", goto=f"{BOB}\r\nx@example.edu", active=1)
    alias = Alias.objects.get(address="team@example.org")
    assert (alias.targets, alias.description) == ([BOB, "x@example.edu"], "")
    root = signed_in(ROOT)
    assert "team@example.org" in root.get("/pfa/domains/example.org/aliases/").content.decode()
    changes = {"goto": f"{BOB}\ny@example.edu", "active": "on", "description": "Everybody"}
    assert root.post("/pfa/aliases/team@example.org/", changes).status_code == 302
    assert "y@example.edu" in page(visitor, "/edit.php?table=alias&edit=team@example.org")


def test_the_limits_are_the_same(visitor):
    passwords = {"password": "Fish-43-sheep", "password2": "Fish-43-sheep"}
    path = "/edit.php?table=mailbox"
    fields = {"local_part": "big", "domain": "example.org", "name": "Big", "quota": 101, "active": 1, **passwords}
    sent = {f"value[{name}]": value for name, value in fields.items()}
    status, _headers, body = visitor.post(path, {"table": "mailbox", "token": visitor.token(path)} | sent)
    assert status == 200
    assert "quota" in body.decode().lower()
    assert not Mailbox.objects.filter(username="big@example.org").exists()


def test_what_both_did_is_in_one_log(visitor):
    visitor.save("mailbox", edit=BOB, name="Bob Chen", quota=50, active=1, password="", password2="")
    entry = Log.objects.filter(action="edit_mailbox", data=BOB).latest("id")
    assert entry.username == f"{ROOT} (127.0.0.1)"
    assert "Bob Chen" in signed_in(ROOT).get("/pfa/domains/example.org/").content.decode()


AWAY = "bob#example.org@autoreply.example"  # its vacation_domain, see tests/peer.py


def vacation_page(visitor, **fields):
    """PostfixAdmin's own page of a vacation; with fields, what its form answers."""
    path = f"/vacation.php?username={BOB}"
    if not fields:
        return page(visitor, path)
    status, _headers, body = visitor.post(path, {"token": visitor.token(path), **fields})
    assert status == 302, body.decode()
    return ""


def test_it_reads_and_ends_a_vacation_of_ours(actor, visitor, settings):
    settings.VACATION_DOMAIN = "autoreply.example"
    until = date.today() + timedelta(days=3)
    mailboxes.set_vacation(actor, BOB, subject="Fort 陈", body="Bis <%Until_Date>", ends=until, interval=604800)
    shown = vacation_page(visitor)
    assert "Fort 陈" in shown
    assert f"Bis {until}" in shown
    assert f"{until}T23:59:59" in shown
    assert re.search(r'value="604800"[^>]*selected', shown)
    vacation_page(visitor, action="fBack")
    assert Alias.objects.get(pk=BOB).goto == BOB
    assert not Vacation.objects.get(pk=BOB).active


def test_ours_reads_and_ends_one_of_its(actor, visitor, settings):
    settings.VACATION_DOMAIN = "autoreply.example"
    days = {"fActiveFrom": "2026-01-01 08:00", "fActiveUntil": f"{date.today() + timedelta(days=3)} 18:00"}
    vacation_page(visitor, action="fChange", fSubject="Weg", fBody="Weg", fInterval_Time="0", **days)
    assert Alias.objects.get(pk=BOB).goto == f"{AWAY},{BOB}"
    assert [each.username for each in Mailbox.objects.on_vacation()] == [BOB]
    assert replies.vacation_of(Mailbox.objects.get(pk=BOB))[1].body == "Weg"
    mailboxes.end_vacation(actor, BOB)
    assert Alias.objects.get(pk=BOB).goto == BOB
    assert not Vacation.objects.get(pk=BOB).active
