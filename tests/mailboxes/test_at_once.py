"""Two admins at the same moment: no limit is passed, and one address is one thing."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import Domain
from mailboxes.models import Alias, Mailbox
from mailboxes.quotas import given_out
from mailboxes.services import create_alias, create_mailbox, update_mailbox
from tests.at_once import at_once
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def limit(**limits):
    Domain.objects.filter(domain="example.org").update(**limits)


def outcome(results):
    """How many were done and how many refused in a sentence; anything else is an error."""
    refused = [result for result in results if isinstance(result, ValidationError)]
    done = [result for result in results if isinstance(result, Mailbox | Alias)]
    assert len(refused) + len(done) == len(results), results
    return len(done), len(refused)


def adding(cli, name, **fields):
    return lambda: create_mailbox(cli, address=f"{name}@example.org", password=PASSWORD, **fields)


def test_it_works(cli, cast):
    """Bob's is one of three."""
    limit(mailboxes=3)
    assert outcome(at_once(*[adding(cli, f"m{number}") for number in range(6)])) == (2, 4)
    assert Mailbox.objects.filter(domain="example.org").count() == 3
    assert Alias.objects.filter(domain="example.org").count() == 3


def test_the_domains_quota_holds(cli, cast):
    limit(quota=100)
    assert outcome(at_once(*[adding(cli, f"m{number}", quota=40) for number in range(5)])) == (2, 3)
    assert given_out(Domain.objects.get(domain="example.org")) == 81_920_000


def test_it_holds_when_mailboxes_grow(cli, cast):
    for number in range(4):
        adding(cli, f"m{number}", quota=10)()
    limit(quota=100)
    grow = [lambda name=f"m{number}@example.org": update_mailbox(cli, name, quota=40) for number in range(4)]
    assert outcome(at_once(*grow)) == (2, 2)
    assert given_out(Domain.objects.get(domain="example.org")) == 102_400_000


def test_the_limit_of_aliases_holds(cli, cast):
    limit(aliases=2)
    acts = [
        lambda name=f"a{number}@example.org": create_alias(cli, address=name, goto="bob@example.org")
        for number in range(6)
    ]
    assert outcome(at_once(*acts)) == (2, 4)


def test_one_address_is_one_thing(cast):
    """Through the console: one of the two pages says that the address is taken."""
    root, alice = signed_in("root@example.com"), signed_in("alice@example.org")
    for number in range(4):
        form = {
            "local_part": f"x{number}",
            "active": "on",
            "password": PASSWORD,
            "quota": "0",
            "goto": "bob@example.org",
        }
        answers = at_once(
            lambda form=form: root.post("/pfa/domains/example.org/mailboxes/add/", form),
            lambda form=form: alice.post("/pfa/domains/example.org/aliases/add/", form),
        )
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        assert Alias.objects.filter(address=f"x{number}@example.org").count() == 1


def test_one_address_is_one_mailbox(cast):
    clients = [signed_in("root@example.com"), signed_in("alice@example.org"), signed_in("alice@example.org")]
    form = {"local_part": "x", "active": "on", "password": PASSWORD, "quota": "0"}
    url = "/pfa/domains/example.org/mailboxes/add/"
    answers = at_once(*[lambda client=client: client.post(url, form) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422]
