"""Nothing in a request grows with the number of rows: the same queries at 10 and at 10,000, and pages of one size."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailadmin.models import Snapshot
from mailboxes.models import Alias
from tests.lists.rows import fill

FEW, MANY = 10, 10_000
# Where there is a second page the pager asks for the count, and how far a look through all rows may go: one query each.
PAGERS = re.compile(r"FROM \(SELECT| OFFSET \d")
PAGING = ["", "sort=reverse", "after=a~a", "before=z~z"]
STATES = ["filter=active", "filter=disabled"]
OF_MAILBOXES = [*PAGING, *STATES, "q=m0000", "filter=full", "filter=vacation", "filter=forwards"]
OF_ALIASES = [*PAGING, *STATES, "q=m0000", "filter=catch-all", "goto=bob@example.org"]
OF_LOG = [
    "",
    "sort=reverse",
    "after=2020-01-01~1",
    "before=2099-01-01~1",
    "q=m0000",
    "filter=week",
    "action=edit_password",
]
LISTS = {
    "domains/": [*PAGING, *STATES, "q=d0000", "filter=backupmx"],
    "mailboxes/": OF_MAILBOXES,
    "aliases/": OF_ALIASES,
    "alias-domains/": [*PAGING, *STATES, "q=d0000"],
    "log/": OF_LOG,
    "domains/example.org/mailboxes/": OF_MAILBOXES,
    "domains/example.org/aliases/": OF_ALIASES,
    "domains/example.org/alias-domains/": [*PAGING, *STATES, "q=d0000"],
    "domains/example.org/admins/": [*PAGING, "q=a0000"],
    "domains/example.org/log/": OF_LOG,
}
OTHER = [
    *("", "find/?q=m0000", "find/?q=bob@example.org", "find/?q=d0", "domains/add/", "domains/example.org/settings/"),
    *("domains/example.org/delete/", "domains/example.org/mailboxes/add/", "domains/example.org/aliases/add/"),
    *("alias-domains/add/", "alias-domains/d00001.example/", "alias-domains/d00001.example/delete/"),
    *("mailboxes/m00001@example.org/", "mailboxes/m00001@example.org/forwarding/", "mailboxes/bob@example.org/delete/"),
    *("aliases/m00001-alias@example.org/", "aliases/m00001-alias@example.org/delete/"),
    *("admins/add/", "admins/a00001@example.org/", "admins/a00001@example.org/delete/", "me/password/"),
]


def urls(person):
    if person == "bob":
        return ["me/", "me/forwarding/", "me/password/"]
    admins = {"admins/": [*PAGING, *STATES, "q=a0000", "filter=superadmin"]} if person == "root" else {}
    return [f"{path}?{query}" for path, queries in (LISTS | admins).items() for query in queries] + OTHER


def count(client, url):
    Snapshot.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get("/pfa/" + url)
    assert response.status_code in (200, 302, 403), url
    return len([query for query in captured if not PAGERS.search(query["sql"])]), len(response.content)


def counted(people):
    return {person: {url: count(client, url) for url in urls(person)} for person, client in people.items()}


def test_it_works(cast, root, alice, bob, settings, capsys):
    settings.PAGE_SIZE = 5
    fill(FEW)
    people = {"root": root, "alice": alice, "bob": bob}
    few = counted(people)
    settings.PAGE_SIZE = 50
    fill(MANY, start=FEW, rights=300)
    many = counted(people)
    for person in people:
        wrong = {url: (few[person][url][0], many[person][url][0]) for url in few[person]}
        assert not {url: both for url, both in wrong.items() if both[0] < both[1]}, person
        sizes = {url: size for url, (_queries, size) in many[person].items() if size > 60 * 1024}
        assert not sizes, person
    with capsys.disabled():
        for path in LISTS:
            queries, size = many["root"][path + "?"]
            print(f"\n{path:<38} {queries:>3} queries {size / 1024:>6.1f} KB", end="")
    check_counts(root)


def check_counts(client):
    """Counts end at "1,000+", on every list that can count without a look at each row."""
    for path in ("domains/", "mailboxes/", "alias-domains/", "admins/", "log/", "domains/example.org/mailboxes/"):
        response = client.get("/pfa/" + path)
        assert response.context["pager"]["count"] == "1,000+", path
        assert "1–50 of 1,000+" in response.content.decode()
    with CaptureQueriesContext(connection) as captured:
        client.get("/pfa/mailboxes/")
    assert not [query for query in captured if "COUNT(" in query["sql"] and "LIMIT" not in query["sql"]]


def test_a_delete_says_what_goes_in_a_fixed_number_of_queries(cast, root, settings):
    settings.PAGE_SIZE = 50
    fill(FEW)
    form = {"action": "delete", "pick": [f"m{n:05}@example.org" for n in range(2)]}
    with CaptureQueriesContext(connection) as few:
        assert root.post("/pfa/mailboxes/bulk/", form).status_code == 200
    fill(60, start=FEW)
    form["pick"] = [f"m{n:05}@example.org" for n in range(50)]
    with CaptureQueriesContext(connection) as many:
        page = root.post("/pfa/mailboxes/bulk/", form).content.decode()
    assert len(few) == len(many)
    assert "50 mailboxes" in page
    assert Alias.objects.filter(pk="m00001@example.org").exists()


@pytest.mark.parametrize("path", LISTS)
def test_one_row_more_costs_no_query_more(cast, root, path, settings):
    """As above, and no query a row on the page either: few rows, then a full page."""
    settings.PAGE_SIZE = 5
    fill(6)
    few = count(root, path)[0]
    settings.PAGE_SIZE = 50
    fill(70, start=6)
    assert count(root, path)[0] == few
