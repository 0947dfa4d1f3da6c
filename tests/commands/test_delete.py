"""manage.py deletedomain, deletemailbox, deletealias, deletealiasdomain, deleteadmin"""

from io import StringIO

import pytest

from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_alias
from tests.commands.conftest import everything

ALL = {
    "deletemailbox": (Mailbox, "bob@example.org"),
    "deletealias": (Alias, "info@example.org"),
    "deletealiasdomain": (AliasDomain, "third.example"),
    "deleteadmin": (Admin, "alice@example.org"),
    "deletedomain": (Domain, "example.net"),
}
ACTIONS = {name: name.replace("delete", "delete_") for name in ALL} | {"deletealiasdomain": "delete_alias_domain"}


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def more(cast, cli, works):
    create_alias(cli, address="info@example.org", goto="bob@example.org")
    works("createdomain", "third.example")
    works("createaliasdomain", "third.example", "example.org")


@pytest.fixture
def answered(manage, monkeypatch):
    """Runs a command at a terminal where somebody answers."""

    def run(name, *args, answer):
        monkeypatch.setattr("tests.commands.conftest.StringIO", Terminal)
        return manage(name, *args, stdin=answer)

    return run


@pytest.mark.parametrize("name", ALL)
def test_it_works(works, name):
    model, key = ALL[name]
    assert works(name, key.upper(), "--yes") == f"{key} was deleted.\n"
    assert not model.objects.filter(pk=key).exists()
    assert Log.objects.order_by("id").last().action == ACTIONS[name]


@pytest.mark.parametrize("answer", ["y\n", "YES\n", " yes \n"])
def test_yes_is_an_answer(answered, answer):
    done = answered("deletedomain", "example.net", answer=answer)
    assert (done.code, done.out) == (0, "example.net was deleted.\n")
    assert "1 mailbox\n" in done.err
    assert done.err.endswith("Delete example.net? [y/N] ")
    assert not Domain.objects.filter(domain="example.net").exists()


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yesterday\n", "example.net\n"])
def test_anything_else_is_none(answered, answer):
    before = everything()
    done = answered("deletedomain", "example.net", answer=answer)
    assert (done.code, done.out) == (1, "")
    assert "deletedomain: Nothing was deleted.\n" in done.err
    assert everything() == before


@pytest.mark.parametrize("name", ALL)
def test_without_a_terminal_it_needs_a_yes(refused, name):
    assert "--yes" in refused(name, ALL[name][1], stdin="y\n")


@pytest.mark.parametrize(
    ("name", "key", "sentence"),
    [
        ("deletedomain", "nowhere.example", "There is no domain nowhere.example."),
        ("deletedomain", "ALL", "There is no domain ALL."),
        ("deletedomain", "example.org", "it is the target of the alias domain third.example"),
        ("deletemailbox", "info@example.org", "There is no mailbox info@example.org."),
        ("deletemailbox", "bob", "There is no mailbox bob."),
        ("deletealias", "bob@example.org", "bob@example.org is a mailbox."),
        ("deletealias", "*@example.org", "There is no alias *@example.org."),
        ("deletealiasdomain", "example.org", "There is no alias domain example.org."),
        ("deleteadmin", "bob@example.org", "There is no admin bob@example.org."),
        ("deleteadmin", "root@example.com", "is the last active superadmin"),
    ],
)
def test_what_can_not_be_deleted(refused, name, key, sentence):
    assert sentence in refused(name, key, "--yes")


def test_unicode(works):
    works("createdomain", "例子.example")
    works("createalias", "*@例子.example", "bob@example.org")
    assert works("deletealias", "*@例子.example", "--yes") == "*@例子.example was deleted.\n"
    assert works("deletedomain", "例子.example", "--yes") == "例子.example was deleted.\n"
