"""The log's pages: what is found, and for whom."""

import pytest

from domains.services import create_domain
from mailadmin.audit.actors import command_line_actor
from mailadmin.audit.models import Log
from mailboxes.services import create_alias


def found(client, **query):
    return {(row.action, row.data) for row in client.get("/pfa/log/", query).context["rows"]}


def test_it_works(root, cli):
    create_alias(cli, address="info@example.org", goto="bob@example.org")
    assert found(root, q="info@example.org") == {("create_alias", "info@example.org")}
    assert ("create_alias", "info@example.org") in found(root, q="example.org", action="create_alias")


@pytest.mark.parametrize("text", ["例子.公司", "xn--fsqu00a.xn--55qx5d", "info@例子.公司", "INFO@例子.公司"])
def test_international_names_are_found_as_they_are_shown(root, cli, text):
    create_domain(cli, domain="例子.公司", default_aliases=False)
    create_alias(cli, address="info@例子.公司", goto="bob@example.org")
    assert ("create_alias", "info@xn--fsqu00a.xn--55qx5d") in found(root, q=text)


@pytest.mark.parametrize(
    ("text", "act"),
    [("CLI", "create"), ("cli (", "create"), ("root@", "edit"), ("Root@Example.com", "edit"), ("oot@", None)],
)
def test_a_person_by_the_beginning_of_the_name(root, text, act):
    create_domain(command_line_actor(), domain="new.example", default_aliases=False)
    root.post("/pfa/domains/bulk/", {"action": "disable", "pick": ["new.example"]})
    acts = {action for action, data in found(root, q=text) if data == "new.example"}
    assert acts == ({f"{act}_domain"} if act else set())


def test_a_domain_admin_finds_the_own_domains_only(alice, mallory):
    assert ("create_mailbox", "bob@example.org") in found(alice, q="example.org")
    assert found(mallory, q="example.org") == found(mallory, q="bob@") == set()


def test_nothing_is_written_where_it_is_switched_off(root, settings):
    before = Log.objects.count()
    settings.LOGGING_ENABLED = False
    form = {"name": "Robert", "active": "on", "quota": "1"}
    assert root.post("/pfa/mailboxes/bob@example.org/", form).status_code == 302
    assert Log.objects.count() == before
