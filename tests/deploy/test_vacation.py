"""mailconfig's files for replies in somebody's absence: only those of who replies, each value as its file wants it."""

import pytest
from django.core.management import CommandError

from deploy.mailconfig import Account, Database, Unfit
from deploy.vacationconfig import perl_values, render
from tests.deploy.programs import DEPLOY, run
from tests.deploy.test_mailconfig import mailconfig, settings  # noqa: F401
from tests.mail.site import ODD


@pytest.fixture
def replying(settings):  # noqa: F811
    settings.VACATION, settings.VACATION_BY, settings.VACATION_DOMAIN = True, "vacation.pl", "autoreply.example.org"
    settings.VACATION_DATABASE_USER, settings.VACATION_DATABASE_PASSWORD = "vacation", "vacation-secret"
    return settings


def transports(files):
    return run("postconf", "-c", files["postfix/main.cf"].parent, "-h", "transport_maps").stdout.splitlines()[-1]


def test_it_works(replying, tmp_path, capsys):
    files = mailconfig(tmp_path / "out")
    assert {name for name in files if "vacation/" in name} == {"vacation/vacation.conf", "vacation/grants.sql"}
    text = files["vacation/vacation.conf"].read_text()
    assert "$db_host = 'db.example.org;port=3307';\n" in text
    assert "$db_password = 'vacation-secret';\n" in text
    assert "TO 'vacation'@'%'" in files["vacation/grants.sql"].read_text()
    assert transports(files).startswith("inline:{autoreply.example.org=vacation:}, proxy:mysql:")
    assert capsys.readouterr().err == ""


def test_postfix_finds_the_script(replying, tmp_path):
    files = mailconfig(tmp_path / "out")
    folder = files["postfix/main.cf"].parent
    first = transports(files).partition(",")[0]
    for key, answer in (("autoreply.example.org", "vacation:"), ("example.org", "")):
        assert run("postmap", "-c", folder, "-q", key, first).stdout.strip() == answer
    service = run("postconf", "-c", folder, "-M", "vacation/unix").stdout
    assert "user=vacation argv=/var/spool/vacation/vacation.pl -f ${sender} -- ${recipient}" in service


def test_by_sieve(replying, tmp_path):
    replying.VACATION_BY = "sieve"
    files = mailconfig(tmp_path / "out")
    assert {name.removeprefix("vacation/") for name in files if "vacation/" in name} == {
        "dovecot.conf",
        "dovecot-2.4.conf",
        "dovecot-vacation-sql.conf.ext",
    }
    assert "password=dovecot-secret" in files["vacation/dovecot-vacation-sql.conf.ext"].read_text()
    assert "inline:" not in files["postfix/main.cf"].read_text()


def test_none(replying, tmp_path):
    replying.VACATION = False
    files = mailconfig(tmp_path / "out")
    assert not [name for name in files if "vacation" in name]
    assert "inline:" not in files["postfix/main.cf"].read_text()


def test_it_warns_of_the_consoles_own_account(replying, tmp_path, capsys):
    replying.VACATION_DATABASE_USER = ""
    files = mailconfig(tmp_path / "out")
    assert "VACATION_DATABASE_USER" in capsys.readouterr().err
    assert "vacation/grants.sql" not in files  # nobody's rights are to be cut down to these
    assert "$db_username = 'console';" in files["vacation/vacation.conf"].read_text()


@pytest.mark.parametrize("domain", ["a b", "x}", "a,b.example"])
def test_a_domain_that_is_none(replying, tmp_path, domain):
    replying.VACATION_DOMAIN = domain
    with pytest.raises(CommandError, match="VACATION_DOMAIN"):
        mailconfig(tmp_path / "out")


def test_perl_reads_what_was_meant(tmp_path):
    """Whatever the password holds."""
    account = Account("o'dd\\", f"{ODD}'; die; '", "VACATION_DATABASE_PASSWORD")
    database = Database("mysql", "mail", socket="/run/my.sock")
    files = render(
        DEPLOY, database, "vacation.pl", account=account, dovecot=account, domain="autoreply.invalid", host="mail.x.de"
    )
    (tmp_path / "vacation.conf").write_text(files["vacation/vacation.conf"])
    values = '$db_username, $db_password, $db_name, $db_host, (mx("x"))[0]->exchange'
    script = f'require "./vacation.conf"; print join "\\0", {values}'
    done = run("perl", "-e", script, cwd=tmp_path)
    assert done.stdout.split("\0") == [
        account.user,
        account.password,
        "mail;mysql_socket=/run/my.sock",
        "",
        "127.0.0.1",
    ]


@pytest.mark.parametrize(
    ("database", "account"),
    [
        (Database("mysql", "a;b"), Account("u", "p", "X")),
        (Database("mysql", "a", host="h;x"), Account("u", "p", "X")),
        (Database("mysql", "a"), Account("u", "p\n", "X")),
    ],
)
def test_what_the_file_cannot_hold(database, account):
    with pytest.raises(Unfit):
        perl_values(database, account, "autoreply.invalid", "mail.x.de")
