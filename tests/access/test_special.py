"""Where reach is easily got wrong: bulk lists, two-sided objects, who outranks whom, what leaves the own domain."""

import pytest
from django.test import Client

from domains import services as accounts
from domains.models import AliasDomain, Domain, DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.accounts.roles import OWNER
from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from tests.access.contents import contents
from tests.conftest import PASSWORD, signed_in


def test_it_works(people):
    before = Log.objects.count()
    bulk(people["admin"], "mailboxes", "disable", "bob@example.org")
    assert not Mailbox.objects.get(pk="bob@example.org").active
    assert Log.objects.count() > before


def bulk(client, kind, action, *picks, **more):
    return client.post(f"/pfa/{kind}/bulk/", {"action": action, "pick": picks, "confirmed": "yes"} | more)


# --- Many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["enable", "disable", "delete"])
@pytest.mark.parametrize(
    ("kind", "picks"),
    [
        ("mailboxes", ["eve@example.net", "Eve@EXAMPLE.NET", "nobody@example.org"]),
        ("aliases", ["info@example.net", "@example.net", "*@example.net", "abuse@example.org", "bob@example.org"]),
        ("alias-domains", ["alias.test", "half.example", "ALIAS.test", "example.org"]),
    ],
)
def test_bulk_acts_stop_at_the_own_domains(people, kind, picks, action):
    before = contents()
    assert bulk(people["admin"], kind, action, *picks).status_code == 302
    assert contents() == before


def test_foreign_picks_do_not_spoil_the_own_ones(people):
    bulk(people["admin"], "mailboxes", "delete", "eve@example.net", "bob@example.org")
    assert not Mailbox.objects.filter(pk="bob@example.org").exists()
    assert Mailbox.objects.filter(pk="eve@example.net").exists()


@pytest.mark.parametrize("pick", ["eve@example.net", "nobody@example.net"])
def test_a_bulk_delete_shows_nothing_of_what_is_foreign(people, pick):
    """Asking before the delete must not tell whether the mailbox exists, nor what it has."""
    url = "/pfa/mailboxes/bulk/"
    response = people["admin"].post(url, {"action": "delete", "pick": [pick, "bob@example.org"]})
    page = response.content.decode().replace(f'name="pick" value="{pick}"', "")
    assert pick not in page
    done = bulk(people["admin"], "mailboxes", "disable", pick)
    told = [str(message) for message in people["admin"].get(done.url).context["messages"]]
    assert told == [f"{pick} is not there."]


@pytest.mark.parametrize("action", ["", "purge", "__class__", "delete\n", "DELETE"])
def test_only_the_offered_acts_exist(people, action):
    before = contents()
    assert bulk(people["superadmin"], "domains", action, "example.org").status_code == 302
    assert contents() == before


@pytest.mark.parametrize("kind", ["domains", "admins"])
def test_bulk_acts_of_superadmins_are_theirs(people, kind):
    before = contents()
    for person in ("owner", "admin"):
        assert bulk(people[person], kind, "disable", "example.org", "alice@example.org").status_code == 403
    assert contents() == before


# --- Alias domains have two sides ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alias", "target"),
    [("example.org", "example.net"), ("example.net", "example.org"), ("example.org", "nowhere.example")],
)
def test_both_sides_of_a_new_alias_domain_must_be_own(people, alias, target):
    before = contents()
    form = {"alias_domain": alias, "target_domain": target, "active": "on"}
    response = people["admin"].post("/pfa/alias-domains/add/", form)
    assert response.status_code == 422
    assert contents() == before
    # A foreign domain and one that is not there get the same answer.
    assert f"There is no domain {target if alias == 'example.org' else alias}." in response.content.decode()


def test_an_alias_domain_can_not_be_turned_to_a_foreign_target(people):
    before = contents()
    response = people["admin"].post("/pfa/alias-domains/alias.example/", {"target_domain": "target.test"})
    assert response.status_code == 422
    assert contents() == before


