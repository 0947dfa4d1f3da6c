"""How full a domain is costs a page the same however full it is, and what the page says of it is true."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains import services as domains
from domains.models import Domain
from mailadmin.models import Snapshot
from mailadmin.site.periodic import PERIODIC
from mailboxes import figures
from mailboxes.models import Alias, Mailbox, Quota2
from tests.lists.rows import fill_mailboxes

URL = "/pfa/domains/example.org/"


def of(name="example.org"):
    (domain,) = figures.with_figures([Domain.objects.get(domain=name)])
    return domain.mailbox_count, domain.alias_count, domain.used_bytes


@pytest.fixture
def large(cast, monkeypatch):
    """Bob and 20 others, where 10 are many."""
    monkeypatch.setattr(figures, "LARGE", 10)
    monkeypatch.setattr("mailadmin.site.hub.LARGE", 10)
    fill_mailboxes(range(20))


def count_in_background():
    figures.count_large_domains.func()


def test_it_works(cast, root):
    Quota2.objects.create(username_id="bob@example.org", bytes=2_048_000)
    Alias.objects.create(address="a@example.org", goto="bob@example.org", domain_id="example.org")
    assert of() == (1, 1, 2_048_000)
    page = root.get(URL)
    assert [fact["value"] for fact in page.context["facts"]][:3] == ["1", "1", "2 MB"]
    assert "as of" not in page.content.decode()


def test_what_is_new_is_counted_at_once(cast, root):
    fill_mailboxes(range(3))
    assert of()[0] == 4


def test_a_domain_without_anything(cast, cli):
    domains.create_domain(cli, domain="empty.example", default_aliases=False)
    assert of("empty.example") == (0, 0, 0)
    assert figures.with_figures([]) == []


def test_of_a_large_one_the_page_says_at_least(large, root):
    page = root.get(URL)
    assert [fact["value"] for fact in page.context["facts"]][:2] == ["10+", "…"]
    assert {fact["percent"] for fact in page.context["facts"]} == {None}
    assert [tab["count"] for tab in page.context["tabs"]][:2] == ["10+", "…"]
    assert "10+ of unlimited" in root.get("/pfa/domains/").content.decode()


def test_until_it_was_counted_in_the_background(large, root):
    count_in_background()
    used = sum(Quota2.objects.values_list("bytes", flat=True))
    assert of() == (21, 0, used)
    page = root.get(URL)
    assert [fact["value"] for fact in page.context["facts"]][:2] == ["21", "0"]
    assert [tab["count"] for tab in page.context["tabs"]][:2] == ["10+", "0"]
    assert 'class="counted"' in page.content.decode()
    assert Snapshot.objects.filter(key="d:example.net").count() == 0


def test_many_aliases_make_a_domain_large_too(cast, monkeypatch):
    monkeypatch.setattr(figures, "LARGE", 2)
    rows = [Alias(address=f"a{n}@example.org", goto="bob@example.org", domain_id="example.org") for n in range(5)]
    Alias.objects.bulk_create(rows)
    assert of() == (1, 2, 0)  # at least
    count_in_background()
    assert of() == (1, 5, 0)


def test_what_is_small_again_is_counted_at_once(large):
    count_in_background()
    Mailbox.objects.exclude(username="bob@example.org").filter(domain="example.org").delete()
    Alias.objects.exclude(address="bob@example.org").filter(domain="example.org").delete()
    assert of()[:2] == (1, 0)


def test_old_figures_are_not_shown(large):
    count_in_background()
    Snapshot.objects.update(made=figures.now() - 2 * figures.SHOWN)
    assert of()[0] == 10


def test_no_more_rows_are_read_than_say_that_it_is_large(large, root):
    with CaptureQueriesContext(connection) as captured:
        root.get(URL)
    counting = [query["sql"] for query in captured if "COUNT(" in query["sql"] or "SUM(" in query["sql"]]
    assert len(counting) >= 2
    assert all("LIMIT" in sql for sql in counting)


def test_a_file_and_a_command_count_to_the_last(large, root):
    lines = root.get("/pfa/domains/?format=csv").getvalue().decode().splitlines()
    (line,) = [line for line in lines if line.startswith("example.org")]
    assert ",21," in line


def test_it_is_periodic():
    (entry,) = [entry for entry in PERIODIC if entry.task is figures.count_large_domains]
    assert entry.every.total_seconds() == 300
