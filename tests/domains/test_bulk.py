"""Switching on and off, and deleting, several domains at once."""

import pytest

from domains import services
from domains.models import Domain
from mailadmin.audit.models import Log
from tests.log import acts

URL = "/pfa/domains/bulk/"
BOTH = ["example.net", "example.org"]


def post(client, action, picks=BOTH, **more):
    return client.post(URL, {"action": action, "pick": picks} | more)


def states():
    return dict(Domain.objects.values_list("domain", "active"))


def test_it_works(root):
    before = Log.objects.count()
    assert post(root, "disable").url == "/pfa/domains/"
    assert states() == {"example.net": False, "example.org": False}
    post(root, "enable")
    assert states() == {"example.net": True, "example.org": True}
    assert acts(before) == [("edit_domain", name) for _time in range(2) for name in BOTH]


def test_deleting_asks_first(root):
    response = post(root, "delete")
    assert response.status_code == 200
    assert "2 mailboxes" in response.content.decode()
    assert len(states()) == 2
    assert post(root, "delete", confirmed="1").status_code == 302
    assert not states()


def test_what_is_refused_is_told_and_the_rest_is_done(root, cli):
    services.create_domain(cli, domain="a.example")
    services.create_alias_domain(cli, alias_domain="a.example", target_domain="example.net")
    response = root.post(URL, {"action": "delete", "pick": BOTH, "confirmed": "1"}, follow=True)
    assert states() == {"a.example": True, "example.net": True}
    assert "a.example" in response.content.decode()


@pytest.mark.parametrize("action", ["disable", "delete", "nonsense", ""])
def test_odd_picks_do_nothing(root, action, subtests):
    Domain.objects.create(domain="ALL")
    before = states()
    for picks in ([], ["nowhere.example"], ["ALL"], ["例子"], ["\0"], ["x" * 10_000], [""]):
        with subtests.test(picks):
            assert post(root, action, picks, confirmed="1").status_code == 302
    assert states() == before


def test_others_may_not(alice, bob):
    assert [post(client, "disable").status_code for client in (alice, bob)] == [403, 403]
    assert all(states().values())
