"""manage.py mailconfig: what it writes, and what it refuses."""

import re
import sqlite3
import stat

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from deploy.mailconfig import PLACEHOLDER, Account, Database, Unfit, placeholders, render
from mailadmin.store.tables import UPSTREAMS, table
from tests.deploy.programs import DEPLOY

MARIADB = {
    "ENGINE": "django.db.backends.mysql",
    "NAME": "postfix_db",
    "USER": "console",
    "PASSWORD": "console-secret",
    "HOST": "db.example.org",
    "PORT": "3307",
}
MAPS = 11


@pytest.fixture
def settings(settings, monkeypatch):
    """A site on MariaDB with all three accounts; tests change what they are about."""
    monkeypatch.setitem(settings.DATABASES, "default", MARIADB)
    settings.BASE_URL, settings.MAIL_HOST = "https://mail.example.org", "mail.example.org"
    settings.POSTFIX_DATABASE_USER, settings.POSTFIX_DATABASE_PASSWORD = "postfix", "postfix-secret"
    settings.DOVECOT_DATABASE_USER, settings.DOVECOT_DATABASE_PASSWORD = "dovecot", "dovecot-secret"
    settings.VACATION = False
    return settings


def mailconfig(folder, *options):
    call_command("mailconfig", "--output", str(folder), *options)
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def test_it_works(settings, tmp_path, capsys):
    files = mailconfig(tmp_path / "out")
    assert "hosts = inet:db.example.org:3307\n" in files["postfix/sql/mysql_relay_domains.cf"].read_text()
    connect = 'connect = "host=db.example.org dbname=postfix_db port=3307 user=dovecot password=dovecot-secret"\n'
    assert connect in files["dovecot/dovecot-sql.conf.ext"].read_text()
    assert connect in files["dovecot/dovecot-dict-sql.conf.ext"].read_text()
    assert "mysql db.example.org {\n  port = 3307\n" in files["dovecot-2.4/mysql_database.conf.ext"].read_text()
    assert "TO 'postfix'@'%'" in files["mariadb/grants.sql"].read_text()
    printed = capsys.readouterr()
    assert f"{len(files)} files written" in printed.out and "install -m 640 -g postfix" in printed.out
    assert printed.err == ""


def test_tables_of_other_names(settings, tmp_path, monkeypatch, db):
    """SQLite itself finds every table and column of the maps and of Dovecot's queries."""
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3", "NAME": "/x"})
    settings.DATABASE_PREFIX, settings.DATABASE_TABLES = "pa_", {"mailbox": "users"}
    files = mailconfig(tmp_path / "out")
    engine = sqlite3.connect(":memory:")
    for model in apps.get_models():
        columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
        name = model._meta.db_table
        if name in UPSTREAMS:
            engine.execute(f'CREATE TABLE "{table(name)}" ({columns})')
    found = 0
    for path in files.values():
        text = path.read_text().replace("\\\n", " ")
        for query in re.findall(r"^(?:\w*query) = (SELECT .*(?:\n[ \t].*)*)", text, re.M):
            if path.parent.name in ("sql", "dovecot"):
                engine.execute(query)
                found += 1
    assert found > MAPS + 3
    assert "table = pa_quota2" in files["dovecot/dovecot-dict-sql.conf.ext"].read_text()
    assert "FROM pa_users AS mailbox JOIN pa_domain AS domain" in files["dovecot-2.4/mailadmin.conf"].read_text()


def test_rights_on_tables_of_other_names(settings, tmp_path):
    settings.DATABASE_PREFIX = "pa_"
    grants = mailconfig(tmp_path / "out")["mariadb/grants.sql"].read_text()
    named = set(re.findall(r"\bON (\w+)\s+TO ", grants))
    assert {"pa_domain", "pa_mailbox", "pa_alias", "pa_alias_domain", "pa_quota2"} <= named
    assert not named & set(UPSTREAMS)


