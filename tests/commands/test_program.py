"""Commands as programs: exit codes, streams, signals and surroundings. Real processes, a database of their own."""

import json
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.deploy.programs import ROOT, free_port

COMMAND = [sys.executable, "manage.py"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A database with one domain, made once."""
    folder = tmp_path_factory.mktemp("commands")
    run(folder, "migrate", "--verbosity", "0", check=True)
    run(folder, "createdomain", "example.org", "--no-default-aliases", "--mailboxes", "0", check=True)
    return folder / "console.sqlite3"


@pytest.fixture
def site(empty, tmp_path):
    """A folder with a copy of it."""
    with sqlite3.connect(empty) as source, sqlite3.connect(tmp_path / "console.sqlite3") as copy:
        source.backup(copy)
    return tmp_path


def environment(folder, **more):
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TZ")}
    database = f"sqlite:///{folder}/console.sqlite3"
    return inherited | {"VAR_DIR": str(folder), "DATABASE_URL": database, "DOTENV": os.devnull} | more


def run(folder, *args, env=None, **options):
    options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 60, "input": ""} | options
    return subprocess.run([*COMMAND, *args], cwd=ROOT, env=environment(folder, **(env or {})), **options)


def refused(done):
    """The one line of a command that refused."""
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.rstrip("\n")


def dump(folder):
    with sqlite3.connect(folder / "console.sqlite3") as database:
        return [*database.iterdump()]


def test_it_works(site):
    done = run(site, "createmailbox", "bob@example.org", "--generate", "--no-welcome-mail")
    assert (done.returncode, done.stderr) == (0, "bob@example.org was added.\n")
    assert len(done.stdout) == 13
    done = run(site, "setpassword", "bob@example.org", "--password-stdin", input=" Fish 42 sheep \n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "bob@example.org has a new password.\n", "")
    done = run(site, "listmailboxes", "--json")
    assert [row["address"] for row in json.loads(done.stdout)] == ["bob@example.org"]
    assert (done.returncode, done.stderr) == (0, "")
    assert run(site, "deletemailbox", "bob@example.org", "--yes").returncode == 0
    assert json.loads(run(site, "listmailboxes", "--json").stdout) == []


@pytest.mark.parametrize(
    "args",
    [
        ["createdomain"],
        ["createdomain", "example.org"],
        ["createdomain", "-x"],
        ["createmailbox", "bob@nowhere.example", "--generate"],
        ["createmailbox", "bob@example.org"],
        ["createmailbox", "bob@example.org", "--password", "weak"],
        ["createalias", "info@example.org", "info@example.org"],
        ["createaliasdomain", "example.org", "example.org"],
        ["createadmin", "alice@example.org", "--domain", "nowhere.example", "--generate"],
        ["updatedomain", "example.org"],
        ["updatemailbox", "bob@example.org", "--quota", "1"],
        ["deletedomain", "example.org"],
        ["listmailboxes", "--domain", "nowhere.example"],
        ["setuppassword"],
    ],
)
def test_a_refusal_is_one_line_and_changes_nothing(site, args):
    before = dump(site)
    assert refused(run(site, *args)).startswith(f"{args[0]}: ")
    assert dump(site) == before


@pytest.mark.parametrize("name", ["createmailbox", "updateadmin", "deletedomain", "listaliases", "setuppassword"])
def test_help(site, name):
    done = run(site, name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"usage: manage.py {name}" in done.stdout


def test_text_that_is_not_utf8(site):
    before = dump(site)
    for args in (["createdomain", b"\xff.example"], ["updatedomain", "example.org", "--description", b"\xff"]):
        refused(run(site, *args))
    done = subprocess.run(
        [*COMMAND, "createmailbox", "bob@example.org", "--password-stdin"],
        cwd=ROOT,
        env=environment(site, LANG="C.UTF-8"),
        input=b"Fish-42-sheep\xff\n",
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert dump(site) == before


def test_a_terminal_without_unicode(site):
    latin = {"PYTHONIOENCODING": "ascii"}
    done = run(site, "createdomain", "例子.example", env=latin)
    assert (done.returncode, done.stdout, done.stderr) == (0, r"\u4f8b\u5b50.example was added." + "\n", "")
    assert r"\u4f8b\u5b50.example is there" in refused(run(site, "createdomain", "例子.example", env=latin))


def test_the_language_of_the_site(site):
    args = ["updatedomain", "example.org", "--description", "x" * 256]
    assert "Ensure this value has at most 255" in refused(run(site, *args, env={"LANG": "zh_CN.UTF-8"}))
    assert "255 字符" in refused(run(site, *args, env={"LANGUAGE_CODE": "zh-hans"}))


def test_no_tables(tmp_path):
    assert "migrate" in refused(run(tmp_path, "createdomain", "example.org"))


def test_no_database(tmp_path):
    (tmp_path / "console.sqlite3").mkdir()
    assert refused(run(tmp_path, "listdomains")).startswith("listdomains: Database error: unable to open")


def test_no_database_server(tmp_path):
    pytest.importorskip("MySQLdb")
    url = f"mysql://console:secret-42@127.0.0.1:{free_port()}/mail"
    line = refused(run(tmp_path, "listdomains", env={"DATABASE_URL": url, "SECRET_KEY": "x"}))
    assert line.startswith("listdomains: Database error: ")
    assert "secret-42" not in line


def test_a_bad_setting(site):
    line = refused(run(site, "listdomains", env={"QUOTA": "maybe"}))
    assert line == "manage.py: QUOTA='maybe' is not allowed. Allowed: YES or NO."


def many_rows(folder):
    with sqlite3.connect(folder / "console.sqlite3") as database:
        columns = "(address, goto, domain, created, modified, active, description)"
        rows = [(f"a{number}@example.org", f"b{number}@example.net") for number in range(20_000)]
        text = f"INSERT INTO alias {columns} VALUES (?, ?, 'example.org', '2026-01-01', '2026-01-01', 1, '')"
        database.executemany(text, rows)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_whoever_reads_has_enough(site, options):
    many_rows(site)
    with subprocess.Popen(
        [*COMMAND, "listaliases", *options],
        cwd=ROOT,
        env=environment(site),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 1


def test_a_full_disk(site):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = run(site, "listdomains", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, "listdomains: No space left on device\n")


LONG = 120  # seconds: a command may take ten to start where others keep the machine busy


def at_terminal(folder, *args):
    """The process of a command at a terminal, and our end of that."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *args],
        cwd=ROOT,
        env=environment(folder),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        # What a shell runs in the background ignores Ctrl-C, and so would all that the tests start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(theirs)
    return process, ours


def read_until(terminal, text, seconds=LONG):
    printed, end = "", time.monotonic() + seconds
    while text not in printed:
        assert select.select([terminal], [], [], max(end - time.monotonic(), 0))[0], printed
        try:
            printed += os.read(terminal, 1000).decode()
        except OSError:  # the other end is closed
            break
    return printed


def test_a_password_is_asked_for_twice_and_not_shown(site):
    process, terminal = at_terminal(site, "createmailbox", "bob@example.org", "--no-welcome-mail")
    printed = read_until(terminal, "New password: ")
    os.write(terminal, b"Fish-42-sheep\n")
    printed += read_until(terminal, "The same again: ")
    os.write(terminal, b"Fish-42-sheep\n")
    printed += read_until(terminal, "was added.")
    assert process.wait(LONG) == 0
    assert "Fish" not in printed
    os.close(terminal)


def test_two_different_passwords(site):
    before = dump(site)
    process, terminal = at_terminal(site, "createmailbox", "bob@example.org")
    read_until(terminal, "New password: ")
    os.write(terminal, b"Fish-42-sheep\n")
    read_until(terminal, "The same again: ")
    os.write(terminal, b"Fish-42-sheap\n")
    assert "two different passwords" in read_until(terminal, "passwords.")
    assert process.wait(LONG) == 1
    assert dump(site) == before
    os.close(terminal)


@pytest.mark.parametrize(
    ("args", "question"),
    [(["deletedomain", "example.org"], "[y/N] "), (["createmailbox", "bob@example.org"], "New password: ")],
)
def test_control_c_is_quiet(site, args, question):
    before = dump(site)
    process, terminal = at_terminal(site, *args)
    read_until(terminal, question)
    process.send_signal(signal.SIGINT)
    assert process.wait(LONG) == -signal.SIGINT
    assert read_until(terminal, "Traceback").strip() == ""
    assert dump(site) == before
    os.close(terminal)


def test_a_question_is_answered_at_a_terminal(site):
    process, terminal = at_terminal(site, "deletedomain", "example.org")
    read_until(terminal, "[y/N] ")
    os.write(terminal, b"y\n")
    assert "example.org was deleted." in read_until(terminal, "deleted.")
    assert process.wait(LONG) == 0
    os.close(terminal)
