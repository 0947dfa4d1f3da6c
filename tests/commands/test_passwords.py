"""Where commands take a password from, and what of it they print."""

import pytest

from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password, make_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD

TAKE_ONE = {
    "createmailbox": ["new@example.org"],
    "updatemailbox": ["bob@example.org"],
    "createadmin": ["new@example.org"],
    "updateadmin": ["alice@example.org"],
    "setpassword": ["bob@example.org"],
}


def stored(name, address):
    person = Admin if name.endswith("admin") else Mailbox
    return person.objects.get(username=address).password


@pytest.fixture(params=sorted(TAKE_ONE))
def command(request):
    return request.param, *TAKE_ONE[request.param]


def test_it_works(works, command):
    works(*command, "--password", "-Swan 7 lake 42")
    assert check_password("-Swan 7 lake 42", stored(*command))


@pytest.mark.parametrize("line", ["Swan-7-lake-4", " Swan 7 lake 4 ", "Schwäne '7' \"x\" $1$ %s", "-Swan7lake4"])
@pytest.mark.parametrize("rest", ["", "\n", "\nsecond line\n"])
def test_standard_input_less_the_line_break(works, command, line, rest):
    works(*command, "--password-stdin", stdin=line + rest)
    assert check_password(line, stored(*command))


def test_one_that_is_made_is_all_that_is_printed(manage, command):
    done = manage(*command, "--generate")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert check_password(done.out.rstrip("\n"), stored(*command))
    assert done.out.strip() not in done.err
    assert command[1] in done.err


def test_no_password_is_printed_for_what_is_there(manage):
    for name, address in (("createmailbox", "bob@example.org"), ("createadmin", "alice@example.org")):
        done = manage(name, address, "--generate", "--if-not-exists")
        assert (done.code, done.out) == (0, "")
        assert "is there already" in done.err


@pytest.mark.parametrize(
    ("options", "stdin", "sentence"),
    [
        (["--password", ""], "", "The password is empty."),
        (["--password-stdin"], "", "The password is empty."),
        (["--password-stdin"], "\nFish-42-sheep\n", "The password is empty."),
        (["--password-stdin"], "a1\n", "at least 5 characters"),
        (["--password-stdin"], "Fish-42\0sheep\n", "control characters"),
        (["--password", "Fish\n42-sheep"], "", "control characters"),
        (["--password", "Fish-42-sheep" * 20], "", "at most 200 characters"),
        (["--password", "fish"], "", "at least 2 digits"),
        (["--password"], "", "expected one argument"),
        (["--password", "--generate"], "", "expected one argument"),
        (["--password-stdin", "--generate"], "Fish-42-sheep", "not allowed with argument"),
    ],
)
def test_bad_ones(refused, command, options, stdin, sentence):
    line = refused(*command, *options, stdin=stdin)
    assert sentence in line
    assert "Fish" not in line


@pytest.mark.parametrize("name", ["createmailbox", "createadmin", "setpassword"])
def test_nobody_is_asked_without_a_terminal(refused, name):
    assert "--password-stdin or --generate" in refused(name, *TAKE_ONE[name])


@pytest.mark.parametrize("name", ["createmailbox", "updatemailbox"])
def test_hashes(works, refused, name):
    address = TAKE_ONE[name][0]
    for bad in ("", "Fish-42-sheep", "{NONE}x", "$9$x"):
        refused(name, address, "--password-hash", bad)
    for scheme in ("BLF-CRYPT", "SSHA512"):
        good = make_password(PASSWORD, scheme)
        works("updatemailbox" if scheme == "SSHA512" else name, address, "--password-hash", good)
        assert stored(name, address) == good


def test_setpassword_is_logged_without_the_password(works):
    works("setpassword", "bob@example.org", "--password", "Swan-7-lake-42")
    assert Log.objects.filter(action="edit_password", domain="example.org", data="bob@example.org").count() == 1
    assert not Log.objects.filter(data__contains="Swan").exists()


def test_setpassword_of_an_admin(works, refused):
    address = "alice@example.org"
    assert works("setpassword", address, "--admin", "--password-stdin", stdin="Swan-7-lake-42\n") == (
        "alice@example.org has a new password.\n"
    )
    assert check_password("Swan-7-lake-42", Admin.objects.get(username=address).password)
    assert refused("setpassword", address, "--generate") == "There is no mailbox alice@example.org."
    assert refused("setpassword", "bob@example.org", "--admin", "--generate") == "There is no admin bob@example.org."


def test_who_is_not_there_needs_no_password(refused):
    assert refused("setpassword", "nobody@example.org") == "There is no mailbox nobody@example.org."