def test_only_the_owner_and_the_group_may_read(settings, tmp_path):
    files = mailconfig(tmp_path / "out")
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o640}
    folders = [path for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")] if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o750}


def test_no_placeholder_is_left(settings, tmp_path):
    for name, path in mailconfig(tmp_path / "out").items():
        assert not PLACEHOLDER.search(path.read_text()), name


def test_one_engine_only(settings, tmp_path, monkeypatch):
    names = mailconfig(tmp_path / "mariadb")
    assert len([name for name in names if "/sql/mysql_" in name]) == MAPS and not [n for n in names if "sqlite" in n]
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/mail/db.sqlite3"}
    monkeypatch.setitem(settings.DATABASES, "default", sqlite)
    files = mailconfig(tmp_path / "sqlite")
    assert len([name for name in files if "/sql/sqlite_" in name]) == MAPS and not [n for n in files if "mysql" in n]
    assert "proxy:sqlite:/etc/postfix/sql/sqlite_relay_domains.cf" in files["postfix/main.cf"].read_text()
    assert "mysql" not in files["postfix/main.cf"].read_text()
    assert 'connect = "/srv/mail/db.sqlite3"\n' in files["dovecot/dovecot-sql.conf.ext"].read_text()


def test_a_socket(settings, tmp_path, monkeypatch):
    local = MARIADB | {"HOST": "", "PORT": "", "OPTIONS": {"unix_socket": "/run/mysqld/mysqld.sock"}}
    monkeypatch.setitem(settings.DATABASES, "default", local)
    files = mailconfig(tmp_path / "out")
    assert "hosts = unix:/run/mysqld/mysqld.sock\n" in files["postfix/sql/mysql_relay_domains.cf"].read_text()
    assert "host=/run/mysqld/mysqld.sock " in files["dovecot/dovecot-sql.conf.ext"].read_text()
    assert "TO 'dovecot'@'localhost'" in files["mariadb/grants.sql"].read_text()


def test_it_warns_of_the_consoles_own_account(settings, tmp_path, capsys):
    settings.POSTFIX_DATABASE_USER = ""
    files = mailconfig(tmp_path / "out")
    assert "user = console\npassword = console-secret\n" in files["postfix/sql/mysql_relay_domains.cf"].read_text()
    warning = capsys.readouterr().err
    assert "POSTFIX_DATABASE_USER" in warning and "DOVECOT_DATABASE_USER" not in warning


def test_it_replaces_nothing_unless_told(settings, tmp_path):
    files = mailconfig(tmp_path)
    files["postfix/main.cf"].write_text("mine")
    files["dovecot/mailadmin.conf"].unlink()
    with pytest.raises(CommandError, match="--force"):
        mailconfig(tmp_path)
    assert files["postfix/main.cf"].read_text() == "mine" and not files["dovecot/mailadmin.conf"].exists()
    mailconfig(tmp_path, "--force")
    assert "virtual_transport" in files["postfix/main.cf"].read_text() and files["dovecot/mailadmin.conf"].exists()


def test_what_is_there_otherwise_stays(settings, tmp_path):
    (tmp_path / "postfix").mkdir(mode=0o755)
    (tmp_path / "postfix/virtual").write_text("mine")
    mailconfig(tmp_path)
    assert (tmp_path / "postfix/virtual").read_text() == "mine"
    assert not list(tmp_path.rglob(".*"))


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("POSTFIX_DATABASE_PASSWORD", "one\nuser = root", "line break"),
        ("DOVECOT_DATABASE_PASSWORD", "one\ndriver = x", "line break"),
        ("POSTFIX_DATABASE_PASSWORD", " one", "begins or ends with a space"),
        ("DOVECOT_DATABASE_PASSWORD", "one two", "holds a space"),
        ("POSTFIX_DATABASE_PASSWORD", "nul\0", "line break"),
    ],
)
def test_a_password_that_a_file_cannot_hold(settings, tmp_path, name, password, reason):
    setattr(settings, name, password)
    with pytest.raises(CommandError, match=f"{name} .*{reason}"):
        mailconfig(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_each_file_quotes_in_its_own_way():
    odd = Account("o'dd", """a"b'c\\d#%{e}""", "PASSWORD")
    values = placeholders(Database("mysql", "db"), odd, odd, odd)
    assert values["POSTFIX_PASSWORD"] == odd.password
    assert values["DOVECOT_CONNECT"].endswith(r"""password=a\"b'c\\d#%{e}""")
    assert values["DOVECOT_24_PASSWORD"] == r"""a\"b'c\\d#%%{e}"""
    assert values["POSTFIX_SQL_PASSWORD"] == r"""a"b''c\\d#%{e}"""
    assert values["POSTFIX_ACCOUNT"] == "'o''dd'@'localhost'"


@pytest.mark.parametrize("user", ["a\nb", "a\tb"])
def test_a_user_that_a_file_cannot_hold(user):
    fine = Account("fine", "fine", "PASSWORD")
    with pytest.raises(Unfit, match="The user of PASSWORD"):
        render(DEPLOY, Database("mysql", "db"), fine, Account(user, "x", "PASSWORD"), fine)
