"""Who may add an alias, where it may go, and which ones are turned away."""

import pytest

from domains.models import Domain
from domains.services import create_domain
from mailadmin.audit.models import Log
from mailboxes.models import Alias
from mailboxes.services import create_alias, create_mailbox
from tests.forms import as_shown, errors
from tests.log import entries
from tests.rows import everything

URL = "/pfa/domains/example.org/aliases/add/"


def post(client, url=URL, **changes):
    return client.post(url, {"local_part": "info", "goto": "bob@example.org", "active": "on"} | changes)


def goto(address="info@example.org"):
    return Alias.objects.get(address=address).goto


def test_a_whole_page_pasted_in_is_refused_in_a_few_lines(alice):
    response = post(alice, goto=" ".join(f"!{n}" for n in range(5000)))
    assert len(response.context["form"].errors["goto"]) == 10


def test_it_works(alice):
    before = Log.objects.count()
    response = post(alice, local_part="Info", goto="Bob@Example.org\r\nfriend@example.com", description="Front desk 例")
    assert (response.status_code, response.url) == (302, "/pfa/domains/example.org/aliases/")
    alias = Alias.objects.get(address="info@example.org")
    assert (alias.goto, alias.domain_id) == ("bob@example.org,friend@example.com", "example.org")
    assert (alias.active, alias.description) == (True, "Front desk 例")
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "create_alias", "example.org", "info@example.org")]


def test_it_can_wait(alice):
    alice.post(URL, {"local_part": "info", "goto": "bob@example.org"})
    assert not Alias.objects.get(address="info@example.org").active


def test_saving_the_form_as_it_comes(alice):
    form = as_shown(alice, URL, "local_part") | {"local_part": "info", "goto": "bob@example.org"}
    assert alice.post(URL, form).status_code == 302
    assert Alias.objects.get(address="info@example.org").active


# --- Where it goes ---------------------------------------------------------------------------------------------------


def test_where_it_may_go(alice, subtests):
    for number, (typed, stored) in enumerate(
        {
            "a@x.de,b@x.de;c@x.de d@x.de\ne@x.de": "a@x.de,b@x.de,c@x.de,d@x.de,e@x.de",
            "z@x.de, a@x.de, Z@X.de": "z@x.de,a@x.de",  # in order, each once
            "root": "root",  # an account of the mail server
            "bob@例子.公司": "bob@xn--fsqu00a.xn--55qx5d",
            "bob@a.international-company": "bob@a.international-company",
            "nobody@example.org": "nobody@example.org",  # dangling, which is shown and not refused
            "bob#example.org@autoreply.invalid bob@example.org": "bob@example.org",
        }.items()
    ):
        with subtests.test(typed):
            assert post(alice, local_part=f"a{number}", goto=typed).status_code == 302
            assert goto(f"a{number}@example.org") == stored


def test_where_it_may_not(alice, subtests):
    before = everything()
    for bad in (
        *(
            "",
            " ",
            ",",
            "info@example.org",
            "INFO@Example.org",
            "bob@",
            "@x.de",
            "*@x.de",
            "bob@localhost",
            "a..b@x.de",
        ),
        *("bob@x.de, eve@", "/dev/null", "|/bin/sh", '"|sh -c id"', ":include:/etc/passwd", "first.last", "a_b", "例"),
        *(
            "bob#example.org@autoreply.invalid",
            "-a@x.de",
            "a/b@x.de",
            "bob@x.de\0",
            "x" * 65,
        ),
    ):
        with subtests.test(bad):
            assert "goto" in errors(post(alice, goto=bad))
    assert everything() == before


def test_the_same_target_many_times_is_one(alice):
    assert post(alice, goto="a@x.de," * 20_000).status_code == 302
    assert goto() == "a@x.de"


def test_a_list_has_an_end(alice):
    many = "\n".join(f"address-number-{number}@example.com" for number in range(2500))
    assert "65,535" in errors(post(alice, goto=many))["goto"][0]


def test_mail_can_be_kept_on_this_server(alice, root, settings):
    settings.EMAILCHECK_LOCALALIASONLY = True
    assert "x.de" in errors(post(alice, goto="bob@example.org,a@x.de"))["goto"][0]
    assert post(alice, goto="bob@example.org,eve@example.net,root").status_code == 302
    assert post(root, local_part="other", goto="a@x.de").status_code == 302


# --- The catch-all ---------------------------------------------------------------------------------------------------


