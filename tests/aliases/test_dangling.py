"""Which targets lead nowhere: as Postfix would find, with catch-alls and alias domains."""

import pytest

from domains.models import Domain
from domains.services import create_alias_domain, create_domain
from mailboxes.dangling import dangling_of
from mailboxes.models import Alias
from mailboxes.services import create_alias

pytestmark = pytest.mark.django_db


def test_it_works(cast):
    assert dangling_of(["bob@example.org", "gone@example.org"]) == {"gone@example.org"}


@pytest.mark.parametrize("target", ["x@elsewhere.example", "root", "@example.org", "@elsewhere.example"])
def test_what_is_not_ours_to_know(cast, target):
    assert dangling_of([target]) == set()


def test_an_alias_is_somewhere(cli, cast):
    create_alias(cli, address="info@example.org", goto="bob@example.org")
    assert dangling_of(["info@example.org"]) == set()


def test_a_catch_all_takes_everything(cli, cast):
    create_alias(cli, address="@example.org", goto="bob@example.org")
    assert dangling_of(["gone@example.org", "gone@example.net"]) == {"gone@example.net"}


def test_an_alias_domain_is_its_target(cli, cast):
    create_domain(cli, domain="alias.example", default_aliases=False)
    create_alias_domain(cli, alias_domain="alias.example", target_domain="example.org")
    assert dangling_of(["bob@alias.example", "gone@alias.example"]) == {"gone@alias.example"}
    create_alias(cli, address="@example.org", goto="bob@example.org")
    assert dangling_of(["gone@alias.example"]) == set()


def test_a_backup_mx_does_not_know_its_addresses(cast):
    Domain.objects.filter(domain="example.org").update(backupmx=True)
    assert dangling_of(["gone@example.org"]) == set()


def test_a_mailbox_that_lost_its_alias_is_not_found_by_postfix_either(cast):
    Alias.objects.filter(address="bob@example.org").delete()
    assert dangling_of(["bob@example.org"]) == {"bob@example.org"}


def test_an_admin_is_not_told_who_has_a_mailbox_elsewhere(cli, cast, alice, root):
    create_alias(cli, address="guess@example.org", goto="eve@example.net,gone@example.net,gone@example.org")
    seen = {}
    for client in (alice, root):
        (row,) = client.get("/pfa/aliases/").context["rows"]
        (line,) = [each["text"] for each in client.get("/pfa/").context["attention"]][:1]
        seen[client] = row.dangling, "example.net" in line
        assert len(client.get("/pfa/aliases/guess@example.org/").context["notes"]) == len(row.dangling)
    assert seen[alice] == (["gone@example.org"], False)
    assert seen[root][0] == ["gone@example.net", "gone@example.org"]


def test_nothing_asked_nothing_found(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert dangling_of([]) == set()
    with django_assert_num_queries(3):
        dangling_of([f"a{number}@example.org" for number in range(500)])