def test_an_alias_domain_whose_other_side_was_taken_away_is_out_of_reach(cli, people):
    accounts.update_admin(cli, "alice@example.org", domains=["example.org", "alias.example"])
    for url in ("/pfa/alias-domains/alias.example/", "/pfa/alias-domains/alias.example/delete/"):
        assert people["admin"].post(url, {"target_domain": "example.org"}).status_code == 404
    assert AliasDomain.objects.get(pk="alias.example").target_domain_id == "target.example"


# --- Who outranks whom -----------------------------------------------------------------------------------------------


def test_a_superadmin_s_mailbox_is_no_way_to_the_superadmin(people):
    """Mailu #2685: a manager resets the password of a global admin who has a mailbox in the manager's domain."""
    before = Admin.objects.get(pk="chief@example.org").password
    form = {"name": "Chief", "active": "on", "quota": "0", "password": "Stolen-42-sheep"}
    assert people["admin"].post("/pfa/mailboxes/chief@example.org/", form).status_code == 302
    assert Admin.objects.get(pk="chief@example.org").password == before
    thief = signed_in_with("chief@example.org", "Stolen-42-sheep")
    assert thief.get("/pfa/me/").status_code == 200  # the mailbox is the domain's, and now the thief's
    assert thief.get("/pfa/admins/").status_code == 403
    assert signed_in("chief@example.org").get("/pfa/admins/").status_code == 200


def signed_in_with(username, password):
    client = Client()
    assert client.post("/pfa/login/", {"username": username, "password": password}).status_code == 302
    return client


def test_deleting_or_disabling_that_mailbox_leaves_the_superadmin(people):
    people["admin"].post("/pfa/mailboxes/chief@example.org/", {"name": "Chief", "quota": "0"})
    people["admin"].post("/pfa/mailboxes/chief@example.org/delete/")
    assert Admin.objects.get(pk="chief@example.org").active


def test_a_mailbox_named_like_an_admin_makes_no_admin(people):
    people["admin"].post(
        "/pfa/domains/example.org/mailboxes/add/", {"local_part": "alice", "quota": "0", "password": PASSWORD}
    )
    owner = Mailbox.objects.get(pk="alice@example.org")
    assert owner.role is OWNER


def test_nobody_makes_oneself_more(people):
    """No form of a lower role takes what only a higher one may set."""
    people["owner"].post(
        "/pfa/me/password/", {"current": PASSWORD, "new": "Other-42-sheep", "superadmin": "on", "quota": "0"}
    )
    people["owner"].post(
        "/pfa/me/forwarding/", {"goto": "", "keep_copy": "on", "address": "eve@example.net", "active": ""}
    )
    people["admin"].post("/pfa/me/password/", {"current": PASSWORD, "new": "Other-42-sheep", "superadmin": "on"})
    assert not Admin.objects.get(pk="alice@example.org").superadmin
    assert Alias.objects.get(pk="eve@example.net").goto == "eve@example.net"


def test_a_form_names_no_other_object(people):
    """The object is the address's; one in the form counts for nothing."""
    form = {
        "name": "Changed",
        "quota": "0",
        "username": "eve@example.net",
        "address": "eve@example.net",
        "domain": "example.net",
    }
    people["admin"].post("/pfa/mailboxes/bob@example.org/", form)
    assert Mailbox.objects.get(pk="eve@example.net").name == "Eve"
    assert Mailbox.objects.get(pk="bob@example.org").domain_id == "example.org"
    form = {"local_part": "new@example.net", "goto": "x@example.edu", "domain": "example.net"}
    assert people["admin"].post("/pfa/domains/example.org/aliases/add/", form).status_code == 422
    assert not Alias.objects.filter(address__startswith="new").exists()


# --- Aliases that are not everybody's --------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/pfa/aliases/abuse@example.org/", "/pfa/aliases/abuse@example.org/delete/"])
def test_protected_aliases_are_the_superadmin_s(people, settings, url):
    """CVE-2017-5930: upstream checked the edit, not the delete."""
    assert people["admin"].post(url, {"goto": "thief@example.edu"}).status_code == 403
    settings.SPECIAL_ALIAS_CONTROL = True
    assert people["admin"].post(url, {"goto": "thief@example.edu"}).status_code == 302


