"""A person's own password, admin's and mailbox owner's alike."""

import pytest

from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD
from tests.forms import errors
from tests.log import entries

URL = "/pfa/me/password/"
NEW = "Fish-43-sheep"


def post(client, **changes):
    return client.post(URL, {"current": PASSWORD, "new": NEW} | changes)


@pytest.mark.parametrize(
    "who, model, name, domain",
    [
        ("alice", Admin, "alice@example.org", ""),
        ("root", Admin, "root@example.com", ""),
        ("bob", Mailbox, "bob@example.org", "example.org"),
    ],
)
def test_it_works(request, who, model, name, domain):
    client = request.getfixturevalue(who)
    before = Log.objects.count()
    assert post(client).status_code == 302
    assert check_password(NEW, model.objects.get(username=name).password)
    assert entries(before) == [(f"{name} (127.0.0.1)", "edit_password", domain, name)]
    assert client.get(URL).status_code == 200  # still signed in


def test_the_current_one_is_asked_for(bob, subtests):
    stored = Mailbox.objects.get(username="bob@example.org").password
    for wrong in ("", "x", PASSWORD + " ", PASSWORD.lower(), stored):
        with subtests.test(wrong):
            assert "current" in errors(post(bob, current=wrong))
    assert Mailbox.objects.get(username="bob@example.org").password == stored


def test_the_new_one_must_be_good(bob, subtests):
    for bad in ("", "a1b2", "12345678", "abcdefgh", "abc\n123", "x1" * 101):
        with subtests.test(bad):
            assert "new" in errors(post(bob, new=bad))


def test_only_ones_own_changes(bob):
    post(bob)
    assert check_password(PASSWORD, Mailbox.objects.get(username="eve@example.net").password)
    assert check_password(PASSWORD, Admin.objects.get(username="alice@example.org").password)
