"""manage.py importconfig: what it prints starts the console with the values of PostfixAdmin's files."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from mailadmin.env import Env
from mailadmin.upstream.composed import base_url, database_url, email_url, password_scheme
from mailadmin.upstream.values import quoted
from tests.commands.conftest import everything, manage, refused  # noqa: F401 (fixtures)
from tests.house_rules.source import ROOT
from tests.importconfig.files import COMPUTED, DEBIAN, HOSTILE, PLAIN

NAMES = """PASSWORD_SCHEME SETUP_PASSWORD_HASH DEFAULT_ALIASES ALIASES MAILBOXES MAXQUOTA DOMAIN_QUOTA_DEFAULT QUOTA
    TRANSPORT_OPTIONS TRANSPORT_DEFAULT PASSWORD_VALIDATION WELCOME_TEXT ADMIN_EMAIL PAGE_SIZE PASSWORD_EXPIRATION
    EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD BASE_URL LANGUAGE_CODE"""
CODE = """
import json, sys
from django.conf import settings
found = {name: getattr(settings, name) for name in sys.argv[1].split()}
settings.DATABASES["default"]["OPTIONS"].pop("conv", None)  # functions
print(json.dumps(found | {"DATABASE": settings.DATABASES["default"]}))
"""
REST = """$CONF['smtp_server'] = 'mail.example.org'; $CONF['smtp_port'] = 587; $CONF['smtp_type'] = 'starttls';
$CONF['smtp_username'] = 'u@example.org'; $CONF['admin_smtp_password'] = 'a:b@c/$d%';
$CONF['site_url'] = 'https://mail.example.org/postfixadmin'; $CONF['default_language'] = 'cn';
"""


def started(tmp_path, dotenv):
    """The settings of a process that reads these lines."""
    (tmp_path / ".env").write_text(dotenv)
    environment = {"PATH": os.environ["PATH"], "DOTENV": str(tmp_path / ".env"), "VAR_DIR": str(tmp_path / "var")}
    environment |= {"DJANGO_SETTINGS_MODULE": "mailadmin.settings", "SECRET_KEY": "x" * 50}
    command = [sys.executable, "-c", CODE, NAMES]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=["php", "reader"])
def printed(request, manage, tmp_path):  # noqa: F811
    """A function that imports a file's text, by either reading, and returns what is printed."""

    def run(*texts):
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"{number}.php")
            paths[-1].write_text(text)
        done = manage("importconfig", *map(str, paths), *(["--without-php"] if request.param == "reader" else []))
        assert done.code == 0, done.err
        assert done.err == "The lines hold passwords: keep them where only the console's user can read.\n"
        return done.out

    return run


def test_it_works(printed, tmp_path):
    found = started(tmp_path, printed(PLAIN + REST))
    database = found.pop("DATABASE")
    assert [database[key] for key in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        *("django.db.backends.mysql", "db.example.org", 3307, "mail db", "postfix", "p@ss:w/rd?#%$x '\"\\ é"),
    ]
    assert found == {
        "PASSWORD_SCHEME": "SHA512-CRYPT",
        "SETUP_PASSWORD_HASH": "$2y$10$yfjPmDR1RucC7Fu1prtIke5pr7rjX.DQNcaS/PK1akRibUYlQ6iNy",
        "DEFAULT_ALIASES": {"abuse": "root@example.org", "postmaster": "admin"},
        "ALIASES": 0,
        "MAILBOXES": 20,
        "MAXQUOTA": -1,
        "DOMAIN_QUOTA_DEFAULT": 2048,
        "QUOTA": True,
        "TRANSPORT_OPTIONS": ["virtual", "lmtp:unix:private/dovecot", "relay:"],
        "TRANSPORT_DEFAULT": "lmtp:unix:private/dovecot",
        "PASSWORD_VALIDATION": [
            '/.{8}/ => "password_too_short 8"',
            r'/[A-Z\/,]/i => "One, please."',
            '/[0-9]/ => "password_no_digits 1"',
        ],
        "WELCOME_TEXT": 'Hi "you",\n  it\'s a $5 \\ text!',
        "ADMIN_EMAIL": "postfix@example.org",
        "PAGE_SIZE": 25,
        "PASSWORD_EXPIRATION": False,
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "u@example.org",
        "EMAIL_HOST_PASSWORD": "a:b@c/$d%",
        "BASE_URL": "https://mail.example.org",
        "LANGUAGE_CODE": "zh-hans",
    }


