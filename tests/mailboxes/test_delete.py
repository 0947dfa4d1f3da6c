"""Deleting a mailbox takes along what is kept by its address; aliases that point to it stay, shown as dangling."""

import pytest

from domains.models import Dkim
from domains.services import create_admin
from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_alias, create_mailbox, delete_mailbox
from tests.log import entries
from tests.rows import everything, kept_by, mentioning

URL = "/pfa/mailboxes/bob@example.org/delete/"


def test_it_works(alice):
    before = Log.objects.count()
    response = alice.post(URL)
    assert (response.status_code, response.url) == (302, "/pfa/domains/example.org/")
    assert mentioning("bob@example.org") == {}
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "delete_mailbox", "example.org", "bob@example.org")]


def test_nothing_is_left_in_any_table(alice):
    Dkim.objects.create(domain_name_id="example.org")
    kept_by("bob@example.org")
    assert mentioning("bob@example.org").keys() == {
        *("alias", "dkim_signing", "fetchmail", "mailbox", "mailbox_app_password", "quota", "quota2"),
        *("totp_exception_address", "vacation", "vacation_notification"),
    }
    alice.post(URL)
    assert mentioning("bob@example.org") == {}
    assert Dkim.objects.count() == 1


def test_addresses_that_look_alike_are_left_alone(alice, cli):
    Dkim.objects.create(domain_name_id="example.org")
    for local in ("bobo", "b.bob", "bo_b"):
        create_mailbox(cli, address=f"{local}@example.org", password="Fish-42-sheep")
        kept_by(f"{local}@example.org")
    create_mailbox(cli, address="b_b@example.org", password="Fish-42-sheep")
    kept_by("b_b@example.org")
    before = everything()
    delete_mailbox(cli, "b_b@example.org")
    alice.post(URL)
    for table, rows in everything().items():
        kept = [row for row in before[table] if not any(f"'{name}@example.org" in row for name in ("bob", "b_b"))]
        assert [row for row in rows if table != "log"] == [row for row in kept if table != "log"]


def test_what_points_to_it_stays_and_is_shown(alice, cli):
    create_alias(cli, address="info@example.org", goto="bob@example.org,friend@example.com")
    alice.post(URL)
    assert Alias.objects.get(address="info@example.org").goto == "bob@example.org,friend@example.com"
    row = next(row for row in alice.get("/pfa/aliases/").context["rows"] if row.address == "info@example.org")
    assert row.dangling == ["bob@example.org"]
    assert "leads nowhere" in alice.get("/pfa/aliases/info@example.org/").content.decode()


def test_an_admin_of_the_same_name_stays(root, cli):
    create_admin(cli, username="bob@example.org", password="Fish-42-sheep", domains=["example.org"])
    root.post(URL)
    assert mentioning("bob@example.org").keys() == {"admin", "domain_admins"}


def test_one_without_its_alias_can_be_deleted(alice):
    Alias.objects.filter(address="bob@example.org").delete()
    assert alice.post(URL).status_code == 302
    assert not Mailbox.objects.filter(username="bob@example.org").exists()


def test_looking_deletes_nothing(alice):
    assert "1 mailbox" in alice.get(URL).content.decode()
    assert Mailbox.objects.filter(username="bob@example.org").exists()


def test_others_may_not(mallory, bob):
    assert mallory.post(URL).status_code == 404
    assert bob.post(URL).status_code == 403
    assert Mailbox.objects.filter(username="bob@example.org").exists()


def test_one_that_is_not_there(cli, cast):
    with pytest.raises(Mailbox.DoesNotExist):
        delete_mailbox(cli, "nobody@example.org")
