"""manage.py setforwarding"""

import pytest

from mailadmin.audit.models import Log
from mailboxes.models import Alias, vacation_address
from mailboxes.services import create_alias

BOB = "bob@example.org"


def goto():
    return Alias.objects.get(address=BOB).goto


def test_it_works(works):
    assert works("setforwarding", "Bob@Example.org", "Eve@example.net") == "bob@example.org was changed.\n"
    assert goto() == f"eve@example.net,{BOB}"
    assert Log.objects.order_by("-id").values_list("action", "data")[0] == ("edit_alias", BOB)


def test_a_step_at_a_time(works):
    works("setforwarding", BOB, "eve@example.net", "--no-copy", "root")
    assert goto() == "eve@example.net,root"
    works("setforwarding", BOB, "root")
    assert goto() == "root"
    works("setforwarding", BOB, "--copy")
    assert goto() == f"root,{BOB}"
    works("setforwarding", BOB, "--off")
    assert goto() == BOB


def test_a_vacation_goes_on(works):
    away = vacation_address(BOB)
    Alias.objects.filter(address=BOB).update(goto=f"{away},{BOB}")
    works("setforwarding", BOB, "eve@example.net", "--no-copy")
    assert goto() == f"eve@example.net,{away}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([BOB], "Nothing to change"),
        ([BOB, "--no-copy"], "keep the mail in the mailbox"),
        ([BOB, "--off", "eve@example.net"], "--off goes alone"),
        ([BOB, "--off", "--no-copy"], "--off goes alone"),
        ([BOB, "a b@"], "not a"),
        (["nobody@example.org", "root"], "There is no mailbox nobody@example.org."),
        (["info@example.org", "root"], "There is no mailbox info@example.org."),
    ],
)
def test_what_is_refused(refused, cli, words, reason):
    create_alias(cli, address="info@example.org", goto=BOB)
    assert reason in refused("setforwarding", *words)