def test_what_has_no_counterpart_is_named_with_its_reason(printed):
    lines = printed(PLAIN).splitlines()
    assert "# xmlrpc_enabled: scripts use manage.py, with JSON and exit codes; there is no XML-RPC." in lines
    assert "# footer_text, motd_user: pages have no place for texts of the site's own." in lines
    assert "# x_own: PostfixAdmin knows no such option." in lines
    assert not [line for line in lines if "theme" in line or "configured" in line]


def test_expiry_is_for_a_person_to_decide(printed):
    lines = printed("<?php $CONF['password_expiration'] = 'YES';").splitlines()
    at = lines.index("#PASSWORD_EXPIRATION=YES")
    assert "expired mailboxes are shut" in lines[at - 1]


def test_debian_s_variables(printed, tmp_path):
    database = started(tmp_path, printed(DEBIAN, "<?php $CONF['encrypt'] = 'md5crypt';"))["DATABASE"]
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("localhost", 3306, "it's")


def test_postfixadmin_s_defaults_count_where_no_file_says_more(printed):
    lines = printed("<?php $CONF['mailboxes'] = '0';").splitlines()
    assert lines[lines.index("ALIASES=10") - 1] == "# PostfixAdmin's default"
    assert "QUOTA=NO" in lines
    assert not [line for line in lines if line.startswith(("MAILBOXES=", "DATABASE_URL=", "PASSWORD_SCHEME="))]
    assert "# DATABASE_URL: no file says which database it is (database_type)" in lines


def test_nothing_that_a_file_says_gets_out_of_its_line(printed):
    out = printed(
        r"""<?php $CONF["x\nDEBUG=YES"] = 1; $CONF['admin_email'] = "a\nDEBUG=YES"; $CONF["y\u{2028}DEBUG=YES"] = 2;
        $CONF['encrypt'] = "dovecot:\nDEBUG=YES"; $CONF['site_url'] = "https://x\nDEBUG=YES";
        $CONF['page_size'] = "1\n";
        $CONF['smtp_server'] = "x\nDEBUG=YES"; $CONF['password_validation'] = array("/\n/" => "\nDEBUG=YES");
        $CONF['database_type'] = "mysql"; $CONF['database_port'] = "1\nDEBUG=YES";
        $CONF['database_name'] = "a\nDEBUG=YES";
        """
    )
    assert "DEBUG" in out
    assert not [line for line in out.splitlines() if line.startswith(("DEBUG", "ADMIN_EMAIL"))]


def test_what_was_not_read_is_listed(manage, tmp_path):  # noqa: F811
    (tmp_path / "a.php").write_text(COMPUTED)
    lines = manage("importconfig", "--without-php", str(tmp_path / "a.php")).out.splitlines()
    assert lines[-1].startswith("# Not read, since it is no plain value: aliases, footer_text, maxquota, motd_admin")
    assert not [line for line in lines if line.startswith(("ALIASES=", "MAXQUOTA=", "PAGE_SIZE="))]


def test_without_php_it_reads(manage, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "a.php").write_text("<?php $CONF['aliases'] = strlen('x'); $CONF['mailboxes'] = '3';")
    out = manage("importconfig", str(tmp_path / "a.php")).out
    assert "MAILBOXES=3" in out
    assert "# Not read, since it is no plain value: aliases" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give the files"),
        (["DIR/missing.php"], "missing.php: No such file"),
        (["DIR"], "Is a directory"),
        (["DIR/empty.php"], "There is no $CONF in it."),
        (["DIR/exit.php"], "Nothing was read. PHP stopped: exit."),
        (["--without-php", "DIR/exit.php"], "it stops before its end"),
    ],
)
def test_refusals(refused, tmp_path, arguments, sentence):  # noqa: F811
    (tmp_path / "empty.php").write_text("<?php\n")
    (tmp_path / "exit.php").write_text(HOSTILE["exit"])
    assert sentence in refused("importconfig", *(each.replace("DIR", str(tmp_path)) for each in arguments))


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "a",
            "a b",
            " a ",
            "it's",
            '"',
            '"x"',
            "'x'",
            "\"'",
            "$HOME",
            "it's $HOME `x`",
            "a#b",
            "\\",
            "\\n",
            "'\\n'",
        ),
        *("'\"\\$`", "a\\", "'\\", "=", "ä'ö$", "\t'", "'a\"b'c\"", "%41+&", '"\'\\n\\t"', "\u3000"),
    ],
)
def test_quoting(value, tmp_path, monkeypatch):
    """Our own reader gives it back, and so does a shell."""
    monkeypatch.delenv("TRY_QUOTED", raising=False)
    (tmp_path / ".env").write_text(f"TRY_QUOTED={quoted(value)}\n")
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr("environ.Env.ENVIRON", os.environ)
    assert Env(tmp_path / ".env").text("TRY_QUOTED") == value
    shell = f'TRY_QUOTED={quoted(value)}; printf %s "$TRY_QUOTED"'
    assert subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout == value