def test_a_mailbox_s_own_alias_is_no_alias(people):
    before = contents()
    for client in (people["admin"], people["superadmin"]):
        for url in ("/pfa/aliases/bob@example.org/", "/pfa/aliases/bob@example.org/delete/"):
            assert client.post(url, {"goto": "thief@example.edu"}).status_code == 404
    assert contents() == before


@pytest.mark.parametrize(
    ("setting", "person", "url"),
    [
        ("ALIAS_CONTROL_ADMIN", "admin", "/pfa/mailboxes/bob@example.org/forwarding/"),
        ("ALIAS_CONTROL", "superadmin", "/pfa/mailboxes/bob@example.org/forwarding/"),
        ("EDIT_ALIAS", "owner", "/pfa/me/forwarding/"),
    ],
)
def test_forwarding_that_a_site_has_switched_off(people, settings, setting, person, url):
    before = contents()
    setattr(settings, setting, False)
    for response in (people[person].get(url), people[person].post(url, {"goto": "x@example.edu", "keep_copy": "on"})):
        assert response.status_code in (403, 404)
    assert contents() == before


def test_aliases_may_be_kept_to_domains_of_this_server(people, settings):
    settings.EMAILCHECK_LOCALALIASONLY = True
    for url in ("/pfa/aliases/info@example.org/", "/pfa/mailboxes/bob@example.org/forwarding/"):
        assert people["admin"].post(url, {"goto": "x@example.edu", "keep_copy": "on"}).status_code == 422
    assert people["owner"].post("/pfa/me/forwarding/", {"goto": "x@example.edu", "keep_copy": "on"}).status_code == 422


# --- Domains ---------------------------------------------------------------------------------------------------------


def test_a_domain_admin_sets_no_limits(people):
    before = Domain.objects.get(pk="example.org").mailboxes
    form = {
        "mailboxes": "99",
        "aliases": "99",
        "maxquota": "0",
        "quota": "0",
        "password_expiry": "0",
        "transport": "local",
    }
    assert people["admin"].post("/pfa/domains/example.org/settings/", form).status_code == 403
    assert Domain.objects.get(pk="example.org").mailboxes == before


def test_a_disabled_domain_stays_its_admin_s(people):
    """Unlike upstream's, where it vanishes (issue 748)."""
    Domain.objects.filter(pk="example.org").update(active=False, backupmx=True)
    page = people["admin"].get("/pfa/domains/").content.decode()
    assert "example.org" in page
    assert "Backup MX" in page
    assert people["admin"].get("/pfa/domains/example.org/").status_code == 200


def test_a_right_that_is_switched_off_is_none(people):
    DomainAdmin.objects.filter(username="alice@example.org", domain="example.org").update(active=False)
    assert people["admin"].get("/pfa/domains/example.org/").status_code == 404


def test_all_is_no_domain_but_the_mark_of_a_superadmin(people):
    """Who gets it has to sign in anew, as everybody whose rank changes."""
    assert people["admin"].get("/pfa/domains/ALL/").status_code == 404
    DomainAdmin.objects.create(username_id="alice@example.org", domain_id="ALL")
    assert people["admin"].get("/pfa/domains/example.net/").status_code == 302
    alice = signed_in("alice@example.org")
    assert alice.get("/pfa/domains/ALL/").status_code == 404
    assert alice.get("/pfa/domains/example.net/").status_code == alice.get("/pfa/admins/").status_code == 200


# --- Search and the overview -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q", ["e", "eve", "eve@example.net", "info", "example.net", "alias.test", "mallory", "@example.net"]
)
def test_search_finds_nothing_foreign(people, q):
    """Upstream's leaked other domains until 4.0.2 (issue 947)."""
    for url in ("/pfa/find/", "/pfa/mailboxes/", "/pfa/aliases/", "/pfa/domains/", "/pfa/alias-domains/", "/pfa/log/"):
        for query in ({"q": q}, {"q": q, "format": "csv"}):
            response = people["admin"].get(url, query)
            page = (b"".join(response) if response.streaming else response.content).decode()
            assert f"{q}@example.net" not in page
            assert not [url for url in ("/eve@", "@example.net/", "/alias.test/", "/example.net/") if url in page]


def test_a_mailbox_owner_finds_nothing(people):
    assert not people["owner"].get("/pfa/find/", {"q": "bob"}).context["groups"]
