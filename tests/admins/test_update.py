"""Changing admins: their domains, their password, and superadmins, of whom one always stays."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import DomainAdmin
from domains.services import create_admin, update_admin
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import command_line_actor
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from tests.forms import as_shown, errors
from tests.log import acts, entries

URL = "/pfa/admins/alice@example.org/"
ROOT = "/pfa/admins/root@example.com/"


def post(client, url=URL, **changes):
    return client.post(url, as_shown(client, url, "domains") | changes)


def without(client, url, *names):
    form = as_shown(client, url, "domains")
    return client.post(url, {name: value for name, value in form.items() if name not in names})


def rights(username="alice@example.org"):
    return sorted(DomainAdmin.objects.filter(username=username).values_list("domain", flat=True))


def the_admin(username="alice@example.org"):
    return Admin.objects.get(username=username)


def test_it_works(root):
    before = Log.objects.count()
    response = post(root, domains="example.net\nexample.org")
    assert (response.status_code, response.url) == (302, "/pfa/admins/")
    assert rights() == ["example.net", "example.org"]
    assert entries(before) == [("root@example.com (127.0.0.1)", "edit_admin", "", "alice@example.org")]


def test_saving_the_form_as_it_is_changes_nothing(root):
    for url, name in ((URL, "alice@example.org"), (ROOT, "root@example.com")):
        before = Admin.objects.filter(username=name).values().get(), rights(name)
        assert post(root, url).status_code == 302
        after = Admin.objects.filter(username=name).values().get(), rights(name)
        assert (before[0] | {"modified": after[0]["modified"]}, before[1]) == after


def test_a_right_that_stays_keeps_its_date(root):
    DomainAdmin.objects.filter(username="alice@example.org").update(created="2020-01-01")
    post(root, domains="example.org example.net")
    assert DomainAdmin.objects.get(username="alice@example.org", domain="example.org").created.year == 2020


def test_a_right_that_was_switched_off_is_given_anew_by_its_name_only(root, alice):
    """Upstream can have such rows, and brings them back whenever an admin is saved."""
    DomainAdmin.objects.filter(username="alice@example.org").update(active=False)
    post(root)
    update_admin(command_line_actor(), "alice@example.org", add_domains=["example.net"])
    assert alice.get("/pfa/domains/example.org/").status_code == 404
    post(root, domains="example.org")
    assert alice.get("/pfa/domains/example.org/").status_code == 200
    assert rights() == ["example.org"]


def test_a_right_over_a_domain_that_is_gone_is_not_in_the_way(root):
    DomainAdmin.objects.create(username_id="alice@example.org", domain_id="gone.example")
    assert post(root).status_code == 302
    update_admin(command_line_actor(), "alice@example.org", add_domains=["example.net"])
    assert rights() == ["example.net", "example.org", "gone.example"]
    post(root, domains="example.net")
    assert rights() == ["example.net"]


def test_an_admin_sees_only_how_many_of_the_own_domains_another_has(root, alice):
    update_admin(command_line_actor(), "mallory@example.net", add_domains=["example.org"])
    counts = [
        {row.username: row.domain_count for row in client.get("/pfa/domains/example.org/admins/").context["rows"]}
        for client in (root, alice)
    ]
    assert [each["mallory@example.net"] for each in counts] == [2, 1]


@pytest.mark.parametrize("name", ["nobody@example.org", "mallory@example.net", "x" * 300])
def test_a_right_that_is_not_there_to_be_taken(root, name):
    response = root.post("/pfa/domains/example.org/admins/", {"remove": name})
    assert response.status_code == 422
    assert sum(map(len, response.context["form"].errors.values())) == 1


def test_taking_the_last_domain(root):
    post(root, domains="")
    assert rights() == []
    assert the_admin().active


def test_a_new_password(root):
    before = Log.objects.count()
    post(root, password="Fish-43-sheep")
    assert check_password("Fish-43-sheep", the_admin().password)
    assert acts(before) == [("edit_admin", "alice@example.org"), ("edit_password", "alice@example.org")]


def test_an_empty_password_leaves_it_as_it_is(root):
    before = the_admin().password
    post(root, password="")
    assert the_admin().password == before


def test_bad_values_change_nothing(root):
    before = the_admin().password
    assert "password" in errors(post(root, password="short"))
    assert "domains" in errors(post(root, domains="nowhere.example", password="Fish-43-sheep"))
    assert (the_admin().password, rights()) == (before, ["example.org"])


# --- Superadmins -----------------------------------------------------------------------------------------------------


def test_both_marks_come_and_go_together(root):
    post(root, superadmin="on")
    assert (the_admin().superadmin, rights()) == (True, ["ALL", "example.org"])
    without(root, URL, "superadmin")
    assert (the_admin().superadmin, rights()) == (False, ["example.org"])


@pytest.mark.parametrize("column, row", [(True, False), (False, True)])
def test_either_mark_counts_and_saving_drops_none(cli, cast, column, row):
    Admin.objects.filter(username="alice@example.org").update(superadmin=column)
    if row:
        DomainAdmin.objects.create(username_id="alice@example.org", domain_id="ALL")
    update_admin(cli, "alice@example.org", active=True)
    assert the_admin().has_all_domains
    assert (the_admin().superadmin, rights()) == (column, ["ALL", "example.org"] if row else ["example.org"])
    update_admin(cli, "alice@example.org", superadmin=True)
    assert (the_admin().superadmin, rights()) == (True, ["ALL", "example.org"])
    update_admin(cli, "alice@example.org", superadmin=False)
    assert (the_admin().superadmin, rights()) == (False, ["example.org"])


@pytest.mark.parametrize("column, row", [(True, False), (False, True)])
def test_one_mark_is_enough_to_be_the_last_one(cli, cast, column, row):
    DomainAdmin.objects.filter(domain_id="ALL").delete()
    Admin.objects.update(superadmin=False)
    Admin.objects.filter(username="alice@example.org").update(superadmin=column)
    if row:
        DomainAdmin.objects.create(username_id="alice@example.org", domain_id="ALL")
    with pytest.raises(ValidationError, match="last active superadmin"):
        update_admin(cli, "alice@example.org", active=False)


def test_the_right_over_all_domains_alone_opens_every_page(cast, client):
    DomainAdmin.objects.create(username_id="alice@example.org", domain_id="ALL")
    client.force_login(the_admin())
    assert client.get("/pfa/admins/").status_code == 200
    assert "alice@example.org" in client.get("/pfa/admins/?filter=superadmin").content.decode()
    assert client.get("/pfa/domains/example.net/").status_code == 200


def test_the_last_superadmin_stays_one(root):
    for missing in ("superadmin", "active"):
        response = without(root, ROOT, missing)
        assert "last active superadmin" in errors(response)["__all__"][0]
    assert (the_admin("root@example.com").superadmin, the_admin("root@example.com").active) == (True, True)
    assert rights("root@example.com") == ["ALL"]


def test_one_who_is_switched_off_does_not_count(root, cli):
    create_admin(cli, username="carol@example.com", password="Fish-42-sheep", superadmin=True, active=False)
    assert errors(without(root, ROOT, "superadmin"))
    update_admin(cli, "carol@example.com", active=True)
    assert without(root, ROOT, "superadmin").status_code == 302
    assert rights("root@example.com") == []


def test_somebody_whose_rank_changes_has_to_sign_in_anew(root, cli):
    create_admin(cli, username="carol@example.com", password="Fish-42-sheep", superadmin=True)
    update_admin(cli, "root@example.com", superadmin=False)
    assert root.get("/pfa/admins/").url == "/pfa/login/?next=/pfa/admins/"


def test_somebody_who_was_switched_off_is_out_at_once(root, alice):
    without(root, URL, "active")
    assert alice.get("/pfa/").status_code == 302


# --- A domain's page -------------------------------------------------------------------------------------------------


def test_a_domain_is_given_and_taken_on_its_page(root):
    url = "/pfa/domains/example.net/admins/"
    assert root.post(url, {"username": "Alice@example.org"}).status_code == 302
    assert rights() == ["example.net", "example.org"]
    assert root.post(url, {"remove": "alice@example.org"}).status_code == 302
    assert rights() == ["example.org"]


def test_a_domain_is_not_given_to_somebody_unknown(root, subtests):
    for bad in ("", "nobody@example.org", "bob@example.org", "例", "\0", "x" * 300):
        with subtests.test(bad):
            assert "username" in errors(root.post("/pfa/domains/example.net/admins/", {"username": bad}))


def test_a_domain_is_not_given_by_a_domain_admin(alice):
    assert alice.post("/pfa/domains/example.org/admins/", {"username": "mallory@example.net"}).status_code in (403, 404)
    assert rights("mallory@example.net") == ["example.net"]


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(alice, mallory, bob):
    for client in (alice, mallory, bob):
        assert client.get(URL).status_code == client.post(URL, {"superadmin": "on"}).status_code == 403
    assert not the_admin().superadmin


@pytest.mark.parametrize("name", ["nobody@example.org", "bob@example.org", "", "例", "ALL"])
def test_one_that_is_not_there(cli, cast, name):
    with pytest.raises(Admin.DoesNotExist):
        update_admin(cli, name, active=False)


def test_the_services_protect_the_last_superadmin_too(cli, cast):
    with pytest.raises(ValidationError):
        update_admin(cli, "root@example.com", active=False)
