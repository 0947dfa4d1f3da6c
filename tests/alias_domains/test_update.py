"""Changing, switching and deleting alias domains; who sees which."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import AliasDomain, Domain
from domains.services import (
    create_alias_domain,
    create_domain,
    delete_alias_domain,
    delete_domain,
    update_admin,
    update_alias_domain,
)
from mailadmin.audit.models import Log
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/alias-domains/example.com/"
BULK = "/pfa/alias-domains/bulk/"


@pytest.fixture(autouse=True)
def linked(cli, cast):
    """Alice's example.com stands for her example.org; example.edu is hers too."""
    for name in ("example.com", "example.edu"):
        create_domain(cli, domain=name, default_aliases=False)
    update_admin(cli, "alice@example.org", domains=["example.org", "example.com", "example.edu"])
    create_alias_domain(cli, alias_domain="example.com", target_domain="example.org", description="Old")


def post(client, **changes):
    return client.post(URL, as_shown(client, URL, "target_domain") | changes)


def entry():
    return AliasDomain.objects.get(alias_domain="example.com")


def test_it_works(alice):
    before = Log.objects.count()
    response = post(alice, target_domain="Example.edu", description="New")
    assert (response.status_code, response.url) == (302, "/pfa/alias-domains/")
    assert (entry().target_domain_id, entry().description, entry().active) == ("example.edu", "New", True)
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "edit_alias_domain", "example.com", "example.edu")]


def test_saving_the_form_as_it_is_changes_nothing(alice):
    AliasDomain.objects.update(description='a "b" <c> & 例', modified="2020-01-01", active=False)
    before = AliasDomain.objects.values().get()
    assert post(alice).status_code == 302
    after = AliasDomain.objects.values().get()
    assert before | {"modified": after["modified"]} == after


def test_it_is_switched_off_and_on(alice):
    form = as_shown(alice, URL, "target_domain")
    del form["active"]
    alice.post(URL, form)
    assert not entry().active
    alice.post(URL, form | {"active": "on"})
    assert entry().active


def test_no_chain_and_no_loop(alice, cli):
    assert "target_domain" in errors(post(alice, target_domain="example.com"))
    create_domain(cli, domain="other.example")
    create_alias_domain(cli, alias_domain="example.edu", target_domain="example.org")
    assert "an alias itself" in errors(post(alice, target_domain="example.edu"))["target_domain"][0]
    assert entry().target_domain_id == "example.org"


def test_its_target_is_a_domain_of_the_admins(alice):
    for bad in ("example.net", "nowhere.example", "", "ALL", "例"):
        assert "target_domain" in errors(post(alice, target_domain=bad))


def test_an_unknown_one(cli):
    with pytest.raises(AliasDomain.DoesNotExist):
        update_alias_domain(cli, "example.org", active=False)
    with pytest.raises(AliasDomain.DoesNotExist):
        delete_alias_domain(cli, "例子.公司")


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_who_has_only_one_side_does_not_see_it(alice, mallory, cli):
    """As upstream since 3.0; the other side stays what it is."""
    update_admin(cli, "mallory@example.net", domains=["example.net", "example.com"])
    assert "example.org" not in mallory.get("/pfa/alias-domains/").content.decode()
    assert (
        mallory.get(URL).status_code
        == mallory.post(URL).status_code
        == mallory.post(URL + "delete/").status_code
        == 404
    )
    mallory.post(BULK, {"action": "delete", "pick": "example.com", "confirmed": "1"})
    assert entry()
    assert "example.com" in alice.get("/pfa/alias-domains/").content.decode()


def test_on_its_targets_page(alice):
    assert [row.alias_domain_id for row in alice.get("/pfa/domains/example.org/alias-domains/").context["rows"]] == [
        "example.com"
    ]


def test_an_owner_may_not(bob):
    assert bob.get(URL).status_code == bob.post(URL).status_code == bob.post(BULK).status_code == 403


# --- Deleting --------------------------------------------------------------------------------------------------------


def test_deleting_leaves_both_domains(alice):
    before = Log.objects.count()
    response = alice.post(URL + "delete/")
    assert (response.status_code, response.url) == (302, "/pfa/alias-domains/")
    assert not AliasDomain.objects.exists()
    assert Domain.objects.filter(domain__in=["example.com", "example.org"]).count() == 2
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "delete_alias_domain", "example.com", "example.org")]


def test_looking_deletes_nothing(alice):
    assert alice.get(URL + "delete/").status_code == 200
    assert entry()


def test_several_are_switched_and_deleted(alice, cli):
    create_alias_domain(cli, alias_domain="example.edu", target_domain="example.org")
    picks = ["example.com", "example.edu"]
    alice.post(BULK, {"action": "disable", "pick": picks})
    assert not AliasDomain.objects.filter(active=True).exists()
    alice.post(BULK, {"action": "enable", "pick": picks})
    assert AliasDomain.objects.filter(active=True).count() == 2
    assert alice.post(BULK, {"action": "delete", "pick": picks}).status_code == 200
    assert AliasDomain.objects.count() == 2
    alice.post(BULK, {"action": "delete", "pick": picks, "confirmed": "1"})
    assert not AliasDomain.objects.exists()


def test_odd_picks_do_nothing(alice, subtests):
    for picks in ([], ["example.org"], ["例"], ["\0"], ["x" * 10_000], [""], ["ALL"]):
        for action in ("disable", "delete", "nonsense", ""):
            with subtests.test(picks=picks, action=action):
                assert alice.post(BULK, {"action": action, "pick": picks, "confirmed": "1"}).status_code == 302
    assert entry().active


def test_the_alias_domain_can_go_its_target_can_not(cli):
    with pytest.raises(ValidationError, match="example.com"):
        delete_domain(cli, "example.org")
    delete_domain(cli, "example.com")
    assert not AliasDomain.objects.exists()
    delete_domain(cli, "example.org")


def test_one_whose_target_is_gone_can_be_deleted_and_mended(root, cli):
    """A foreign tool may have deleted the domain alone."""
    Domain.objects.filter(domain="example.org").delete()
    assert root.get("/pfa/alias-domains/").status_code == root.get(URL).status_code == 200
    assert post(root, target_domain="example.edu").status_code == 302
    Domain.objects.filter(domain="example.edu").delete()
    assert root.post(URL + "delete/").status_code == 302
