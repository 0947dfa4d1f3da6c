"""A mailbox owner's own pages."""

from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox

HOME = "/pfa/me/"
FORWARDING = "/pfa/me/forwarding/"
PASSWORD = "/pfa/me/password/"


def test_it_works(bob):
    page = bob.get(HOME).content.decode()
    assert "bob@example.org" in page
    assert "port 993" in page


def test_forwarding(bob):
    assert (
        bob.post(FORWARDING, {"goto": "a@elsewhere.example\nb@elsewhere.example", "keep_copy": "on"}).status_code == 302
    )
    goto = Alias.objects.get(address="bob@example.org").goto
    assert goto == "a@elsewhere.example,b@elsewhere.example,bob@example.org"
    entry = Log.objects.get(action="edit_alias")
    assert (entry.username, entry.domain, entry.data) == (
        "bob@example.org (127.0.0.1)",
        "example.org",
        "bob@example.org",
    )


def test_forwarding_to_nowhere_and_keeping_nothing_is_refused(bob):
    response = bob.post(FORWARDING, {"goto": ""})
    assert response.status_code == 422
    assert "goto" in response.context["form"].errors
    assert Alias.objects.get(address="bob@example.org").goto == "bob@example.org"


def test_forwarding_can_be_switched_off_for_a_site(bob, settings):
    settings.EDIT_ALIAS = False
    assert bob.get(FORWARDING).status_code == 403
    assert bob.post(FORWARDING, {"goto": "a@elsewhere.example"}).status_code == 403


def test_password(bob):
    old = Mailbox.objects.get(username="bob@example.org").password
    assert bob.post(PASSWORD, {"current": "wrong", "new": "Sheep-43-fish"}).status_code == 422
    assert Mailbox.objects.get(username="bob@example.org").password == old
    assert bob.post(PASSWORD, {"current": "Fish-42-sheep", "new": "weak"}).status_code == 422
    assert bob.post(PASSWORD, {"current": "Fish-42-sheep", "new": "Sheep-43-fish"}).status_code == 302
    assert Mailbox.objects.get(username="bob@example.org").check_password("Sheep-43-fish")
    assert bob.get(HOME).status_code == 200  # this session goes on


def test_admins_have_no_mailbox_page(root, alice):
    assert root.get(HOME).status_code == 403
    assert alice.get(FORWARDING).status_code in (403, 404)
