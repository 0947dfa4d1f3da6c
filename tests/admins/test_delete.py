"""Deleting admins, one or several; the last superadmin stays."""

import pytest

from domains.models import Domain
from domains.services import create_admin, delete_admin
from mailadmin.accounts.models import Admin, AdminPreference, AppPassword, TotpException
from mailadmin.audit.models import Log
from tests.log import entries
from tests.rows import mentioning

URL = "/pfa/admins/alice@example.org/delete/"
BULK = "/pfa/admins/bulk/"
BOTH = ["alice@example.org", "mallory@example.net"]


def there():
    return set(Admin.objects.values_list("username", flat=True))


def test_it_works(root):
    AdminPreference.objects.create(username="alice@example.org", pref_key="alias_goto_default", pref_value="x")
    before = Log.objects.count()
    response = root.post(URL)
    assert (response.status_code, response.url) == (302, "/pfa/admins/")
    assert mentioning("alice@example.org") == {}
    assert Domain.objects.filter(domain="example.org").exists()
    assert entries(before) == [("root@example.com (127.0.0.1)", "delete_admin", "", "alice@example.org")]


def test_what_is_kept_by_its_name_goes_along(root):
    AppPassword.objects.create(username="alice@example.org", description="phone", password_hash="$1$")
    TotpException.objects.create(ip="192.0.2.1", username="alice@example.org")
    TotpException.objects.create(ip="192.0.2.1", username=None)  # everybody's
    root.post(URL)
    assert mentioning("alice@example.org") == {}
    assert TotpException.objects.count() == 1


def test_a_mailbox_of_the_same_name_stays_with_what_it_has(root, cli):
    create_admin(cli, username="bob@example.org", password="Fish-42-sheep", domains=["example.org"])
    AppPassword.objects.create(username="bob@example.org", description="phone", password_hash="$1$")
    root.post("/pfa/admins/bob@example.org/delete/")
    assert mentioning("bob@example.org").keys() == {"alias", "mailbox", "mailbox_app_password"}


def test_the_last_superadmin_stays(root):
    response = root.post("/pfa/admins/root@example.com/delete/")
    assert response.status_code == 422
    assert "last active superadmin" in response.content.decode()
    assert mentioning("root@example.com").keys() == {"admin", "domain_admins"}


def test_another_can_go_itself_too(root, cli):
    create_admin(cli, username="carol@example.com", password="Fish-42-sheep", superadmin=True)
    root.post("/pfa/admins/root@example.com/delete/")
    assert mentioning("root@example.com") == {}
    assert root.get("/pfa/").status_code == 302  # and is out


def test_several_are_switched_and_deleted(root):
    root.post(BULK, {"action": "disable", "pick": BOTH})
    assert not Admin.objects.filter(username__in=BOTH, active=True).exists()
    root.post(BULK, {"action": "enable", "pick": BOTH})
    assert Admin.objects.filter(active=True).count() == 3
    assert root.post(BULK, {"action": "delete", "pick": BOTH}).status_code == 200
    assert len(there()) == 3
    root.post(BULK, {"action": "delete", "pick": BOTH, "confirmed": "1"})
    assert there() == {"root@example.com"}


@pytest.mark.parametrize("action", ["disable", "delete"])
def test_all_at_once_leaves_the_last_superadmin(root, cli, action):
    create_admin(cli, username="carol@example.com", password="Fish-42-sheep", superadmin=True)
    picks = ["carol@example.com", "root@example.com"]
    page = root.post(BULK, {"action": action, "pick": picks, "confirmed": "1"}, follow=True).content.decode()
    assert "root@example.com is the last active superadmin" in page
    assert Admin.objects.filter(superadmin=True, active=True).get().username == "root@example.com"


def test_odd_picks_do_nothing(root, subtests):
    before = there()
    for picks in ([], ["nobody@example.org"], ["bob@example.org"], ["例"], ["\0"], ["x" * 10_000], [""], ["ALL"]):
        for action in ("disable", "delete", "nonsense", ""):
            with subtests.test(picks=picks, action=action):
                assert root.post(BULK, {"action": action, "pick": picks, "confirmed": "1"}).status_code == 302
    assert there() == before


def test_others_may_not(alice, bob):
    assert alice.post(URL).status_code == bob.post(URL).status_code == 403
    assert alice.post(BULK, {"action": "delete", "pick": BOTH, "confirmed": "1"}).status_code == 403
    assert len(there()) == 3


def test_one_that_is_not_there(cli, cast):
    with pytest.raises(Admin.DoesNotExist):
        delete_admin(cli, "nobody@example.org")
