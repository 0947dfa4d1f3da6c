"""A role that no file but this one knows: it opens exactly its pages, and nothing breaks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from mailadmin.accounts.models import Admin
from mailadmin.accounts.roles import OWN_DOMAINS, Role
from mailadmin.audit.actors import Actor
from mailboxes import services
from mailboxes.models import Mailbox
from tests.access.contents import contents
from tests.access.table import OBJECTS, TABLE
from tests.access.test_matrix import LIST_LOOKS, address, code, filled_in, send
from tests.conftest import PASSWORD, signed_in

HELPDESK = Role(
    name="helpdesk",
    label="Helpdesk",
    reach=OWN_DOMAINS,
    may=frozenset({"see_domains", "see_mailboxes", "change_mailboxes", "own_password", "find"}),
    menu=(("", ("domain_list", "mailbox_list", "alias_list", "admin_list")),),
    home="mailbox_list",
)
OPENS = {
    *("domain_list", "domain_detail", "domain_mailboxes", "mailbox_list", "mailbox_update", "me_password", "find"),
    *("preferences", "logout", "healthz", "setup", "login", "login_code", "", "overview"),  # for everybody
}
POSTS = {"", "login_code", "mailbox_update", "mailbox_bulk", "me_password", "preferences", "logout", "setup", "login"}


@pytest.fixture
def helper(site, monkeypatch):
    """Alice, who has another role now."""
    monkeypatch.setattr(Admin, "role", HELPDESK)
    return signed_in("alice@example.org")


def test_it_works(helper):
    assert code(helper.get("/pfa/")) == 302
    page = helper.get("/pfa/", follow=True)
    assert page.redirect_chain == [("/pfa/mailboxes/", 302)]
    assert "Helpdesk" in page.content.decode()
    assert [item["url"] for group in page.context["nav"] for item in group["items"]] == [
        "/pfa/domains/",
        "/pfa/mailboxes/",
    ]


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_it_opens_its_pages_and_no_others(row, helper):
    before = contents()
    for name, to_admin, _to_superadmin in OBJECTS[row.kind].values():
        url = address(row, name)
        for method in LIST_LOOKS:
            found = code(send(helper, method, url))
            if row.route in OPENS and to_admin == 200:
                assert found in (200, 302, 405), f"{method} {url}"
            else:
                assert found in (403, 404, 405), f"{method} {url}"
        if row.route not in POSTS:
            assert code(send(helper, "POST", url, filled_in(row.form, name))) in (403, 404, 405), url
    assert contents() == before


def test_it_changes_a_mailbox(helper):
    form = {"name": "Robert", "active": "on", "quota": "0", "password": "Other-42-sheep"}
    assert helper.post("/pfa/mailboxes/bob@example.org/", form).status_code == 302
    assert Mailbox.objects.get(pk="bob@example.org").name == "Robert"
    assert helper.post("/pfa/mailboxes/eve@example.net/", form).status_code == 404


def test_every_link_of_its_pages_leads_somewhere(helper):
    for name in ("domain_list", "mailbox_list"):
        look_at(helper, reverse(name))
    look_at(helper, "/pfa/domains/example.org/")
    look_at(helper, "/pfa/mailboxes/bob@example.org/")
    look_at(helper, "/pfa/find/?q=bob")


def look_at(helper, url):
    page = helper.get(url).content.decode()
    links = {part.partition('"')[0] for part in page.split(' href="')[1:]}
    for link in {link for link in links if link.startswith("/pfa/") and "static" not in link and "?" not in link}:
        assert helper.get(link).status_code in (200, 302), f"{link} on {url}"


def test_the_list_offers_no_act_that_it_may_not_do(helper):
    page = helper.get("/pfa/mailboxes/")
    assert [value for value, _label, _care in page.context["bulk_actions"]] == ["enable", "disable"]
    before = Mailbox.objects.count()
    helper.post("/pfa/mailboxes/bulk/", {"action": "delete", "confirmed": "yes", "pick": "bob@example.org"})
    assert Mailbox.objects.count() == before


def test_services_ask_too(helper):
    actor = Actor(Admin.objects.get(pk="alice@example.org"), "test")
    services.update_mailbox(actor, "bob@example.org", password=PASSWORD)
    for act in (
        lambda: services.delete_mailbox(actor, "bob@example.org"),
        lambda: services.create_mailbox(actor, address="new@example.org", password=PASSWORD),
        lambda: services.set_forwarding(actor, "bob@example.org", goto="x@example.edu"),
        lambda: services.update_alias(actor, "info@example.org", active=False),
    ):
        with pytest.raises(PermissionDenied, match="You may not do this"):
            act()
