"""Several rows at once: enable, disable, and delete, which asks first. What is refused is told, the rest is done."""

import re

import pytest

from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from tests.lists.rows import fill

MODELS = {"domains": Domain, "mailboxes": Mailbox, "aliases": Alias, "alias-domains": AliasDomain, "admins": Admin}
PICKS = {
    "domains": ["d00001.example", "d00003.example"],
    "mailboxes": ["m00001@example.org", "m00003@example.org"],
    "aliases": ["m00001-alias@example.org", "@d00009.example"],
    "alias-domains": ["d00001.example", "d00002.example"],
    "admins": ["a00001@example.org", "a00002@example.org"],
}


@pytest.fixture
def many(cast):
    fill(12)


def bulk(client, kind, action, picks, **more):
    return client.post(f"/pfa/{kind}/bulk/", {"action": action, "pick": picks} | more)


def told(client, response):
    return [str(message) for message in client.get(response.url).context["messages"]]


@pytest.mark.parametrize("kind", MODELS)
def test_it_works(many, root, kind):
    rows = MODELS[kind].objects.filter(pk__in=PICKS[kind])
    response = bulk(root, kind, "disable", PICKS[kind])
    assert response.url == f"/pfa/{kind}/"
    assert told(root, response) == ["2 disabled."]
    assert {row.active for row in rows.all()} == {False}
    assert told(root, bulk(root, kind, "enable", PICKS[kind])) == ["2 enabled."]
    assert {row.active for row in rows.all()} == {True}
    assert Log.objects.filter(action=f"edit_{MODELS[kind].__name__.lower().replace('aliasd', 'alias_d')}").count() >= 4


@pytest.mark.parametrize("kind", ["mailboxes", "aliases", "alias-domains", "admins"])
def test_deleting_asks_first(many, root, kind):
    rows = MODELS[kind].objects.filter(pk__in=PICKS[kind])
    response = bulk(root, kind, "delete", PICKS[kind], next=f"/pfa/{kind}/?q=0")
    page = response.content.decode()
    assert response.status_code == 200
    assert rows.count() == 2
    for pick in PICKS[kind]:
        assert f'name="pick" value="{pick}"' in page
    assert 'name="confirmed"' in page
    assert f'name="next" value="/pfa/{kind}/?q=0"' in page
    response = bulk(root, kind, "delete", PICKS[kind], next=f"/pfa/{kind}/?q=0", confirmed="yes")
    assert response.url == f"/pfa/{kind}/?q=0"
    assert told(root, response) == ["2 deleted."]
    assert not rows.exists()


def test_deleting_domains_says_what_goes(many, root):
    AliasDomain.objects.all().delete()
    page = bulk(root, "domains", "delete", ["example.org", "d00001.example"]).content.decode()
    assert "13 mailboxes" in page
    bulk(root, "domains", "delete", ["example.org", "d00001.example"], confirmed="yes")
    assert not Domain.objects.filter(pk="example.org").exists()
    assert not Mailbox.objects.filter(domain="example.org").exists()


def test_a_row_s_own_menu_acts_on_that_row_alone(many, root):
    """Whatever else is ticked."""
    response = bulk(root, "mailboxes", "delete", PICKS["mailboxes"], one="disable:m00005@example.org")
    assert told(root, response) == ["1 disabled."]
    assert not Mailbox.objects.get(pk="m00005@example.org").active
    assert Mailbox.objects.filter(pk__in=PICKS["mailboxes"]).count() == 2


@pytest.mark.parametrize(
    "form", [{}, {"action": "disable"}, {"pick": "bob@example.org"}, {"one": ""}, {"one": "disable"}]
)
def test_nothing_picked_is_told(many, root, form):
    before = Log.objects.count()
    response = root.post("/pfa/mailboxes/bulk/", form)
    assert response.url == "/pfa/mailboxes/"
    assert len(told(root, response)) == 1
    assert Log.objects.count() == before


def test_what_is_refused_is_told_and_the_rest_is_done(many, root):
    response = bulk(root, "domains", "delete", ["example.org", "d00001.example", "gone.example"], confirmed="yes")
    messages = told(root, response)
    assert messages[0] == "1 deleted."
    assert any("example.org" in message and "alias domain" in message for message in messages[1:])
    assert any("gone.example" in message for message in messages[1:])
    assert Domain.objects.filter(pk="example.org").exists()


def test_the_last_superadmin_stays(many, root):
    response = bulk(root, "admins", "delete", ["root@example.com", "a00001@example.org"], confirmed="yes")
    messages = told(root, response)
    assert messages[0] == "1 deleted."
    assert "last active superadmin" in messages[1]
    assert Admin.objects.filter(pk="root@example.com").exists()


def test_one_row_twice_is_one_act(many, root):
    assert told(root, bulk(root, "mailboxes", "disable", ["m00001@example.org"] * 3)) == ["1 disabled."]


def test_no_more_than_a_page_at_once(many, root, settings):
    """A request must not run for minutes, whatever is posted."""
    settings.PAGE_SIZE = 5
    picks = [f"m{n:05}@example.org" for n in range(12)]
    assert told(root, bulk(root, "mailboxes", "disable", picks)) == ["5 disabled."]


def test_a_protected_alias_is_left_to_the_superadmin(many, alice):
    Alias.objects.create(address="abuse@example.org", goto="bob@example.org", domain_id="example.org")
    response = bulk(alice, "aliases", "disable", ["abuse@example.org", "m00001-alias@example.org"])
    messages = told(alice, response)
    assert messages[0] == "1 disabled."
    assert "abuse@example.org" in messages[1]
    assert Alias.objects.get(pk="abuse@example.org").active


def test_it_goes_back_to_the_page_one_was_on(many, root):
    url = "/pfa/mailboxes/?filter=active&after=m00001%40example.org&n=3"
    assert bulk(root, "mailboxes", "disable", PICKS["mailboxes"], next=url).url == url


def test_a_rows_menu_is_the_lists_own(cast, root):
    """The generic template knows no list by name."""
    menus = {path: re.findall(r'data-path="([^"]*)"', root.get(path).content.decode()) for path in MENUS}
    assert menus == MENUS


MENUS = {"/pfa/domains/": ["", "settings/", "delete/"], "/pfa/mailboxes/": ["", "delete/"]}
