"""Deleting aliases, one or several."""

import pytest

from mailadmin.audit.models import Log
from mailboxes.models import Alias
from mailboxes.services import create_alias, delete_alias
from tests.log import acts, entries

URL = "/pfa/aliases/info@example.org/delete/"
BULK = "/pfa/aliases/bulk/"
BOTH = ["info@example.org", "@example.org"]


@pytest.fixture(autouse=True)
def some(cli, cast):
    for address in BOTH:
        create_alias(cli, address=address, goto="bob@example.org")


def there():
    return set(Alias.objects.without_mailboxes().values_list("address", flat=True))


def test_it_works(alice):
    before = Log.objects.count()
    response = alice.post(URL)
    assert (response.status_code, response.url) == (302, "/pfa/domains/example.org/aliases/")
    assert there() == {"@example.org"}
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "delete_alias", "example.org", "info@example.org")]


def test_looking_deletes_nothing(alice):
    assert alice.get(URL).status_code == 200
    assert "info@example.org" in there()


def test_a_catch_all(alice):
    assert alice.post("/pfa/aliases/@example.org/delete/").status_code == 302
    assert there() == {"info@example.org"}


def test_several_are_switched_and_deleted(alice):
    before = Log.objects.count()
    alice.post(BULK, {"action": "disable", "pick": BOTH})
    assert not Alias.objects.without_mailboxes().filter(active=True).exists()
    alice.post(BULK, {"action": "enable", "pick": BOTH})
    assert not Alias.objects.without_mailboxes().filter(active=False).exists()
    assert alice.post(BULK, {"action": "delete", "pick": BOTH}).status_code == 200
    assert len(there()) == 2
    alice.post(BULK, {"action": "delete", "pick": BOTH, "confirmed": "1"})
    assert there() == set()
    assert acts(before) == [(act, name) for act in ("edit_alias", "edit_alias", "delete_alias") for name in BOTH]


def test_a_mailboxs_own_is_refused_and_the_rest_is_done(alice):
    picks = ["bob@example.org", "info@example.org"]
    page = alice.post(BULK, {"action": "delete", "pick": picks, "confirmed": "1"}, follow=True).content.decode()
    assert "bob@example.org is a mailbox" in page
    assert there() == {"@example.org"}
    assert Alias.objects.filter(address="bob@example.org").exists()


def test_odd_picks_do_nothing(alice, subtests):
    before = there()
    for picks in ([], ["nobody@example.org"], ["例@例"], ["\0"], ["@"], ["info"], ["x" * 10_000], ["eve@example.net"]):
        for action in ("disable", "delete", "nonsense", ""):
            with subtests.test(picks=picks, action=action):
                assert alice.post(BULK, {"action": action, "pick": picks, "confirmed": "1"}).status_code == 302
    assert there() == before


def test_others_may_not(mallory, bob):
    assert mallory.post(URL).status_code == 404
    assert bob.post(URL).status_code == 403
    mallory.post(BULK, {"action": "delete", "pick": BOTH, "confirmed": "1"})
    assert there() == set(BOTH)


def test_one_that_is_not_there(cli):
    with pytest.raises(Alias.DoesNotExist):
        delete_alias(cli, "nobody@example.org")
