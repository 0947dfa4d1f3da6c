"""manage.py createadmin"""

import pytest

from domains.models import DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from tests.conftest import PASSWORD

NEW = "new@example.com"


def rights(username=NEW):
    return sorted(DomainAdmin.objects.filter(username=username).values_list("domain_id", flat=True))


def test_it_works(works):
    printed = works("createadmin", "New@Example.com", "--domain", "example.org", "Example.NET", "--password", PASSWORD)
    assert printed == "new@example.com was added.\n"
    admin = Admin.objects.get(username=NEW)
    assert (admin.superadmin, admin.active) == (False, True)
    assert check_password(PASSWORD, admin.password)
    assert rights() == ["example.net", "example.org"]
    assert Log.objects.filter(action="create_admin", domain="", data=NEW).count() == 1


def test_a_superadmin_is_stored_twice(works):
    works("createadmin", NEW, "--superadmin", "--password", PASSWORD)
    assert Admin.objects.get(username=NEW).superadmin
    assert rights() == ["ALL"]


def test_domains_one_by_one_and_in_unicode(works):
    works("createdomain", "例子.example")
    works(
        "createadmin", NEW, "--domain", "例子.example", "--domain", "example.org", "--inactive", "--password", PASSWORD
    )
    assert rights() == ["example.org", "xn--fsqu00a.example"]
    assert not Admin.objects.get(username=NEW).active


def test_one_that_may_be_there(works, refused):
    old = Admin.objects.get(username="alice@example.org").password
    new = ["--superadmin", "--password", "Swan-7-lake-42"]
    assert refused("createadmin", "Alice@example.org", *new) == "alice@example.org is there already."
    printed = works("createadmin", "Alice@example.org", "--if-not-exists", *new)
    assert printed == "alice@example.org is there already.\n"
    alice = Admin.objects.get(username="alice@example.org")
    assert (alice.password, alice.superadmin, rights(alice.username)) == (old, False, ["example.org"])


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "required: USERNAME"),
        (["new"], "“new” is not an address"),
        (["a b@example.com"], "can't stand before the @"),
        (["new@example"], "is not a domain name"),
        ([NEW, "--domain", "nowhere.example"], "There is no domain nowhere.example."),
        ([NEW, "--domain", "example.org", "ünknown.example"], "There is no domain"),
        ([NEW, "--domain"], "expected at least one argument"),
        ([NEW, "--superadmin", "--domain", "example.org"], "--domain: not allowed with argument --superadmin"),
    ],
)
def test_bad_input(refused, args, sentence):
    assert sentence in refused("createadmin", *args, "--password", PASSWORD)
