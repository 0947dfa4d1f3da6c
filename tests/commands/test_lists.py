"""manage.py listdomains, listmailboxes, listaliases, listaliasdomains, listadmins"""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.models import Domain
from mailadmin.commands import listing
from mailboxes.models import Alias, Mailbox, Quota2, Vacation, vacation_address
from mailboxes.services import create_alias, create_mailbox, set_forwarding, update_mailbox
from tests.conftest import PASSWORD

LISTS = ["listdomains", "listmailboxes", "listaliases", "listaliasdomains", "listadmins"]


@pytest.fixture(autouse=True)
def more(cast, cli, works, settings):
    """A domain of each kind, so that every list has something."""
    settings.ALIASES = settings.MAILBOXES = settings.MAXQUOTA = 10
    settings.DOMAIN_QUOTA_DEFAULT = 2048
    works("createdomain", "例子.example", "--no-default-aliases", "--description", "Our 示例", "--mailboxes", "5")
    works("createdomain", "second.example", "--no-default-aliases", "--backupmx", "--inactive")
    works("createaliasdomain", "second.example", "example.org", "--description", "Second name")
    create_mailbox(cli, address="chen@例子.example", password=PASSWORD, name="陈晨", quota=10)
    create_alias(cli, address="*@例子.example", goto="chen@例子.example,gone@例子.example", description="All the rest")
    create_alias(cli, address="info@example.org", goto="gone@example.org,root", active=False)
    set_forwarding(cli, "bob@example.org", goto=["bob@例子.example"], keep_copy=False)
    Quota2.objects.create(pk="chen@xn--fsqu00a.example", bytes=2_560_000)


def keys(printed):
    """The first column of a table, less the heading."""
    return [line.partition("  ")[0] for line in printed.splitlines()[1:]]


def test_it_works(works):
    assert works("listmailboxes").splitlines() == [
        "MAILBOX            USED (MB)  QUOTA (MB)  STATE                  FORWARDS TO       NAME",
        "bob@example.org    0.0        unlimited   active, keeps no copy  bob@例子.example  Bob Chen",
        "chen@例子.example  2.5        10          active                                   陈晨",
        "eve@example.net    0.0        unlimited   active                                   Eve",
    ]


def test_domains(works):
    assert works("listdomains").splitlines() == [
        "DOMAIN          MAILBOXES  ALIASES  STORAGE (MB)  STATE                DESCRIPTION",
        "example.net     1          0        0             active",
        "example.org     1          1        0             active",
        "second.example  0/10       0/10     0/2048        disabled, backup MX",
        "例子.example    1/5        1/10     2/2048        active               Our 示例",
    ]


def test_aliases(works):
    assert works("listaliases").splitlines() == [
        "ALIAS             STATE                    GOES TO                               DESCRIPTION",
        "*@例子.example    active                   chen@例子.example, gone@例子.example  All the rest",
        "info@example.org  disabled, leads nowhere  gone@example.org, root",
    ]


def test_alias_domains(works):
    assert works("listaliasdomains").splitlines() == [
        "ALIAS DOMAIN    TARGET DOMAIN  STATE   DESCRIPTION",
        "second.example  example.org    active  Second name",
    ]


def test_admins(works):
    works("updateadmin", "alice@example.org", "--add-domain", "例子.example")
    assert works("listadmins").splitlines() == [
        "ADMIN                ROLE        STATE   DOMAINS",
        "alice@example.org    admin       active  example.org, 例子.example",
        "mallory@example.net  admin       active  example.net",
        "root@example.com     superadmin  active",
    ]


def rows(works, name, *options):
    return json.loads(works(name, "--json", *options))


def test_json_of_domains(works):
    row = rows(works, "listdomains", "--domain", "例子.example")[0]
    datetime.fromisoformat(row.pop("created"))
    datetime.fromisoformat(row.pop("modified"))
    assert row == {
        "domain": "xn--fsqu00a.example",
        "domain_unicode": "例子.example",
        "description": "Our 示例",
        "aliases": 10,
        "mailboxes": 5,
        "maxquota": 10,
        "quota": 2048,
        "transport": "virtual",
        "backupmx": False,
        "active": True,
        "password_expiry": 365,
        "mailbox_count": 1,
        "alias_count": 1,
        "used_bytes": 2_560_000,
    }


