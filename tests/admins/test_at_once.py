"""Superadmins at the same moment: one always stays."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import DomainAdmin
from domains.services import create_admin, delete_admin, delete_domain, update_admin
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from tests.at_once import at_once
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

ROOT, CAROL = "root@example.com", "carol@example.com"


@pytest.fixture(autouse=True)
def carol(cli, cast):
    create_admin(cli, username=CAROL, password=PASSWORD, superadmin=True)


def actor(name):
    return Actor(Admin.objects.get(username=name), "test")


def left():
    superadmins = set(Admin.objects.filter(superadmin=True, active=True).values_list("username", flat=True))
    assert superadmins == set(DomainAdmin.objects.filter(domain="ALL").values_list("username", flat=True))
    return len(superadmins)


def test_it_works():
    """They demote each other."""
    root, carol = actor(ROOT), actor(CAROL)
    results = at_once(
        lambda: update_admin(root, CAROL, superadmin=False), lambda: update_admin(carol, ROOT, superadmin=False)
    )
    assert {type(result) for result in results} == {Admin, ValidationError}
    assert left() == 1


def test_they_delete_each_other():
    root, carol = actor(ROOT), actor(CAROL)
    results = at_once(lambda: delete_admin(root, CAROL), lambda: delete_admin(carol, ROOT))
    assert {type(result) for result in results} == {type(None), ValidationError}
    assert left() == 1


def test_one_demotes_while_the_other_goes_by_itself():
    root = actor(ROOT)
    results = at_once(lambda: update_admin(root, CAROL, superadmin=False), lambda: delete_admin(root, ROOT))
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert left() == 1


def test_one_name_is_one_admin(cli):
    acts = [lambda: create_admin(cli, username="new@example.com", password=PASSWORD) for _number in range(4)]
    results = at_once(*acts)
    assert sum(isinstance(result, Admin) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 3


@pytest.mark.parametrize("_time", range(3))
def test_no_right_outlives_its_domain(cli, _time):
    """Or it would hold for the next domain of that name."""
    at_once(
        lambda: delete_domain(cli, "example.net"),
        lambda: update_admin(cli, "alice@example.org", add_domains=["example.net"]),
    )
    assert not DomainAdmin.objects.filter(domain="example.net").exists()


def test_a_right_is_given_once(cli):
    at_once(*[lambda: update_admin(cli, "alice@example.org", domains=["example.org", "example.net"])] * 4)
    rights = DomainAdmin.objects.filter(username="alice@example.org").values_list("domain", flat=True)
    assert sorted(rights) == ["example.net", "example.org"]
