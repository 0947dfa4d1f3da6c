"""Every page, as everybody: nothing breaks, nothing runs, nothing is shown but as text."""

import csv
import io
from copy import copy
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from mailadmin.accounts.models import Admin
from mailadmin.web import made_passwords as generated
from mailboxes.models import Alias, Mailbox
from tests.access.table import TABLE
from tests.poison.conftest import DOMAIN, FAILED_TASK, FORMULAS, LOCAL, TEXT
from tests.poison.page import wrong_with

ROWS = [row for row in TABLE if row.route and row.get == 200 and row.route not in ("login", "setup")]
NAMES = {
    "": [""],
    "domain": [DOMAIN, "example.org", "second.example"],
    "mailbox": [f"{LOCAL}@{DOMAIN}", f"{LOCAL}@example.org", "bob@example.org"],
    "alias": [f"info{LOCAL}@{DOMAIN}", "@example.org", f"@{DOMAIN}", "=1+1@example.org"],
    "alias domain": ["second.example", "example.net"],
    "admin": [f"{LOCAL}@example.org", "alice@example.org"],
    "task": [FAILED_TASK],
    "periodic": ["sessions"],
    "broadcast": ["1"],
}


def test_it_works(people):
    """The fixture is as bad as it should be, and the check sees what is."""
    page = people["root"].get("/pfa/mailboxes/").content.decode()
    assert "&lt;script&gt;alert" in page
    assert wrong_with("<p onclick=x>") and wrong_with("<script>x</script>") and wrong_with('<a href="javascript:x">')
    assert wrong_with(f"<p>{TEXT}</p>") and wrong_with("<p style='x'>") and wrong_with(f'<a title="{LOCAL}">')
    assert not wrong_with(page)


@pytest.mark.parametrize("kind", NAMES)
def test_every_page(kind, people):
    for row in (row for row in ROWS if row.kind == kind):
        for person, client in people.items():
            for name in NAMES[kind]:
                response = client.get(address(row, name))
                assert response.status_code in (200, 302, 403, 404), (row, person, name)
                assert person != "root" or response.status_code == 200 or row.audience == "owners", (row, name)
                assert not wrong_with(response.content.decode()), (row, person, name)
                assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def address(row, name):
    return reverse(row.route, kwargs={row.parameter: name} if name else None)


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": TEXT},
        {"q": LOCAL, "filter": TEXT, "sort": TEXT, "n": TEXT, "action": TEXT},
        {"after": TEXT},
        {"before": "x~" + TEXT},
        {"domain": TEXT, "target": TEXT, "next": TEXT},
    ],
    ids=lambda parameters: " ".join(parameters),
)
def test_what_is_asked_for(parameters, people):
    """Parameters come back in the page: search box, pager, chips, the sign-in link."""
    for row in (row for row in ROWS if row.kind in ("", "domain")):
        for client in (people["root"], people["alice"], Client()):
            response = client.get(f"{address(row, NAMES[row.kind][0])}?{urlencode(parameters)}")
            assert response.status_code in (200, 302, 403, 404), row
            assert not wrong_with(response.content.decode()), row


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_typed(kind, people):
    """Refused forms show what was typed, and sentences about it; so do the pages they lead to."""
    fields = {field for each in TABLE for field in each.form if field} | {"pick", "action", "one", "confirmed", "next"}
    for row in (row for row in TABLE if row.form and row.route and row.kind == kind):
        for person in ("root", "alice", "bob"):
            client = Client()
            client.cookies = copy(people[person].cookies)
            response = client.post(address(row, NAMES[kind][0]), dict.fromkeys(fields, TEXT))
            assert response.status_code in (200, 302, 403, 404, 405, 422), (row, person)
            if response.status_code == 302:
                assert response.url.startswith("/"), row
                response = client.get(response.url)
            assert response.status_code in (200, 302, 403, 404, 405, 422), (row, person)
            assert not wrong_with(response.content.decode()), (row, person)


@pytest.mark.parametrize("kind", ["mailboxes", "aliases", "domains", "alias-domains", "admins"])
def test_deleting_many(people, kind):
    picks = [name for names in NAMES.values() for name in names if name] + [TEXT, LOCAL]
    form = {"action": "delete", "pick": picks, "next": f"/pfa/{kind}/?q={LOCAL}"}
    for confirmed in ({}, {"confirmed": "yes"}):
        response = people["root"].post(f"/pfa/{kind}/bulk/", form | confirmed)
        assert not wrong_with(response.content.decode())
    page = people["root"].get(f"/pfa/{kind}/")
    assert page.status_code == 200
    assert not wrong_with(page.content.decode())


@pytest.mark.parametrize(
    "path", ["login/", "setup/", "nowhere/", "domains/<script>alert(1)<script>/", "mailboxes/<img src=x@y/"]
)
def test_pages_for_strangers(poisoned, path):
    for query in ("", "?" + urlencode({"next": TEXT, "q": TEXT})):
        response = Client().get("/pfa/" + path + query)
        assert response.status_code in (200, 302, 404)
        assert not wrong_with(response.content.decode())
    form = dict.fromkeys(("username", "password", "next", "new", "setup_password", "proof"), TEXT)
    response = Client().post("/pfa/" + path, form)
    assert response.status_code in (200, 302, 404, 422)
    assert not wrong_with(response.content.decode())


LISTS = ["domains/", "mailboxes/", "aliases/", "alias-domains/", "admins/", "log/"]
LISTS += [f"domains/example.org/{tab}/" for tab in ("mailboxes", "aliases", "alias-domains", "log")]


def test_exports_hold_no_formula(people):
    for path in LISTS:
        head, *rows = exported(people["root"], path)
        assert rows, path
        for row in rows:
            assert len(row) == len(head), path
            check_cells(row)


def exported(client, path):
    text = b"".join(client.get(f"/pfa/{path}?format=csv")).decode()
    assert text.startswith("\ufeff")
    return csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))


def check_cells(row):
    for cell in row:
        number = cell.lstrip("-").isdecimal()
        assert number or not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")), (
            cell
        )
        assert not cell.startswith(("\t", "\r", "\n")), cell


def test_exports_keep_the_text(people):
    """Defused by a quote before it, and nothing else is changed."""
    head, *rows = exported(people["root"], "log/")
    data = {row[head.index("data")].removeprefix("'") for row in rows}
    assert {TEXT, *FORMULAS} <= data


def test_a_made_password_is_shown_once_and_as_text(people, monkeypatch):
    monkeypatch.setattr(generated, "generate_password", lambda: TEXT)
    form = {"local_part": "made", "quota": "1", "generate": "on"}
    monkeypatch.setattr("mailboxes.services.mailboxes.hashed", lambda plain: "x")
    response = people["alice"].post("/pfa/domains/example.org/mailboxes/add/", form)
    assert response.status_code == 302
    first, second = (people["alice"].get(response.url).content.decode() for _look in range(2))
    assert not wrong_with(first)
    assert "&lt;script&gt;alert(&#x27;xss&#x27;)" in first.partition('id="secret"')[2][:200]
    assert 'id="secret"' not in second


def test_nothing_was_changed_by_looking(people):
    assert Mailbox.objects.filter(pk=f"{LOCAL}@{DOMAIN}").exists()
    assert Alias.objects.get(pk=f"info{LOCAL}@{DOMAIN}").goto == TEXT
    assert Admin.objects.filter(pk=f"{LOCAL}@example.org").exists()
