"""Page by page, forth and back: every row exactly once, in order, whatever is filtered and searched."""

from datetime import timedelta

import pytest

from domains.models import AliasDomain, Domain, own_domains
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.store.fields import now
from mailadmin.web import paging
from mailboxes.models import Alias, Mailbox
from tests.lists.rows import fill

SIZE = 10
ROWS = 43  # of each kind; no multiple of the page's size


@pytest.fixture
def many(cast, settings, monkeypatch):
    """Some pages of everything; and a list without a fitting index looks through two pages' worth at a time."""
    settings.PAGE_SIZE = SIZE
    monkeypatch.setattr(paging, "SCANNED", 2 * SIZE)
    fill(ROWS)


def box(address):
    return Mailbox.objects.filter(pk=address).exists()


def alias(condition=lambda row: True):
    return lambda row: not box(row.pk) and condition(row)


# (list, query, which rows are expected). Every row of the model that passes is there, in the list's order.
CASES = [
    ("domains", "", Domain, lambda row: True),
    ("domains", "filter=active", Domain, lambda row: row.active),
    ("domains", "filter=disabled", Domain, lambda row: not row.active),
    ("domains", "filter=backupmx", Domain, lambda row: row.backupmx),
    ("domains", "q=d000", Domain, lambda row: row.pk.startswith("d000")),
    ("domains", "q=d0003&filter=active", Domain, lambda row: row.pk.startswith("d0003") and row.active),
    ("mailboxes", "", Mailbox, lambda row: True),
    ("mailboxes", "filter=active", Mailbox, lambda row: row.active),
    ("mailboxes", "filter=disabled", Mailbox, lambda row: not row.active),
    ("mailboxes", "filter=full", Mailbox, lambda row: hasattr(row, "usage") and row.usage.bytes > 800),
    ("mailboxes", "filter=vacation", Mailbox, lambda row: Alias.objects.get(pk=row.pk).on_vacation),
    ("mailboxes", "filter=forwards", Mailbox, lambda row: Alias.objects.get(pk=row.pk).goto != row.pk),
    ("mailboxes", "q=m0000", Mailbox, lambda row: row.pk.startswith("m0000")),
    ("mailboxes", "q=@example.org", Mailbox, lambda row: row.pk.endswith("@example.org")),
    ("mailboxes", "q=m&filter=disabled", Mailbox, lambda row: row.pk.startswith("m") and not row.active),
    ("aliases", "", Alias, alias()),
    ("aliases", "filter=active", Alias, alias(lambda row: row.active)),
    ("aliases", "filter=disabled", Alias, alias(lambda row: not row.active)),
    ("aliases", "filter=catch-all", Alias, alias(lambda row: row.pk.startswith("@"))),
    ("aliases", "q=m0000", Alias, alias(lambda row: row.pk.startswith("m0000"))),
    ("aliases", "q=*@d", Alias, alias(lambda row: row.pk.startswith("@d"))),
    ("aliases", "goto=nobody@example.org", Alias, alias(lambda row: "nobody@" in row.goto)),
    ("alias-domains", "", AliasDomain, lambda row: True),
    ("alias-domains", "filter=disabled", AliasDomain, lambda row: not row.active),
    ("alias-domains", "q=d0001", AliasDomain, lambda row: row.pk.startswith("d0001")),
    ("admins", "", Admin, lambda row: True),
    ("admins", "filter=superadmin", Admin, lambda row: row.superadmin),
    ("admins", "filter=disabled", Admin, lambda row: not row.active),
    ("admins", "q=a0000", Admin, lambda row: row.pk.startswith("a0000")),
    ("log", "", Log, lambda row: True),
    ("log", "filter=day", Log, lambda row: row.timestamp > now() - timedelta(days=1)),
    ("log", "action=edit_password", Log, lambda row: row.action == "edit_password"),
    ("log", "q=root@example.com", Log, lambda row: "root@example.com" in row.username + row.data),
    ("log", "q=m0000", Log, lambda row: "m0000" in row.data),
    (
        "log",
        "q=example.org&action=edit_mailbox",
        Log,
        lambda row: (row.domain, row.action) == ("example.org", "edit_mailbox"),
    ),
    ("domains/example.org/mailboxes", "", Mailbox, lambda row: row.domain_id == "example.org"),
    ("domains/example.org/mailboxes", "filter=vacation", Mailbox, lambda row: Alias.objects.get(pk=row.pk).on_vacation),
    ("domains/example.org/mailboxes", "q=person 3", Mailbox, lambda row: row.name == "Person 3"),
    ("domains/example.org/aliases", "", Alias, alias(lambda row: row.domain_id == "example.org")),
    (
        "domains/example.org/aliases",
        "q=kind 2",
        Alias,
        alias(lambda row: row.description == "Kind 2" and row.domain_id == "example.org"),
    ),
    (
        "domains/example.org/aliases",
        "q=nobody@",
        Alias,
        alias(lambda row: "nobody@" in row.goto and row.domain_id == "example.org"),
    ),
    ("domains/example.org/alias-domains", "", AliasDomain, lambda row: row.target_domain_id == "example.org"),
    ("domains/example.org/admins", "", Admin, lambda row: row.pk.startswith("a")),
    ("domains/example.org/log", "", Log, lambda row: row.domain == "example.org"),
    ("domains/example.org/log", "q=m0000", Log, lambda row: "m0000" in row.data and row.domain == "example.org"),
]


