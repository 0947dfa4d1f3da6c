"""Switching on and off, and deleting, several mailboxes at once."""

from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_mailbox
from tests.log import acts

URL = "/pfa/mailboxes/bulk/"
BOTH = ["bob@example.org", "info@example.org"]


def post(client, action, picks=BOTH, **more):
    return client.post(URL, {"action": action, "pick": picks} | more)


def states(model=Mailbox):
    return dict(model.objects.values_list("pk", "active"))


def add_info(cli):
    create_mailbox(cli, address="info@example.org", password="Fish-42-sheep")


def test_it_works(alice, cli):
    add_info(cli)
    before = Log.objects.count()
    post(alice, "disable")
    assert states() == states(Alias) == {"bob@example.org": False, "info@example.org": False, "eve@example.net": True}
    post(alice, "enable")
    assert all(states().values())
    assert all(states(Alias).values())
    assert acts(before) == [
        (action, name) for _time in range(2) for name in BOTH for action in ("edit_alias", "edit_mailbox")
    ]


def test_deleting_asks_first(alice, cli):
    add_info(cli)
    response = post(alice, "delete")
    assert "2 mailboxes" in response.content.decode()
    assert len(states()) == 3
    post(alice, "delete", confirmed="1")
    assert states() == states(Alias) == {"eve@example.net": True}


def test_somebody_elses_are_not_there(alice, mallory):
    picks = ["eve@example.net", "bob@example.org"]
    assert "eve@example.net" not in str(post(alice, "delete", picks).context["names"])
    post(alice, "delete", picks, confirmed="1")
    assert states() == {"eve@example.net": True}


def test_odd_picks_do_nothing(alice, subtests):
    before = states()
    for picks in ([], ["nobody@example.org"], ["例@例"], ["\0"], ["@"], ["bob"], ["x" * 10_000], [""]):
        for action in ("disable", "delete", "nonsense", ""):
            with subtests.test(picks=picks, action=action):
                assert post(alice, action, picks, confirmed="1").status_code == 302
    assert states() == before


def test_an_owner_may_not(bob):
    assert post(bob, "delete", confirmed="1").status_code == 403
    assert "bob@example.org" in states()
