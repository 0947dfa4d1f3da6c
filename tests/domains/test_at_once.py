"""Two superadmins at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import Domain
from domains.services import create_alias_domain, create_domain, delete_domain
from mailboxes.services import create_alias, create_mailbox
from tests.at_once import at_once
from tests.conftest import PASSWORD, signed_in
from tests.rows import mentioning

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_works(cast):
    """The same name twice: one of the two pages says that it is there already."""
    clients = [signed_in("root@example.com") for _number in range(3)]
    form = {"domain": "new.example", "mailboxes": "10", "aliases": "10", "maxquota": "10", "quota": "0"}
    answers = at_once(*[lambda client=client: client.post("/pfa/domains/add/", form) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 422, 422]


def test_nothing_is_added_to_a_domain_that_is_being_deleted(cli, cast):
    for number in range(4):
        name = f"d{number}.example"
        create_domain(cli, domain=name, maxquota=0, quota=0)
        results = at_once(
            lambda name=name: create_mailbox(cli, address=f"new@{name}", password=PASSWORD),
            lambda name=name: delete_domain(cli, name),
            lambda name=name: create_alias(cli, address=f"other@{name}", goto="bob@example.org"),
            lambda name=name: create_alias_domain(cli, alias_domain=name, target_domain="example.org"),
        )
        assert results[1] is None
        assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, ValidationError)]
        assert mentioning(name) == {}


def test_a_target_is_not_deleted_while_it_becomes_one(cli, cast):
    create_domain(cli, domain="alias.example", default_aliases=False)
    linked, deleted = at_once(
        lambda: create_alias_domain(cli, alias_domain="alias.example", target_domain="example.net"),
        lambda: delete_domain(cli, "example.net"),
    )
    assert isinstance(linked, ValidationError) != isinstance(deleted, ValidationError)
    assert Domain.objects.filter(domain="example.net").exists() == isinstance(deleted, ValidationError)
