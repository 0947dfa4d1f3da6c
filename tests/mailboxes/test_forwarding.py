"""Where a mailbox's mail goes besides, by its admin or its owner: other targets, the vacation address, itself."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from mailboxes.services import set_forwarding
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/mailboxes/bob@example.org/forwarding/"
OWN = "/pfa/me/forwarding/"
AWAY = "bob#example.org@autoreply.invalid"


def goto():
    return Alias.objects.get(address="bob@example.org").goto


def store(text):
    Alias.objects.filter(address="bob@example.org").update(goto=text)


def test_it_works(alice):
    before = Log.objects.count()
    response = alice.post(URL, {"goto": "Dave@Example.com\r\neve@example.net", "keep_copy": "on"})
    assert (response.status_code, response.url) == (302, URL)
    assert goto() == "dave@example.com,eve@example.net,bob@example.org"
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "edit_alias", "example.org", "bob@example.org")]


def test_an_owner_may_too(bob):
    before = Log.objects.count()
    assert bob.post(OWN, {"goto": "dave@example.com"}).status_code == 302
    assert goto() == "dave@example.com"
    assert entries(before) == [("bob@example.org (127.0.0.1)", "edit_alias", "example.org", "bob@example.org")]


@pytest.mark.parametrize(
    "typed, keep, stored",
    [
        ("", True, "bob@example.org"),
        ("dave@x.de", True, "dave@x.de,bob@example.org"),
        ("dave@x.de", False, "dave@x.de"),
        ("bob@example.org dave@x.de", True, "dave@x.de,bob@example.org"),  # itself comes last
        ("bob@example.org dave@x.de", False, "dave@x.de"),  # and only by its own switch
        ("z@x.de a@x.de z@x.de", True, "z@x.de,a@x.de,bob@example.org"),
        ("root", True, "root,bob@example.org"),
        ("dave@例子.公司", False, "dave@xn--fsqu00a.xn--55qx5d"),
    ],
)
def test_what_is_stored(cli, cast, typed, keep, stored):
    set_forwarding(cli, "bob@example.org", goto=typed, keep_copy=keep)
    assert goto() == stored


@pytest.mark.parametrize(
    "typed, keep, stored",
    [
        ("", True, f"{AWAY},bob@example.org"),
        ("dave@x.de", True, f"dave@x.de,{AWAY},bob@example.org"),
        ("dave@x.de", False, f"dave@x.de,{AWAY}"),
        (f"{AWAY} dave@x.de", True, f"dave@x.de,{AWAY},bob@example.org"),
    ],
)
def test_a_vacation_goes_on(cli, cast, typed, keep, stored):
    """In upstream's order: other targets, the vacation address, the mailbox itself."""
    store(f"bob@example.org,{AWAY}")
    set_forwarding(cli, "bob@example.org", goto=typed, keep_copy=keep)
    assert goto() == stored


@pytest.mark.parametrize("away", [AWAY, AWAY.upper(), "eve#example.net@autoreply.invalid", "x@autoreply.invalid"])
def test_nobody_goes_on_vacation_by_typing_it(bob, away):
    bob.post(OWN, {"goto": f"dave@x.de,{away}", "keep_copy": "on"})
    assert goto() == "dave@x.de,bob@example.org"


def test_the_form_shows_neither_the_mailbox_nor_its_vacation(bob):
    store(f"dave@x.de,{AWAY},bob@example.org")
    form = as_shown(bob, OWN, "goto")
    assert (form["goto"], form["keep_copy"]) == ("dave@x.de", "on")
    bob.post(OWN, form)
    assert goto() == f"dave@x.de,{AWAY},bob@example.org"
    store("dave@x.de,eve@example.net")
    form = as_shown(bob, OWN, "goto")
    assert form["goto"].split() == ["dave@x.de", "eve@example.net"]
    assert "keep_copy" not in form


def test_mail_must_go_somewhere(bob, subtests):
    for stored in ("bob@example.org", f"{AWAY},bob@example.org"):
        store(stored)
        for typed in ("", " , ", "bob@example.org", AWAY):
            with subtests.test(stored=stored, typed=typed):
                assert "goto" in errors(bob.post(OWN, {"goto": typed}))
        assert goto() == stored


