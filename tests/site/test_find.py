"""The search over everything: what it finds, and for whom."""

import pytest

from domains import services as domains
from mailboxes import services

URL = "/pfa/find/"


def found(client, q):
    return {
        group["label"]: [item["text"] for item in group["items"]]
        for group in client.get(URL, {"q": q}).context["groups"]
    }


@pytest.fixture
def sales(cast, cli):
    services.create_alias(cli, address="sales@example.org", goto="bob@example.org,eve@example.net")
    services.create_alias(cli, address="bobby@example.net", goto="eve@example.net")


def test_it_works(root, sales):
    assert found(root, "bob") == {"Mailboxes": ["bob@example.org"], "Aliases": ["bobby@example.net"]}


def test_it_finds_each_kind(root, sales):
    assert found(root, "example") == {"Domains": ["example.net", "example.org"]}
    assert found(root, "ali") == {"Admins": ["alice@example.org"]}
    assert found(root, "SALES@example.org") == {"Aliases": ["sales@example.org"], "Aliases that go to it": []}


def test_it_finds_what_points_to_an_address(root, sales):
    assert found(root, "bob@example.org")["Aliases that go to it"] == ["sales@example.org"]
    (group,) = [each for each in root.get(URL, {"q": "eve@example.net"}).context["groups"] if each["more_url"]]
    rows = root.get(group["more_url"]).context["rows"]
    assert [row.address for row in rows] == ["bobby@example.net", "sales@example.org"]


def test_another_admin_finds_nothing_of_it(mallory, sales):
    assert found(mallory, "bob") == {"Aliases": ["bobby@example.net"]}
    assert found(mallory, "sales") == {}
    assert found(mallory, "example.org") == {}
    assert found(mallory, "ali") == {}


def test_a_mailbox_owner_finds_nothing(bob, sales):
    assert found(bob, "bob") == {}


@pytest.mark.parametrize("q", ["", " ", "%", "_", "'", "\\", "@", "*@", "\0", "漢字", "a" * 5000, "😀@example.org"])
def test_it_takes_whatever_is_typed(root, q):
    assert root.get(URL, {"q": q}).status_code == 200


def test_what_comes_next_after_all_that_begins_so_is_not_found(root, cli):
    """`example.con` is the first name behind those that begin with `example.com`."""
    for name in ("example.com", "example.com.pl", "example.con"):
        domains.create_domain(cli, domain=name, default_aliases=False)
    assert found(root, "example.com") == {"Domains": ["example.com", "example.com.pl"]}