@pytest.mark.parametrize("value", ["a\nb", "a\r", "\0", "\x0b", "\x85", "\u2028", "\x1c"])
def test_what_no_line_can_hold(value):
    with pytest.raises(ValueError, match="line break"):
        quoted(value)


@pytest.mark.parametrize(
    ("encrypt", "scheme", "remark"),
    [
        ("md5crypt", "MD5-CRYPT", ""),
        ("md5", "PLAIN-MD5", "prefix"),
        ("system", "", "choose"),
        ("cleartext", "PLAIN", "prefix"),
        ("mysql_encrypt", "", "choose"),
        ("authlib", "", "choose"),
        ("dovecot:SHA512-CRYPT", "SHA512-CRYPT", ""),
        ("dovecot:CRAM-MD5", "CRAM-MD5", ""),
        ("dovecot:SSHA256.HEX", "SSHA256", "prefix"),
        ("dovecot:DIGEST-MD5", "", "choose"),
        ("php_crypt", "SHA512-CRYPT", ""),
        ("php_crypt:MD5", "MD5-CRYPT", ""),
        ("php_crypt:DES", "", "choose"),
        ("php_crypt:BLOWFISH:12", "BLF-CRYPT", "rounds"),
        ("php_crypt:SHA256::{SHA256-CRYPT}", "SHA256-CRYPT", "rounds"),
        ("sha512.b64", "SHA512-CRYPT", "prefix"),
        ("ARGON2ID", "ARGON2ID", ""),
        ("BLF-CRYPT.B64", "BLF-CRYPT", "prefix"),
        ("courier:sha256", "SHA256", ""),
        ("courier:md5raw", "", "choose"),
        ("what", "", "choose"),
    ],
)
def test_schemes(db, encrypt, scheme, remark):
    found, said = password_scheme(encrypt, "md5raw")
    said = said.replace("start with their {SCHEME}", "prefix").replace("number of rounds", "rounds")
    assert found == scheme
    assert remark in said if remark else said == ""


def test_authlib_by_its_flavor():
    assert password_scheme("authlib", "SHA") == ("SHA", "")


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({"type": "mysqli", "host": "localhost", "user": "a", "password": "b", "name": "c"}, "mysql://a:b@localhost/c"),
        ({"type": "mysql", "host": "h:33", "user": "a", "name": "c"}, "mysql://a@h:33/c"),
        ({"type": "mysql", "host": "localhost:/run/x.sock", "user": "a", "name": "c"}, "mysql://a@/c?unix_socket=/run/x.sock"),
        ({"type": "mysqli", "socket": "/run/my sql", "user": "a", "name": "c"}, "mysql://a@/c?unix_socket=/run/my%20sql"),
        ({"type": "mysqli", "host": "2001:db8::1", "port": "3306", "name": "c"}, "mysql://@[2001:db8::1]:3306/c"),
        ({"type": "sqlite", "name": "/var/lib/a b.db"}, "sqlite:////var/lib/a%20b.db"),
        ({"type": "sqlite", "name": "a.db"}, ""),
        ({"type": "pgsql", "name": "c"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_databases(values, url):
    found, remark = database_url({f"database_{name}": value for name, value in values.items()}, {})
    assert found == url
    assert bool(remark) == (not url)


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "smtp://127.0.0.1:25"),
        ({"smtp_server": "h", "smtp_sendmail_tls": "YES", "smtp_port": 587}, "smtp+tls://h:587"),
        ({"smtp_server": "h", "smtp_type": "tls", "smtp_port": "465"}, "smtp+ssl://h:465"),
        ({"smtp_server": "::1", "admin_email": "a@b", "admin_smtp_password": "p"}, "smtp://a%40b:p@[::1]:25"),
        ({"admin_email": "a@b"}, "smtp://127.0.0.1:25"),
        ({"smtp_server": "a b"}, ""),
    ],
)
def test_mail_servers(values, url):
    assert email_url(values)[0] == url


@pytest.mark.parametrize("url", ["ftp://x", "mail.example.org", "https://", "https://a b/", "http://u:p@x"])
def test_no_web_addresses(url):
    assert base_url(url)[0] == ""
