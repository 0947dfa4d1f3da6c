"""Two admins who link domains at the same moment: no loop, no chain, no deadlock."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import AliasDomain, DomainAdmin
from domains.services import create_alias_domain, create_domain, delete_alias_domain, update_admin, update_alias_domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailboxes.services import create_mailbox
from tests.at_once import at_once
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

A, B, C = "example.org", "example.net", "example.com"


@pytest.fixture(autouse=True)
def third(cli, cast):
    create_domain(cli, domain=C, default_aliases=False)


def linking(actor, alias, target):
    return lambda: create_alias_domain(actor, alias_domain=alias, target_domain=target)


def done(results):
    assert all(isinstance(result, ValidationError | AliasDomain) for result in results), results
    return sum(isinstance(result, AliasDomain) for result in results)


def test_it_works(cli):
    """Crosswise: each would be the other's alias."""
    for _time in range(3):
        AliasDomain.objects.all().delete()
        assert done(at_once(linking(cli, A, B), linking(cli, B, A))) == 1


def test_domain_admins_do_not_deadlock_either(cast):
    """Their rights, which are looked up with the domains, lie in the table in opposite order."""
    DomainAdmin.objects.exclude(domain="ALL").delete()
    actors = []
    for name, domains in {"alice@example.org": [A, B], "mallory@example.net": [B, A]}.items():
        for domain in domains:
            DomainAdmin.objects.create(username_id=name, domain_id=domain)
        actors.append(Actor(Admin.objects.get(username=name), "test"))
    for _time in range(3):
        AliasDomain.objects.all().delete()
        assert done(at_once(linking(actors[0], A, B), linking(actors[1], B, A))) == 1


def test_no_chain_of_three(cli):
    for _time in range(3):
        AliasDomain.objects.all().delete()
        assert done(at_once(linking(cli, A, B), linking(cli, B, C))) == 1


def test_no_ring_of_three(cli):
    assert done(at_once(linking(cli, A, B), linking(cli, B, C), linking(cli, C, A))) == 1


def test_one_alias_domain_has_one_target(cli):
    assert done(at_once(linking(cli, A, B), linking(cli, A, C))) == 1
    assert AliasDomain.objects.count() == 1


def test_changing_while_another_deletes(cli):
    for _time in range(4):
        create_alias_domain(cli, alias_domain=A, target_domain=B)
        changed, deleted = at_once(
            lambda: update_alias_domain(cli, A, target_domain=C), lambda: delete_alias_domain(cli, A)
        )
        assert deleted is None
        assert isinstance(changed, AliasDomain | AliasDomain.DoesNotExist), changed
        assert not AliasDomain.objects.exists()


def test_while_mailboxes_are_added_to_both(cli):
    """They lock one domain each, the link both."""
    acts = [lambda name=name: create_mailbox(cli, address=f"new@{name}", password=PASSWORD) for name in (A, B)]
    results = at_once(linking(cli, A, B), *acts, lambda: update_admin(cli, "alice@example.org", domains=[A, B]))
    assert not [result for result in results if isinstance(result, Exception)]
