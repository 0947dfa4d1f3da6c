"""`manage.py serve`: the first start, the second, and what stops it. Real gunicorn, a database of its own."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from domains.services import create_admin
from mailadmin.audit.actors import command_line_actor
from mailadmin.management.commands import serve
from mailadmin.passwords import check_setup_password, hash_setup_password
from tests.deploy.programs import ROOT, fetch, free_port, running


@pytest.fixture
def port():
    return free_port()


def environment(folder):
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
    return inherited | {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/console.sqlite3"}


@contextmanager
def started(folder, port):
    """The server's process and the file that it prints to, while it serves."""
    log = folder / f"{port}.log"
    command = [sys.executable, "manage.py", "serve", "--bind", f"127.0.0.1:{port}"]
    with running(*command, ready=port, log=log, cwd=ROOT, env=environment(folder)) as process:
        yield process, log


def test_it_works(tmp_path, port):
    with started(tmp_path, port) as (process, log):
        assert fetch(port, "/pfa/login/", headers={"Host": "localhost"}).status == 200
        printed = log.read_text()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert f"http://127.0.0.1:{port}/pfa/setup/" in printed
    assert "Traceback" not in printed
    password = re.search(r"Setup password +(\S+)", printed)[1]

    with started(tmp_path, free_port()) as (_process, log):
        assert password in log.read_text()


def children(process):
    """The ids of its child processes, and theirs."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [*found, *(each for child in found for each in children(child))]


def wait_for(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(number):
    stat = Path(f"/proc/{number}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def family(process, folder):
    """Console and worker, {id: command}, when the worker has done its first things."""

    def done():
        with sqlite3.connect(f"file:{folder}/console.sqlite3?mode=ro", uri=True) as database:
            sql = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
            return database.execute(sql).fetchone()[0] >= 3

    wait_for(done)
    wait_for(lambda: len(children(process.pid)) == 4)  # gunicorn, its two workers, ours
    return {number: Path(f"/proc/{number}/cmdline").read_text() for number in children(process.pid)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_worker_runs_beside_it_and_ends_with_it(tmp_path, port, number):
    with started(tmp_path, port) as (process, log):
        running = family(process, tmp_path)
        before = log.read_text()
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert not any(alive(each) for each in running)
        assert log.read_text() == before


@pytest.mark.parametrize("which", ["worker\0--verbosity", "gunicorn"])
def test_server_and_worker_end_when_the_other_dies(tmp_path, port, which):
    with started(tmp_path, port) as (process, _log):
        running = family(process, tmp_path)
        os.kill(int(next(number for number, command in running.items() if which in command)), signal.SIGKILL)
        assert process.wait(timeout=20) != 0
        wait_for(lambda: not any(alive(each) for each in running))


def test_server_and_worker_end_when_the_one_above_is_killed(tmp_path, port):
    with started(tmp_path, port) as (process, _log):
        running = family(process, tmp_path)
        process.kill()
        wait_for(lambda: not any(alive(each) for each in running))


def test_a_database_of_postfixadmin_is_left_alone(tmp_path, port):
    with sqlite3.connect(tmp_path / "console.sqlite3") as database:
        database.execute("CREATE TABLE mailbox (username TEXT)")
    command = [sys.executable, "manage.py", "serve", "--bind", f"127.0.0.1:{port}"]
    done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "made by PostfixAdmin" in done.stderr
    with sqlite3.connect(tmp_path / "console.sqlite3") as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("mailbox",)]


@pytest.fixture
def var(settings, tmp_path, monkeypatch):
    """A folder for what is kept, and no setup password yet."""
    settings.VAR_DIR = tmp_path
    settings.SETUP_PASSWORD_HASH = ""
    monkeypatch.setattr(serve, "collect_static", lambda: None)
    monkeypatch.setattr(serve, "serve", lambda bind: None)
    monkeypatch.setattr(os, "umask", lambda mask: None)  # that of the tests' own process stays
    return tmp_path


def mode(path):
    return path.stat().st_mode & 0o777


def test_the_setup_password_is_kept(var, settings):
    plain = serve.setup_password()
    stored = (var / "setup_password_hash").read_text().strip()
    assert check_setup_password(plain, stored)
    assert mode(var / "setup_password") == mode(var / "setup_password_hash") == 0o600
    settings.SETUP_PASSWORD_HASH = stored
    assert serve.setup_password() == plain


def test_a_chosen_setup_password_goes_first(var, settings):
    plain = serve.setup_password()
    settings.SETUP_PASSWORD_HASH = hash_setup_password("Fish-42-sheep")
    assert plain not in serve.setup_password()
    assert "setuppassword" in serve.setup_password()


@pytest.mark.django_db
def test_the_plain_text_goes_when_there_is_a_superadmin(var, port, capsys):
    call_command("serve", bind=f"127.0.0.1:{port}")
    assert (var / "setup_password").read_text().strip() in capsys.readouterr().out
    create_admin(command_line_actor(), username="root@example.org", password="Fish-42-sheep", superadmin=True)
    call_command("serve", bind=f"127.0.0.1:{port}")
    assert "Setup" not in capsys.readouterr().out
    assert not (var / "setup_password").exists()
    assert (var / "setup_password_hash").exists()


@pytest.mark.parametrize("bad", ["", "8000", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http"])
def test_a_bad_address_is_refused(bad):
    with pytest.raises(CommandError, match="Allowed: HOST:PORT"):
        serve.check_free(bad)


def test_a_taken_port_is_named(port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(CommandError, match=r"already in use.*PORT="):
            serve.check_free(f"127.0.0.1:{port}")


def test_links_follow_the_port(monkeypatch, settings):
    monkeypatch.setenv("BASE_URL", "")
    assert serve.base_url("127.0.0.1:8001") == "http://127.0.0.1:8001"
    monkeypatch.setenv("BASE_URL", "https://mail.example.org/")
    assert serve.base_url("127.0.0.1:8001") == "https://mail.example.org"
    monkeypatch.delenv("BASE_URL")
    assert serve.base_url("0.0.0.0:8001") == settings.BASE_URL
