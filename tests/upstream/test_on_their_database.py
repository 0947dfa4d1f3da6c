"""Ours on a database that PostfixAdmin made, adopted: each works on with what the other made."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from domains import services as domains
from domains.models import AliasDomain, Domain
from mailadmin.audit.actors import command_line_actor
from mailadmin.models import Config
from mailboxes import services as mailboxes
from mailboxes.models import Alias, Mailbox
from tests.conftest import PASSWORD, signed_in
from tests.engines import on_mariadb
from tests.upstream.conftest import tables

pytestmark = on_mariadb
ROOT, ALICE, BOB = "root@example.com", "alice@example.org", "bob@example.org"


def adopt(*options):
    printed = io.StringIO()
    call_command("adopt", *options, stdout=printed, stderr=printed)
    return printed.getvalue()


def made_by_postfixadmin(peer):
    passwords = ["--password", PASSWORD, "--password2", PASSWORD]
    peer.command_line("admin", "add", ROOT, "--superadmin", "1", "--active", "1", *passwords)
    limits = ["--mailboxes", "3", "--aliases", "10", "--maxquota", "100", "--quota", "1000"]
    for name in ("example.org", "example.net"):
        peer.command_line("domain", "add", name, *limits, "--active", "1", "--default-aliases", "1")
    peer.command_line("admin", "add", ALICE, "--domains", "example.org", "--active", "1", *passwords)
    peer.command_line("mailbox", "add", BOB, "--name", "Bob", "--quota", "50", "--active", "1", *passwords)
    peer.command_line("alias", "add", "sales@example.org", "--goto", f"{BOB},x@example.edu", "--active", "1")
    peer.command_line("aliasdomain", "add", "example.net", "--target-domain", "example.org", "--active", "1")


@pytest.fixture(scope="module")
def adopted(peer, fresh):
    """The tables before and after, and what `adopt` said."""
    made_by_postfixadmin(peer)
    dry, between = adopt(), tables()
    applied = adopt("--apply")
    return {"before": fresh, "dry": dry, "between": between, "applied": applied, "after": tables()}


@pytest.fixture
def root(adopted):
    return signed_in(ROOT)


def columns(definition):
    return [line.strip().rstrip(",") for line in definition.splitlines()[1:-1]]


def test_it_works(adopted):
    added = adopted["applied"].splitlines()
    assert "  table  mailadmin_throttle" in added
    assert "  table  dkim" in added
    assert "  column  alias.description" in added
    assert "  column  mailbox.smtp_active" in added


def test_without_apply_nothing_changes(adopted):
    assert adopted["between"] == adopted["before"]
    listed = [line for line in adopted["dry"].splitlines() if re.match("  [a-z]", line)]
    assert listed == adopted["applied"].splitlines()[:-1]


def test_what_was_there_stays_as_it_was(adopted):
    for table, definition in adopted["before"].items():
        there = columns(adopted["after"][table])
        assert [line for line in there if line in columns(definition)] == columns(definition), table
    assert Config.objects.get(name="version").value == "1847"


def test_the_second_time_there_is_nothing_to_do(adopted):
    assert "nothing to do" in adopt()
    assert "nothing to do" in adopt("--apply")
    assert tables() == adopted["after"]


def test_our_migrations_count_as_done(adopted):
    printed = io.StringIO()
    call_command("migrate", check_unapplied=True, stdout=printed)
    call_command("migrate", verbosity=0)
    assert tables() == adopted["after"]


def test_its_upgrade_changes_nothing(adopted, peer):
    assert "up to date" in peer.upgrade()
    assert tables() == adopted["after"]


def test_ours_shows_what_it_made(root):
    page = root.get("/pfa/domains/example.org/").content.decode()
    assert BOB in page
    assert "1 <small>of 3</small>" in page
    assert "sales@example.org" in root.get("/pfa/domains/example.org/aliases/").content.decode()
    assert "example.net" in root.get("/pfa/domains/example.org/alias-domains/").content.decode()
    assert "create_mailbox" in root.get("/pfa/log/?format=csv").getvalue().decode()


def test_everybody_signs_in(adopted):
    assert signed_in(ALICE).get("/pfa/domains/example.org/").status_code == 200
    assert signed_in(ALICE).get("/pfa/domains/example.net/").status_code == 404
    assert signed_in(BOB).get("/pfa/me/").status_code == 200


def test_ours_makes_what_it_works_on_with(adopted, peer, root):
    form = {"local_part": "carol", "name": "Carol 陈", "password": "Fish-43-sheep", "password2": "Fish-43-sheep"}
    assert (
        root.post("/pfa/domains/example.org/mailboxes/add/", form | {"quota": "20", "active": "on"}).status_code == 302
    )
    shown = peer.command_line("mailbox", "view", "carol@example.org")
    assert "Carol 陈" in shown
    peer.command_line("mailbox", "update", "carol@example.org", "--name", "Carol Chen")
    assert Mailbox.objects.get(username="carol@example.org").name == "Carol Chen"
    mailboxes.set_forwarding(command_line_actor(), "carol@example.org", goto=[BOB], keep_copy=True)
    assert BOB in peer.command_line("alias", "view", "carol@example.org")
    peer.command_line("mailbox", "delete", "carol@example.org")
    assert not Alias.objects.filter(address="carol@example.org").exists()


def test_text_that_latin1_can_not_hold(adopted, root):
    """In the columns that are latin1 it is refused in a sentence; those that were added hold it."""
    actor = command_line_actor()
    alias = mailboxes.create_alias(actor, address="team@example.org", goto=BOB, description="团队")
    assert Alias.objects.get(address=alias.address).description == "团队"
    assert root.get("/pfa/domains/example.org/aliases/", {"q": "团"}).context["rows"] == [alias]
    mailboxes.delete_alias(actor, alias.address)
    for path in ("mailboxes/", "aliases/", "domains/", "log/", "find/", "admins/", "domains/example.org/mailboxes/"):
        assert root.get(f"/pfa/{path}", {"q": "陈😀"}).status_code == 200, path


def test_a_domain_comes_and_goes(adopted, peer):
    actor = command_line_actor()
    domains.create_domain(actor, domain="例子.example", description="例子")
    assert "xn--fsqu00a.example" in peer.command_line("domain", "view", "xn--fsqu00a.example")
    domains.delete_alias_domain(actor, "example.net")
    domains.create_alias_domain(
        actor, alias_domain="example.net", target_domain="xn--fsqu00a.example", description="別"
    )
    assert AliasDomain.objects.get().description == "別"
    domains.delete_alias_domain(actor, "example.net")
    domains.delete_domain(actor, "例子.example")
    assert not Domain.objects.filter(domain="例子.example").exists()


def test_every_page_opens(adopted, root):
    for path in (
        *("", "domains/", "mailboxes/", "aliases/", "alias-domains/", "admins/", "log/", "me/password/"),
        *(f"domains/example.org/{tab}/" for tab in ("aliases", "alias-domains", "admins", "log", "settings", "delete")),
        *(f"mailboxes/{BOB}/{tab}" for tab in ("", "forwarding/", "delete/")),
        *("aliases/sales@example.org/", "aliases/sales@example.org/delete/", f"admins/{ALICE}/", "domains/add/"),
        *(f"mailboxes/?filter={name}" for name in ("disabled", "full", "vacation", "forwards")),
    ):
        assert root.get(f"/pfa/{path}").status_code == 200, path


def test_joins_go_by_index(adopted):
    """Also where one side was added: its addresses have the character set of the others."""
    with connection.cursor() as cursor:
        for sql in (
            "SELECT * FROM mailbox m JOIN quota2 q ON q.username = m.username",
            "SELECT * FROM mailbox m JOIN alias a ON a.address = m.username",
            "SELECT * FROM domain d JOIN dkim k ON k.domain_name = d.domain",
            "SELECT * FROM dkim k JOIN domain d ON k.domain_name = d.domain",
            "SELECT * FROM mailbox m JOIN domain d ON m.domain = d.domain",
            "SELECT * FROM admin a JOIN admin_preferences p ON p.username = a.username",
        ):
            cursor.execute(f"EXPLAIN {sql.replace('SELECT', 'SELECT STRAIGHT_JOIN', 1)}")
            possible = cursor.fetchall()[-1][4]  # of the second table; an empty one is read as a whole all the same
            assert possible, sql


def test_a_stranger_learns_nothing(adopted):
    assert Client().get("/pfa/domains/example.org/").status_code == 302