def wanted(model, condition, down):
    order = ["timestamp", "id"] if model is Log else ["pk"]
    rows = model.objects.order_by(*(("-" if down else "") + field for field in order))
    return [row.pk for row in rows if condition(row)]


def walk(client, url, towards, most=100):
    """The pages from `url` on, by their older or newer links."""
    pages = []
    while url and len(pages) < most:
        response = client.get(url)
        assert response.status_code == 200, url
        pages.append(response.context)
        url = response.context["pager"][towards]
    return pages


def keys(pages):
    return [row.pk for page in pages for row in page["rows"]]


def test_it_works(many, root):
    first, *_rest, last = walk(root, "/pfa/domains/", "older_url")
    assert (first["pager"]["first"], first["pager"]["last"]) == (1, SIZE)
    assert not first["pager"]["newer_url"] and not last["pager"]["older_url"]
    assert first["pager"]["count"] == str(ROWS + 2)
    assert last["pager"]["last"] == ROWS + 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_forth_and_back(many, root, alice, case):
    path, query, model, condition = case
    for sort in ("", "sort=reverse"):
        down = bool(sort) != (model is Log)
        check(root, f"/pfa/{path}/?{query}&{sort}", wanted(model, condition, down))
        if path != "admins":
            check(
                alice,
                f"/pfa/{path}/?{query}&{sort}",
                wanted(model, both(condition, within_reach_of_alice(model)), down),
            )


def both(one, other):
    return lambda row: one(row) and other(row)


def check(client, url, expected):
    forth = walk(client, url, "older_url")
    assert keys(forth) == expected
    back = walk(client, forth[-1]["pager"]["newer_url"], "newer_url")
    assert keys(reversed(back)) + keys(forth[-1:]) == expected
    assert all(len(page["rows"]) <= SIZE for page in [*forth, *back])


def within_reach_of_alice(model):
    own = set(own_domains(Admin.objects.get(pk="alice@example.org")))
    return {
        Domain: lambda row: row.pk in own,
        Mailbox: lambda row: row.domain_id in own,
        Alias: lambda row: row.domain_id in own,
        AliasDomain: lambda row: {row.pk, row.target_domain_id} <= own,
        Log: lambda row: row.domain in own,
        Admin: lambda row: True,
    }[model]


def test_rows_that_come_and_go_meanwhile_move_nothing(many, root):
    """Pages by number would repeat or skip a row here."""
    first = root.get("/pfa/mailboxes/").context
    shown = keys([first])
    Mailbox.objects.filter(pk=shown[-1]).delete()  # the one that the cursor names
    Mailbox.objects.create(username="aaa@example.org", domain_id="example.org")
    rest = keys(walk(root, first["pager"]["older_url"], "older_url"))
    assert rest == [key for key in wanted(Mailbox, lambda row: True, False) if key > shown[-1]]


GARBAGE = ["x", "", "~", "x~y", "~~~", "2026-01-01~x", "x~1", "2026-13-45 99:99~1", "2026-01-01 00:00:00~" + "9" * 40]
GARBAGE += ["2026-01-01 00:00:00+00:00~1", "\0", "a" * 5000, "'--", "%", "é漢😀", "@", "xn--a@xn--b", "None", "[]"]


@pytest.mark.parametrize("side", ["after", "before"])
def test_a_cursor_that_is_none(many, root, side):
    for path in ("domains", "mailboxes", "aliases", "log", "domains/example.org/log"):
        for garbage in GARBAGE:
            response = root.get(f"/pfa/{path}/", {side: garbage, "n": garbage})
            assert response.status_code in (200, 404), (path, garbage)
        if path.endswith("log"):
            assert root.get(f"/pfa/{path}/", {side: "x~1"}).status_code == 404


def test_the_numbers_follow(many, root):
    pages = walk(root, "/pfa/mailboxes/", "older_url")
    numbers = [(page["pager"]["first"], page["pager"]["last"]) for page in pages]
    assert numbers == [(n + 1, min(n + SIZE, ROWS + 2)) for n in range(0, ROWS + 2, SIZE)]


def test_a_scripted_list_is_the_same_list(many, root):
    """htmx exchanges only the list; a link in it leads to the whole page."""
    part = root.get("/pfa/mailboxes/?q=m0000", headers={"HX-Request": "true", "HX-Target": "list"})
    assert "<html" not in part.content.decode()
    assert keys([part.context]) == keys([root.get("/pfa/mailboxes/?q=m0000").context])
