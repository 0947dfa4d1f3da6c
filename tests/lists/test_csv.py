"""CSV: what is filtered and searched, all of it, written while it is read. Formulas are in tests/poison."""

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.models import Domain
from mailadmin.audit.models import Log
from mailadmin.web import exports
from mailboxes.models import Alias, Mailbox
from tests.lists.rows import fill, fill_mailboxes

PATHS = ["domains/", "mailboxes/", "aliases/", "alias-domains/", "admins/", "log/"]
PATHS += [f"domains/example.org/{tab}/" for tab in ("mailboxes", "aliases", "alias-domains", "log")]


@pytest.fixture
def many(cast, settings):
    settings.PAGE_SIZE = 10
    fill(33)


def rows(client, path, **query):
    response = client.get(f"/pfa/{path}", query | {"format": "csv"})
    assert response.status_code == 200
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == len(text.splitlines())
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_it_works(many, root):
    exported = rows(root, "mailboxes/")
    assert len(exported) == 35  # more than three pages
    assert [row["username"] for row in exported] == sorted(row["username"] for row in exported)
    bob = next(row for row in exported if row["username"] == "bob@example.org")
    assert (bob["name"], bob["domain"], bob["quota"], bob["active"]) == ("Bob Chen", "example.org", "0", "1")
    datetime.fromisoformat(bob["created"])


@pytest.mark.parametrize("path", PATHS)
def test_it_is_a_file(many, root, path):
    response = root.get(f"/pfa/{path}?format=csv")
    assert response.streaming
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="')
    assert response.headers["Content-Disposition"].endswith('.csv"')


def test_the_link_in_the_list_gives_what_the_list_shows(many, root):
    for query in ("q=m0000", "filter=disabled", "filter=vacation&sort=reverse", "q=m0000&filter=active"):
        url = root.get(f"/pfa/mailboxes/?{query}").context["csv_url"]
        path, _mark, parameters = url.partition("?")
        assert "format=csv" in parameters
        exported = list(csv.DictReader(io.StringIO(b"".join(root.get(url)).decode().removeprefix("\ufeff"))))
        assert exported
        wanted = Mailbox.objects.all()
        if "q=" in query:
            wanted = wanted.filter(username__startswith="m0000")
        if "disabled" in query:
            wanted = wanted.filter(active=False)
        if "active" in query:
            wanted = wanted.filter(active=True)
        names = {row.username for row in wanted if "vacation" not in query or Alias.objects.get(pk=row.pk).on_vacation}
        assert {row["username"] for row in exported} == names


def test_what_is_counted_is_in_it(many, root):
    domain = next(row for row in rows(root, "domains/") if row["domain"] == "example.org")
    assert domain["mailbox_count"] == "34"
    assert domain["alias_count"] == str(Alias.objects.filter(domain="example.org").count() - 34)
    alias = next(row for row in rows(root, "aliases/") if row["address"] == "m00003-alias@example.org")
    assert alias["goto"] == "bob@example.org,nobody@example.org"
    forwarded = next(row for row in rows(root, "mailboxes/") if row["username"] == "m00006@example.org")
    assert forwarded["forwards"] == "elsewhere6@example.edu"
    assert (forwarded["quota"], forwarded["used_bytes"]) == ("1000", "600")


def test_the_log_says_what_was_done_by_upstream_s_keys(many, root):
    exported = rows(root, "log/", q="m00001@")
    assert {row["action"] for row in exported} == {"edit_mailbox"}
    assert list(exported[0]) == ["timestamp", "username", "domain", "action", "data"]


def test_text_of_any_kind_survives(many, root):
    name = 'Ä, "quoted"\r\n王芳; 😀\ttab'
    Mailbox.objects.filter(pk="bob@example.org").update(name=name)
    response = root.get("/pfa/mailboxes/?format=csv&q=bob")
    [row] = csv.DictReader(io.StringIO(b"".join(response).decode().removeprefix("\ufeff"), newline=""))
    assert row["name"] == name


def test_an_admin_exports_the_own_domains_only(many, alice, mallory):
    assert {row["domain"] for row in rows(mallory, "mailboxes/")} == {"example.net"}
    assert {row["domain"] for row in rows(alice, "log/")} == {"example.org"}
    assert "example.net" not in {row["domain"] for row in rows(alice, "domains/")}
    assert alice.get("/pfa/admins/?format=csv").status_code == 403


def test_what_is_no_export_is_the_page(root):
    assert not root.get("/pfa/domains/example.org/admins/?format=csv").streaming


def test_an_empty_list_is_a_file_with_a_head(root):
    assert rows(root, "alias-domains/") == []


def test_it_is_written_in_pieces(cast, root):
    """A thousand rows at a time, with the same few queries for each: memory stays flat."""
    fill_mailboxes(range(2500))
    with CaptureQueriesContext(connection) as captured:
        pieces = list(root.get("/pfa/mailboxes/?format=csv"))
    assert len(pieces) == 4  # the head, and three batches
    assert sum(piece.count(b"\r\n") for piece in pieces) == 2503
    assert len(captured) < 20


@pytest.mark.parametrize("path", ["mailboxes", "log"])
def test_each_row_comes_once(many, root, path, monkeypatch):
    """Whatever stands at the end of a piece: letters that a key's normal form has not, or the same moment as others."""
    monkeypatch.setattr(exports, "BATCH", 1)
    Mailbox.objects.filter(pk="m00001@example.org").delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mailbox SET username = 'Mü@example.org' WHERE username = 'm00002@example.org'")
        cursor.execute("UPDATE mailbox SET username = 'ü@example.org' WHERE username = 'm00003@example.org'")
    exported = [tuple(row.items()) for row in rows(root, f"{path}/")]
    assert len(set(exported)) == len(exported) == (Mailbox if path == "mailboxes" else Log).objects.count()


def test_a_domain_that_is_deleted_meanwhile_breaks_nothing(many, root):
    response = root.get("/pfa/mailboxes/?format=csv")
    Domain.objects.all().delete()
    assert b"".join(response).count(b"\r\n") == 36
