"""DATABASE_PREFIX and DATABASE_TABLES: PostfixAdmin's tables by other names, in a new database."""

import os
import sqlite3
import subprocess
import sys

import pytest

from tests.house_rules.source import ROOT


def manage(folder, *words, **settings):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"DOTENV": os.devnull, "VAR_DIR": str(folder)} | settings
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_it_works(tmp_path):
    names = {"DATABASE_PREFIX": "pa_", "DATABASE_TABLES": "mailbox=users"}
    code, said = manage(tmp_path, "listdomains", **names)
    assert (code, said) == (1, "listdomains: The database has no tables yet. To make them: manage.py migrate\n")
    assert manage(tmp_path, "migrate", **names)[0] == 0
    assert manage(tmp_path, "createdomain", "example.org", **names) == (0, "example.org was added.\n")
    assert manage(tmp_path, "createalias", "info@example.org", "a@example.net", **names)[0] == 0
    with sqlite3.connect(tmp_path / "mailadmin.sqlite3") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert database.execute("SELECT goto FROM pa_alias WHERE address = 'info@example.org'").fetchall() == [
            ("a@example.net",)
        ]
    assert {"pa_users", "pa_domain", "pa_log", "mailadmin_throttle"} <= tables
    assert not tables & {"mailbox", "pa_mailbox", "domain", "log"}


@pytest.mark.parametrize(
    "settings", [{"DATABASE_PREFIX": "pa-"}, {"DATABASE_PREFIX": "x" * 31}, {"DATABASE_TABLES": "mailbox=a b"}]
)
def test_a_name_that_is_none_is_refused(tmp_path, settings):
    code, said = manage(tmp_path, "listdomains", **settings)
    assert code == 1
    assert said.startswith(f"manage.py: {next(iter(settings))}=")
    assert len(said.splitlines()) == 1