def test_json_of_mailboxes(works):
    chen, bob = rows(works, "listmailboxes", "--domain", "例子.example")[0], rows(works, "listmailboxes")[0]
    assert (chen["address"], chen["address_unicode"]) == ("chen@xn--fsqu00a.example", "chen@例子.example")
    assert (chen["domain"], chen["name"], chen["active"]) == ("xn--fsqu00a.example", "陈晨", True)
    assert (chen["quota"], chen["quota_bytes"], chen["used_bytes"]) == (10, 10_240_000, 2_560_000)
    assert (bob["forwards"], bob["forwards_unicode"]) == (["bob@xn--fsqu00a.example"], ["bob@例子.example"])
    assert (bob["keeps_copy"], bob["on_vacation"], bob["domain_active"]) == (False, False, True)


def test_json_of_the_others(works):
    alias, lost = rows(works, "listaliases")
    assert (alias["address"], alias["address_unicode"]) == ("@xn--fsqu00a.example", "*@例子.example")
    assert alias["goto"] == ["chen@xn--fsqu00a.example", "gone@xn--fsqu00a.example"]
    assert (alias["goto_unicode"][0], alias["description"]) == ("chen@例子.example", "All the rest")
    assert (alias["dangling"], lost["dangling"], lost["active"]) == ([], ["gone@example.org"], False)
    entry = rows(works, "listaliasdomains")[0]
    assert (entry["alias_domain"], entry["target_domain"], entry["active"]) == ("second.example", "example.org", True)
    admins = {row["username"]: row for row in rows(works, "listadmins")}
    assert admins["alice@example.org"]["domains"] == ["example.org"]
    assert (admins["root@example.com"]["superadmin"], admins["root@example.com"]["domains"]) == (True, [])


@pytest.mark.parametrize("name", LISTS)
def test_no_row_shows_a_password(works, name):
    assert "password" not in (rows(works, name) or [{}])[0]
    assert "$1$" not in works(name, "--json")


@pytest.mark.parametrize("name", LISTS)
def test_nothing_to_list(works, name):
    assert works(name, "--search", "zzz") == ""
    assert rows(works, name, "--search", "zzz") == []


@pytest.mark.parametrize(
    ("name", "options", "found"),
    [
        ("listdomains", ["--domain", "EXAMPLE.org"], ["example.org"]),
        ("listdomains", ["--search", "example."], ["example.net", "example.org"]),
        ("listdomains", ["--search", "例子"], ["例子.example"]),
        ("listdomains", ["--search", "示例"], ["例子.example"]),
        ("listdomains", ["--search", "%"], []),
        ("listmailboxes", ["--domain", "example.org"], ["bob@example.org"]),
        ("listmailboxes", ["--search", "BO"], ["bob@example.org"]),
        ("listmailboxes", ["--search", "chen@例子.example"], ["chen@例子.example"]),
        ("listmailboxes", ["--search", "@例子.example"], ["chen@例子.example"]),
        ("listmailboxes", ["--search", "chen"], ["chen@例子.example"]),
        ("listmailboxes", ["--search", "Chen", "--domain", "example.org"], ["bob@example.org"]),
        ("listmailboxes", ["--search", "晨", "--domain", "例子.example"], ["chen@例子.example"]),
        ("listmailboxes", ["--search", "_ob"], []),
        ("listmailboxes", ["--search", ""], ["bob@example.org", "chen@例子.example", "eve@example.net"]),
        ("listaliases", ["--domain", "例子.example"], ["*@例子.example"]),
        ("listaliases", ["--search", "*@例子.example"], ["*@例子.example"]),
        ("listaliases", ["--search", "info@"], ["info@example.org"]),
        ("listaliases", ["--search", "gone", "--domain", "例子.example"], ["*@例子.example"]),
        ("listaliases", ["--search", "bob@example.org"], []),
        ("listaliasdomains", ["--domain", "example.org"], ["second.example"]),
        ("listaliasdomains", ["--domain", "second.example"], ["second.example"]),
        ("listaliasdomains", ["--domain", "例子.example"], []),
        ("listaliasdomains", ["--search", "example.o"], ["second.example"]),
        ("listadmins", ["--domain", "example.org"], ["alice@example.org"]),
        ("listadmins", ["--search", "ALICE@"], ["alice@example.org"]),
        ("listadmins", ["--domain", "例子.example"], []),
    ],
)
def test_what_is_found(works, name, options, found):
    assert keys(works(name, *options)) == found