def test_a_star_is_the_catch_all(alice):
    assert post(alice, local_part="*").status_code == 302
    assert goto("@example.org") == "bob@example.org"
    assert "*@example.org" in alice.get("/pfa/domains/example.org/aliases/").content.decode()


@pytest.mark.parametrize("typed", ["@example.org", "*@example.org", " *@EXAMPLE.org "])
def test_commands_know_both_forms(cli, cast, typed):
    assert create_alias(cli, address=typed, goto="bob@example.org").address == "@example.org"


def test_there_is_one(alice):
    post(alice, local_part="*")
    assert "already an alias" in errors(post(alice, local_part="*"))["local_part"][0]


def test_a_domain_can_go_to_a_domain(alice):
    assert post(alice, local_part="*", goto="*@Example.net").status_code == 302
    assert goto("@example.org") == "@example.net"


def test_a_catch_all_can_not_go_to_itself(alice):
    for itself in ("@example.org", "*@EXAMPLE.org"):
        assert "goto" in errors(post(alice, local_part="*", goto=itself))


def test_one_address_can_not_go_to_a_domain(alice):
    assert "catch-all" in errors(post(alice, goto="@example.net"))["goto"][0]


# --- Addresses -------------------------------------------------------------------------------------------------------


def test_bad_addresses(alice, subtests):
    before = everything()
    for bad in (
        *(
            "",
            " ",
            ".a",
            "a..b",
            "a b",
            "a@b",
            "info@example.net",
            "*a/b",
            "../a",
            "a,b",
            "a\nb",
            "a\0",
            "é",
            "😀",
        ),
        *("x" * 65, "x" * 256, "-a"),
    ):
        with subtests.test(bad):
            assert "local_part" in errors(post(alice, local_part=bad))
    assert everything() == before


def test_an_address_is_there_once(alice):
    post(alice)
    assert "already an alias" in errors(post(alice, local_part="INFO"))["local_part"][0]


def test_a_mailbox_is_in_the_way(alice):
    before = everything()
    assert "already a mailbox" in errors(post(alice, local_part="Bob", goto="friend@example.com"))["local_part"][0]
    assert everything() == before


def test_even_a_mailbox_without_its_alias_is(alice):
    Alias.objects.all().delete()
    assert "already a mailbox" in errors(post(alice, local_part="bob", goto="friend@example.com"))["local_part"][0]


def test_an_international_domain(root, cli):
    create_domain(cli, domain="例子.公司", default_aliases=False)
    url = "/pfa/domains/xn--fsqu00a.xn--55qx5d/aliases/add/"
    assert "@例子.公司" in root.get(url).content.decode()
    assert (
        "info@例子.公司" in root.post(url, {"local_part": "info", "goto": "a@例子.公司"}, follow=True).content.decode()
    )
    assert goto("info@xn--fsqu00a.xn--55qx5d") == "a@xn--fsqu00a.xn--55qx5d"


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit, fit", [(-1, 0), (1, 1), (2, 2), (0, 4)])
def test_as_many_as_the_domain_may_have(alice, cli, limit, fit):
    """The mailboxes' own aliases don't count."""
    create_mailbox(cli, address="second@example.org", password="Fish-42-sheep")
    Domain.objects.filter(domain="example.org").update(aliases=limit)
    answers = [post(alice, local_part=f"a{number}").status_code for number in range(4)]
    assert answers == [302] * fit + [422] * (4 - fit)
    assert Alias.objects.filter(domain="example.org").without_mailboxes().count() == fit


def test_the_usual_aliases_count(root, cli):
    create_domain(cli, domain="new.example", aliases=5)
    url = "/pfa/domains/new.example/aliases/add/"
    assert post(root, url).status_code == 302
    assert "5 of 5 aliases" in errors(post(root, url, local_part="other"))["__all__"][0]


def test_a_mailbox_that_lost_its_alias_takes_no_place(alice):
    """Upstream counts alias rows less mailboxes, and so one too few here."""
    Alias.objects.filter(address="bob@example.org").delete()
    Domain.objects.filter(domain="example.org").update(aliases=1)
    assert post(alice, goto="friend@example.com").status_code == 302
    assert errors(post(alice, local_part="other"))


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(mallory, bob, client):
    assert post(mallory).status_code == 404
    assert post(bob).status_code == 403
    assert post(client).url.startswith("/pfa/login/")
    assert not Alias.objects.filter(address="info@example.org").exists()
