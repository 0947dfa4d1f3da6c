"""Rows whose keys are no addresses, as old or foreign programs left them: shown, found, linked to, and deleted."""

from urllib.parse import quote

import pytest
from django.db import connection

from mailboxes.models import Alias, Mailbox
from tests.commands.conftest import manage, works  # noqa: F401

KEYS = [
    *("nobody", "x@y@example.org", "x@", "@", "sl/ash@example.org", "MiXeD@Example.ORG", "a b@example.org"),
    *(" blank@example.org", "blänk@example.org", "dot@example.org.", "user@bücher.example"),
]


def stored(model):
    return set(model.objects.values_list("pk", flat=True))


@pytest.fixture(params=KEYS)
def key(request, cast):
    """A mailbox and an alias of that name, the alias to a target that leads nowhere."""
    with connection.cursor() as cursor:
        Alias.objects.create(address="old@example.org", goto="gone@example.org", domain_id="example.org")
        cursor.execute("UPDATE alias SET address = %s WHERE address = 'old@example.org'", [request.param])
    return request.param


@pytest.fixture
def mailbox(key):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mailbox SET username = %s WHERE username = 'bob@example.org'", [key])
    return key


def test_an_alias(key, root, alice):
    for client in (root, alice):
        for url in ("", "aliases/", "domains/example.org/aliases/", f"find/?q={quote(key)}"):
            assert client.get(f"/pfa/{url}").status_code == 200, url
    (row,) = [row for row in root.get("/pfa/aliases/").context["rows"] if row.pk == key]
    assert row.dangling == ["gone@example.org"]


def test_a_mailbox(mailbox, root, alice):
    for client in (root, alice):
        for url in ("", "mailboxes/", "domains/example.org/", f"find/?q={quote(mailbox)}"):
            assert client.get(f"/pfa/{url}").status_code == 200, url


@pytest.mark.parametrize("page", ["", "delete/"])
def test_its_pages(key, root, page):
    assert root.get(f"/pfa/aliases/{quote(key)}/{page}").status_code == 200


def test_it_can_be_deleted(key, root):
    root.post(f"/pfa/aliases/{quote(key)}/delete/")
    assert key not in stored(Alias)


def test_a_mailbox_can_be_deleted(mailbox, root):
    assert root.get(f"/pfa/mailboxes/{quote(mailbox)}/").status_code == 200
    root.post(f"/pfa/mailboxes/{quote(mailbox)}/delete/")
    assert mailbox not in stored(Mailbox)


def test_commands_mend_and_delete_it(key, works):  # noqa: F811
    works("updatealias", key, "--description", "From before")
    assert Alias.objects.get(description="From before").address == key
    works("deletealias", key, "--yes")
    assert key not in stored(Alias)


def test_a_command_deletes_a_mailbox(mailbox, works):  # noqa: F811
    works("updatemailbox", mailbox, "--name", "From before")
    assert Mailbox.objects.get(name="From before").username == mailbox
    works("deletemailbox", mailbox, "--yes")
    assert mailbox not in stored(Mailbox)


def test_many_at_once(key, root):
    for action, active in (("disable", False), ("enable", True)):
        root.post("/pfa/aliases/bulk/", {"action": action, "pick": [key]})
        assert Alias.objects.get(goto="gone@example.org").active is active
    root.post("/pfa/aliases/bulk/", {"action": "delete", "pick": [key], "confirmed": "1"})
    assert key not in stored(Alias)
