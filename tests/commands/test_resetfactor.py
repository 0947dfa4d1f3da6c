"""Taking away the second factor of somebody whose device is lost."""

import pytest

from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailboxes.models import Mailbox
from tests.sign_in.conftest import post, role_of
from tests.sign_in.factor import give, half, with_factor

BOB, ALICE = "bob@example.org", "alice@example.org"


@pytest.fixture(autouse=True)
def _factors(cast):
    for username in (BOB, ALICE):
        with_factor(username)


def test_it_works(works):
    assert works("resetfactor", BOB, "--yes") == "bob@example.org signs in by the password alone now.\n"
    assert Mailbox.objects.get(pk=BOB).totp_secret is None
    assert post(username=BOB).url == "/pfa/"
    assert post(username=ALICE).url.startswith("/pfa/login/code/")


def test_an_admin_s(works):
    works("resetfactor", ALICE, "--admin", "--yes")
    assert Admin.objects.get(pk=ALICE).totp_secret is None


def test_it_is_logged(works):
    works("resetfactor", BOB, "--yes")
    works("resetfactor", ALICE, "--admin", "--yes")
    entries = Log.objects.order_by("-pk").values_list("action", "domain", "data")[:2]
    assert list(entries) == [("edit_admin", "", ALICE), ("edit_mailbox", "example.org", BOB)]


def test_sessions_that_are_open_end(works):
    client = half(BOB)
    give(client)
    assert role_of(client) == "owner"
    works("resetfactor", BOB, "--yes")
    assert role_of(client) is None


def test_a_broken_secret_goes_too(works):
    with_factor(BOB, "not base32!")
    works("resetfactor", BOB, "--yes")
    assert post(username=BOB).url == "/pfa/"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([BOB], "There is nobody to ask: standard input is no terminal. With --yes it goes unasked."),
        (["eve@example.net", "--yes"], "eve@example.net has no second factor."),
        (["nobody@example.org", "--yes"], "There is no mailbox nobody@example.org."),
        ([ALICE, "--yes"], "There is no mailbox alice@example.org."),
        ([BOB, "--admin", "--yes"], "There is no admin bob@example.org."),
    ],
)
def test_what_is_refused(refused, arguments, sentence):
    assert refused("resetfactor", *arguments) == sentence


@pytest.mark.parametrize(("answer", "left"), [("n\n", True), ("\n", True), ("y\n", False)])
def test_it_asks_at_a_terminal(manage, monkeypatch, answer, left):
    monkeypatch.setattr("mailadmin.commands.base.at_terminal", lambda: True)
    done = manage("resetfactor", BOB, stdin=answer)
    assert "Let bob@example.org sign in by the password alone? [y/N]" in done.err
    assert bool(Mailbox.objects.get(pk=BOB).totp_secret) == left
    assert done.code == int(left)