@pytest.mark.parametrize("name", LISTS)
def test_a_domain_that_is_not_there(refused, name):
    assert refused(name, "--domain", "nowhere.example") == "There is no domain nowhere.example."
    assert refused(name, "--domain", "") == "There is no domain ."


def test_what_is_wrong_is_in_the_state(works, cli):
    update_mailbox(cli, "eve@example.net", active=False)
    Domain.objects.filter(domain="xn--fsqu00a.example").update(active=False)
    away = vacation_address("chen@xn--fsqu00a.example")
    Alias.objects.filter(address="chen@xn--fsqu00a.example").update(goto=f"{away},chen@xn--fsqu00a.example")
    Vacation.objects.create(email="chen@xn--fsqu00a.example", domain_id="xn--fsqu00a.example")
    Mailbox.objects.filter(username="bob@example.org").update(quota=-1)
    table = works("listmailboxes")
    assert "none kept" in table.splitlines()[1]
    assert "active, domain disabled, on vacation" in table.splitlines()[2]
    assert "disabled" in table.splitlines()[3]


@pytest.mark.parametrize("name", LISTS)
def test_batches_leave_nothing_out(works, monkeypatch, name):
    for number in range(5):
        works("createdomain", f"d{number}.example", "--mailboxes", "0")
        works("createmailbox", f"a{number}@d{number}.example", "--password", PASSWORD)
        works("createadmin", f"a{number}@example.com", "--password", PASSWORD)
        works("createaliasdomain", f"d{number}.example", "example.org")
    whole, table = rows(works, name), keys(works(name))
    monkeypatch.setattr(listing, "BATCH", 2)
    assert rows(works, name) == whole
    assert keys(works(name)) == table
    stored = [next(iter(row.values())) for row in whole]
    assert stored == sorted(stored) == sorted(set(stored))
    assert len(stored) > 5


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_the_rows(works, name):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            works(name)
        return len(captured)

    few = queries()
    for number in range(20):
        works("createdomain", f"d{number}.example", "--mailboxes", "0")
        works("createmailbox", f"a{number}@d{number}.example", "--password", PASSWORD)
        works("createadmin", f"a{number}@example.com", "--password", PASSWORD, "--domain", f"d{number}.example")
        works("createaliasdomain", f"d{number}.example", "example.org")
    assert queries() == few


def test_text_can_not_command_the_terminal(works):
    Mailbox.objects.filter(username="bob@example.org").update(name="\x1b[2J\r\n\u202eevil\x9b1m\t%s{{7*7}}")
    table = works("listmailboxes")
    assert len(table.splitlines()) == 4
    assert all(character.isprintable() for character in table.replace("\n", ""))
    assert r"\x1b[2J\r\n\u202eevil\x9b1m\t%s{{7*7}}" in table
    assert rows(works, "listmailboxes")[0]["name"] == "\x1b[2J\r\n\u202eevil\x9b1m\t%s{{7*7}}"


def test_each_row_comes_once_whatever_its_letters(works, monkeypatch):
    """A key that another program wrote lies elsewhere than its normal form, from which the list must not go on."""
    monkeypatch.setattr(listing, "BATCH", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mailbox SET username = 'ü@example.net' WHERE username = 'eve@example.net'")
    printed = keys(works("listmailboxes"))
    assert "ü@example.net" in printed
    assert len(printed) == len(set(printed)) == Mailbox.objects.count()
