"""Changing a mailbox: what the form sets, what follows, and what stays."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import Domain
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password, make_password
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_mailbox, update_mailbox
from tests.forms import as_shown, errors
from tests.log import acts, entries

URL = "/pfa/mailboxes/bob@example.org/"


def post(client, **changes):
    return client.post(URL, as_shown(client, URL, "name") | changes)


def bob():
    return Mailbox.objects.get(username="bob@example.org")


def alias():
    return Alias.objects.get(address="bob@example.org")


def test_it_works(alice):
    before = Log.objects.count()
    response = post(alice, name="Robert 例 😀")
    assert (response.status_code, response.url) == (302, URL)
    assert bob().name == "Robert 例 😀"
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "edit_mailbox", "example.org", "bob@example.org")]


def test_saving_the_form_as_it_is_changes_nothing(alice):
    Mailbox.objects.filter(username="bob@example.org").update(name='a "b" <c>', modified="2020-01-01", quota=51_200_000)
    before = Mailbox.objects.filter(username="bob@example.org").values().get()
    assert post(alice).status_code == 302
    after = Mailbox.objects.filter(username="bob@example.org").values().get()
    assert before | {"modified": after["modified"]} == after
    assert after["modified"] > before["modified"]


def test_a_new_password(alice):
    before = Log.objects.count()
    post(alice, password="Fish-43-sheep")
    assert check_password("Fish-43-sheep", bob().password)
    assert acts(before) == [("edit_mailbox", "bob@example.org"), ("edit_password", "bob@example.org")]


def test_an_empty_password_leaves_it_as_it_is(alice):
    before = bob().password
    post(alice, password="")
    assert bob().password == before


def test_a_bad_password_changes_nothing(alice):
    before = bob().password
    assert "password" in errors(post(alice, password="short", name="x"))
    assert (bob().password, bob().name) == (before, "Bob Chen")


def test_a_new_password_renews_its_expiry(cli, cast, settings):
    settings.PASSWORD_EXPIRATION = True
    Domain.objects.filter(domain="example.org").update(password_expiry=30)
    Mailbox.objects.filter(username="bob@example.org").update(password_expiry="2020-01-01")
    update_mailbox(cli, "bob@example.org", name="x")
    assert bob().password_expiry.year == 2020
    update_mailbox(cli, "bob@example.org", password="Fish-43-sheep")
    assert (bob().password_expiry - bob().modified).days in (29, 30)


def test_a_hash_is_taken_as_it_is(cli, cast):
    made = make_password("Fish-43-sheep", "SHA512-CRYPT")
    assert update_mailbox(cli, "bob@example.org", password_hash=made).password == made
    with pytest.raises(ValidationError):
        update_mailbox(cli, "bob@example.org", password_hash="not a hash")


def test_its_alias_is_switched_with_it(alice):
    form = as_shown(alice, URL, "name")
    del form["active"]
    before = Log.objects.count()
    alice.post(URL, form)
    assert (bob().active, alias().active) == (False, False)
    alice.post(URL, form | {"active": "on"})
    assert (bob().active, alias().active) == (True, True)
    assert acts(before) == [("edit_alias", "bob@example.org"), ("edit_mailbox", "bob@example.org")] * 2


def test_where_its_mail_goes_stays(alice):
    Alias.objects.filter(address="bob@example.org").update(goto="friend@example.com")
    post(alice, name="x")
    assert alias().goto == "friend@example.com"


def test_a_missing_alias_is_made_anew(alice):
    """A foreign tool may leave it out; upstream then refuses to edit the mailbox."""
    Alias.objects.filter(address="bob@example.org").delete()
    Mailbox.objects.filter(username="bob@example.org").update(active=False)
    assert alice.get(URL).status_code == 200
    assert alice.get("/pfa/mailboxes/bob@example.org/forwarding/").status_code == 200
    post(alice, name="x")
    assert (alias().goto, alias().active, alias().domain_id) == ("bob@example.org", False, "example.org")


def test_its_maildir_and_address_stay(alice, settings):
    settings.DOMAIN_IN_MAILBOX = True
    post(alice, username="x@example.org", local_part="x", maildir="x/", domain="example.net")
    assert (bob().maildir, bob().local_part, bob().domain_id) == ("example.org/bob/", "bob", "example.org")


def test_whether_it_may_send_is_a_switch_where_the_site_has_it(alice, settings):
    form = as_shown(alice, URL, "name")
    alice.post(URL, form)
    assert bob().smtp_active  # not asked for, so not changed
    settings.SMTP_ACTIVE_FLAG = True
    form = as_shown(alice, URL, "name")
    assert form.pop("smtp_active") == "on"
    alice.post(URL, form)
    assert not bob().smtp_active


def test_a_name_has_an_end(alice):
    assert "name" in errors(post(alice, name="x" * 256))


def test_an_odd_address_of_another_tool_can_be_changed(alice, cli):
    """Upstream allows a slash, and old sites have capitals: such a mailbox is not made here, but looked after."""
    create_mailbox(cli, address="odd@example.org", password="Fish-42-sheep")
    Mailbox.objects.filter(username="odd@example.org").update(username="-a/b@example.org", local_part="-a/b")
    url = "/pfa/mailboxes/-a/b@example.org/"
    assert alice.post(url, as_shown(alice, url, "name") | {"name": "Odd"}).status_code == 302
    assert Mailbox.objects.get(username="-a/b@example.org").name == "Odd"


def test_others_may_not(mallory, bob, client):
    assert mallory.post(URL, {"name": "x"}).status_code == 404
    assert bob.post(URL, {"name": "x"}).status_code == 403
    assert client.post(URL, {"name": "x"}).url.startswith("/pfa/login/")
    assert Mailbox.objects.get(username="bob@example.org").name == "Bob Chen"


@pytest.mark.parametrize(
    "address", ["nobody@example.org", "bob@nowhere.example", "bob@", "@example.org", "例@example.org"]
)
def test_one_that_is_not_there(cli, cast, address):
    with pytest.raises(Mailbox.DoesNotExist):
        update_mailbox(cli, address, name="x")


def test_capitals_in_the_address_do_not_matter(cli, cast):
    assert update_mailbox(cli, "BOB@Example.ORG", name="x").username == "bob@example.org"