def test_bad_targets(bob, subtests):
    for bad in (
        *("dave@", "@x.de", "*@x.de", "dave@localhost", "da/ve@x.de", "a..b@x.de", "|/bin/sh", ":include:/etc/passwd"),
        *("/var/mail/x", '"|sh"', "-a@x.de", "例", "x" * 65, "dave@x", "é@x.de", "a" * 65 + "@x.de"),
    ):
        with subtests.test(bad):
            assert "goto" in errors(bob.post(OWN, {"goto": f"good@x.de,{bad}", "keep_copy": "on"}))
    assert goto() == "bob@example.org"


def test_every_bad_target_is_named(bob):
    found = errors(bob.post(OWN, {"goto": "a@ b@x.de *@c.de"}))["goto"]
    assert len(found) == 2


def test_a_list_has_an_end(bob):
    many = "\n".join(f"address-number-{number}@example.com" for number in range(2500))
    assert "goto" in errors(bob.post(OWN, {"goto": many}))


def test_a_missing_alias_is_made_anew(bob):
    Alias.objects.all().delete()
    assert as_shown(bob, OWN, "goto")["keep_copy"] == "on"
    bob.post(OWN, {"goto": "dave@x.de", "keep_copy": "on"})
    assert goto() == "dave@x.de,bob@example.org"


def test_whether_it_is_active_stays(bob):
    Alias.objects.update(active=False)
    bob.post(OWN, {"goto": "dave@x.de"})
    assert not Alias.objects.get(address="bob@example.org").active


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(mallory, bob):
    assert mallory.post(URL, {"goto": "evil@x.de"}).status_code == 404
    assert bob.post(URL, {"goto": "evil@x.de"}).status_code == 403
    assert goto() == "bob@example.org"


def test_an_owner_reaches_only_the_own_mailbox(cast):
    eve = Actor(Mailbox.objects.get(username="eve@example.net"), "test")
    with pytest.raises(Mailbox.DoesNotExist):
        set_forwarding(eve, "bob@example.org", goto="evil@x.de", keep_copy=True)


@pytest.mark.parametrize(
    "setting, who, url, answer",
    [
        ("ALIAS_CONTROL", "root", URL, 403),
        ("ALIAS_CONTROL_ADMIN", "alice", URL, 403),
        ("EDIT_ALIAS", "bob", OWN, 403),
    ],
)
def test_the_site_can_keep_it_from_each_role(request, settings, setting, who, url, answer):
    client = request.getfixturevalue(who)
    setattr(settings, setting, False)
    assert client.get(url).status_code == client.post(url, {"goto": "dave@x.de"}).status_code == answer
    assert goto() == "bob@example.org"


def test_the_service_asks_too(cast, settings):
    settings.EDIT_ALIAS = False
    with pytest.raises(PermissionDenied):
        bob = Actor(Mailbox.objects.get(username="bob@example.org"), "test")
        set_forwarding(bob, "bob@example.org", goto="dave@x.de", keep_copy=True)


def test_mail_can_be_kept_on_this_server(cast, cli, settings):
    settings.EMAILCHECK_LOCALALIASONLY = True
    bob = Actor(Mailbox.objects.get(username="bob@example.org"), "test")
    with pytest.raises(ValidationError, match="x.de"):
        set_forwarding(bob, "bob@example.org", goto="dave@x.de", keep_copy=True)
    set_forwarding(bob, "bob@example.org", goto="eve@example.net root", keep_copy=True)
    set_forwarding(cli, "bob@example.org", goto="dave@x.de", keep_copy=True)  # not for superadmins, as upstream
    assert goto() == "dave@x.de,bob@example.org"


@pytest.mark.parametrize("active", [True, False])
def test_a_missing_alias_is_made_anew_as_active_as_the_mailbox(cli, cast, active):
    """Another program may have deleted it; mail to a mailbox that is off stays refused."""
    Mailbox.objects.filter(username="bob@example.org").update(active=active)
    Alias.objects.filter(address="bob@example.org").delete()
    set_forwarding(cli, "bob@example.org", goto="carol@example.edu", keep_copy=True)
    alias = Alias.objects.get(address="bob@example.org")
    assert (alias.goto, alias.active) == ("carol@example.edu,bob@example.org", active)
