"""manage.py setvacation"""

import pytest

from mailboxes.models import Alias, Vacation
from mailboxes.services import create_alias
from tests.vacation.test_set import AWAY, BOB, goto, in_days


def test_it_works(works):
    words = ["--subject", "Away", "--body", "Back <%Until_Date>", "--until", str(in_days(3)), "--interval", "604800"]
    assert works("setvacation", "Bob@Example.org", *words) == "bob@example.org was changed.\n"
    row = Vacation.objects.get()
    assert (row.subject, row.body, row.interval_time) == ("Away", f"Back {in_days(3)}", 604800)
    assert goto() == f"{AWAY},{BOB}"
    works("setvacation", BOB, "--off")
    assert (goto(), Vacation.objects.get().active) == (BOB, False)
    works("setvacation", BOB, "--until", str(in_days(5)))
    assert Vacation.objects.get().body == f"Back {in_days(5)}"
    assert goto() == f"{AWAY},{BOB}"


def test_a_text_in_a_file(works, tmp_path):
    (tmp_path / "text").write_text("Weg\n例\n")
    works("setvacation", BOB, "--subject", "s", "--body-file", str(tmp_path / "text"), "--from", str(in_days(1)))
    assert Vacation.objects.get().body == "Weg\n例"
    assert Alias.objects.get(address=BOB).goto == BOB


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([BOB], "Nothing to change"),
        ([BOB, "--off"], "has no vacation"),
        ([BOB, "--off", "--subject", "x"], "--off goes alone"),
        ([BOB, "--subject", "x"], "--body: A reply needs a text."),
        ([BOB, "--subject", "x", "--body", "y", "--interval", "7"], "--interval: Allowed are, in seconds: 0, 604800."),
        ([BOB, "--subject", "x", "--body", "y", "--until", "2020-01-01"], "before the beginning"),
        ([BOB, "--until", "soon"], "no day"),
        ([BOB, "--body-file", "/nowhere"], "/nowhere: No such file"),
        (["info@example.org", "--subject", "x"], "There is no mailbox info@example.org."),
    ],
)
def test_what_is_refused(refused, cli, words, reason):
    create_alias(cli, address="info@example.org", goto=BOB)
    assert reason in refused("setvacation", *words)
    assert not Vacation.objects.exists()
