"""Changing an alias, and the ones that not everybody may change."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from mailboxes.models import Alias
from mailboxes.services import create_alias, delete_alias, update_alias
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/aliases/info@example.org/"
AWAY = "info#example.org@autoreply.invalid"


@pytest.fixture(autouse=True)
def info(cli, cast):
    return create_alias(cli, address="info@example.org", goto="bob@example.org", description="Desk")


def post(client, url=URL, **changes):
    return client.post(url, as_shown(client, url, "goto") | changes)


def the_alias(address="info@example.org"):
    return Alias.objects.get(address=address)


def test_it_works(alice):
    before = Log.objects.count()
    response = post(alice, goto="friend@example.com\nBob@example.org", description="Front")
    assert (response.status_code, response.url) == (302, "/pfa/domains/example.org/aliases/")
    assert (the_alias().goto, the_alias().description) == ("friend@example.com,bob@example.org", "Front")
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "edit_alias", "example.org", "info@example.org")]


def test_saving_the_form_as_it_is_changes_nothing(alice):
    Alias.objects.filter(address="info@example.org").update(
        goto="z@x.de,a@x.de,root", description='a "b" <c> & 例', modified="2020-01-01", active=False
    )
    before = Alias.objects.filter(address="info@example.org").values().get()
    assert post(alice).status_code == 302
    after = Alias.objects.filter(address="info@example.org").values().get()
    assert before | {"modified": after["modified"]} == after
    assert after["modified"] > before["modified"]


def test_it_is_switched_off_and_on(alice):
    form = as_shown(alice, URL, "goto")
    del form["active"]
    alice.post(URL, form)
    assert not the_alias().active
    alice.post(URL, form | {"active": "on"})
    assert the_alias().active


def test_bad_targets_change_nothing(alice, subtests):
    for bad in ("", ",", "info@example.org", "*@x.de", "bob@", "|sh", "a b c@", "a@x.de\0", AWAY):
        with subtests.test(bad):
            assert "goto" in errors(post(alice, goto=bad, description="x"))
    assert (the_alias().goto, the_alias().description) == ("bob@example.org", "Desk")


def test_a_vacation_address_is_not_for_people_to_change(alice):
    Alias.objects.filter(address="info@example.org").update(goto=f"bob@example.org,{AWAY}")
    post(alice, goto="friend@example.com")
    assert the_alias().goto == f"friend@example.com,{AWAY}"
    post(alice, goto=f"{AWAY},bob@example.org,x@autoreply.invalid")
    assert the_alias().goto == f"bob@example.org,{AWAY}"


def test_a_catch_all_can_go_to_a_domain(alice, cli):
    create_alias(cli, address="@example.org", goto="bob@example.org")
    url = "/pfa/aliases/@example.org/"
    assert post(alice, url, goto="@example.net").status_code == 302
    assert the_alias("@example.org").goto == "@example.net"
    assert "goto" in errors(post(alice, url, goto="@example.org"))


def test_its_address_stays(alice):
    post(alice, address="other@example.org", local_part="other", domain="example.net")
    assert the_alias().domain_id == "example.org"


def test_an_odd_address_of_another_tool_can_be_changed(alice):
    Alias.objects.filter(address="info@example.org").update(address="-a/b@example.org")
    url = "/pfa/aliases/-a/b@example.org/"
    assert post(alice, url, description="Odd").status_code == 302
    assert the_alias("-a/b@example.org").description == "Odd"


def test_dangling_targets_are_shown(alice):
    Alias.objects.filter(address="info@example.org").update(goto="bob@example.org,gone@example.org,x@elsewhere.example")
    page = alice.get(URL).content.decode()
    assert "gone@example.org leads nowhere" in page
    assert "x@elsewhere.example leads nowhere" not in page


# --- A mailbox's own alias is changed and deleted with the mailbox ---------------------------------------------------


def test_a_mailboxs_own_is_not_among_them(alice):
    assert alice.get("/pfa/aliases/bob@example.org/").status_code == 404
    assert alice.post("/pfa/aliases/bob@example.org/", {"goto": "evil@x.de"}).status_code == 404
    assert alice.post("/pfa/aliases/bob@example.org/delete/").status_code == 404
    assert the_alias("bob@example.org").goto == "bob@example.org"
    assert [row.address for row in alice.get("/pfa/aliases/").context["rows"]] == ["info@example.org"]


def test_the_services_refuse_it(cli):
    for act in (
        lambda: update_alias(cli, "bob@example.org", goto="evil@x.de"),
        lambda: delete_alias(cli, "bob@example.org"),
    ):
        with pytest.raises(ValidationError, match="is a mailbox"):
            act()


# --- Aliases that every domain must have -----------------------------------------------------------------------------


@pytest.fixture
def abuse(cli):
    return create_alias(cli, address="abuse@example.org", goto="root@example.com")


def test_a_domain_admin_may_not_touch_them(alice, abuse):
    url = "/pfa/aliases/abuse@example.org/"
    assert alice.get(url).status_code == 403
    assert alice.post(url, {"goto": "evil@x.de"}).status_code == 403
    assert alice.post(url + "delete/").status_code == 403  # what CVE-2017-5930 was about
    alice.post("/pfa/aliases/bulk/", {"action": "delete", "pick": "abuse@example.org", "confirmed": "1"})
    alice.post("/pfa/aliases/bulk/", {"action": "disable", "pick": "abuse@example.org"})
    assert (the_alias("abuse@example.org").goto, the_alias("abuse@example.org").active) == ("root@example.com", True)


def test_a_superadmin_may(root, abuse):
    assert post(root, "/pfa/aliases/abuse@example.org/", goto="noc@x.de").status_code == 302
    assert the_alias("abuse@example.org").goto == "noc@x.de"


def test_domain_admins_may_where_the_site_says_so(alice, abuse, settings):
    settings.SPECIAL_ALIAS_CONTROL = True
    assert post(alice, "/pfa/aliases/abuse@example.org/", goto="noc@x.de").status_code == 302


def test_which_they_are_is_the_sites_to_say(alice, settings, cli):
    settings.DEFAULT_ALIASES = {"info": ""}
    create_alias(cli, address="abuse@example.org", goto="root@example.com")
    assert alice.get("/pfa/aliases/abuse@example.org/").status_code == 200
    assert alice.get(URL).status_code == 403


def test_the_services_ask_too(abuse):
    alice = Actor(Admin.objects.get(username="alice@example.org"), "test")
    with pytest.raises(PermissionDenied):
        update_alias(alice, "abuse@example.org", active=False)
    with pytest.raises(PermissionDenied):
        delete_alias(alice, "abuse@example.org")


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(mallory, bob):
    assert mallory.post(URL, {"goto": "evil@x.de"}).status_code == 404
    assert bob.post(URL, {"goto": "evil@x.de"}).status_code == 403
    assert the_alias().goto == "bob@example.org"


@pytest.mark.parametrize("address", ["nobody@example.org", "@example.org", "例@example.org", "", "info"])
def test_one_that_is_not_there(cli, address):
    with pytest.raises(Alias.DoesNotExist):
        update_alias(cli, address, active=False)
