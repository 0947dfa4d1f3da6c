"""mailconfig puts our names into DNS, nginx, systemd and web mail, and what it writes is as good as what it read."""

import json
from pathlib import Path

import pytest

from deploy import siteconfig
from deploy.mailconfig import PLACEHOLDER, Account, Database, Unfit

from .programs import DEPLOY, program, run

MARIADB = Database("mysql", "postfix_db", socket="/run/mysqld/mysqld.sock")


@pytest.fixture(scope="module")
def files():
    return siteconfig.render(DEPLOY, "mx1.firma.example.com.cn")


def test_it_works(files):
    assert {Path(name).parts[0] for name in files} == {"bind9", "nginx", "systemd", "roundcube", "fail2ban"}
    assert "server_name mx1.firma.example.com.cn;" in files["nginx/mailadmin.conf"]
    assert 'zone "firma.example.com.cn"' in files["bind9/named.conf.local"]
    assert "$mail_host = 'mx1.firma.example.com.cn';" in files["roundcube/mailadmin.inc.php"]
    assert "['username_domain'] = 'firma.example.com.cn';" in files["roundcube/mailadmin.inc.php"]


def test_nothing_is_left_to_fill_in(files):
    for name, text in files.items():
        assert "example.org" not in name + text, name
        assert not PLACEHOLDER.search(text), name
        assert "CHANGE-ME" not in text, name


def test_the_zone_is_still_one(files, tmp_path):
    zone = tmp_path / "zone"
    zone.write_text(files["bind9/db.firma.example.com.cn"])
    done = run(program("named-checkzone", "bind9-utils"), "-D", "-i", "full", "firma.example.com.cn", zone)
    assert done.returncode == 0, done.stdout
    assert "IN MX\t5 mx1.firma.example.com.cn." in done.stdout
    assert "\nmx1.firma.example.com.cn." in done.stdout


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("mail.example.org", True),
        ("xn--fiqs8s.cn", True),
        ("a.xn--p1ai", True),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("localhost", False),
        ("a b.org", False),
        ("a.org\n", False),
    ],
)
def test_only_names_of_hosts_are_put_in(host, named):
    assert siteconfig.is_name(host) is named


@pytest.mark.parametrize("password", ["simple", "it's", 'a"b', "a\\b", "a@b:c/d", "a b", "100%p", "密码", "$x{y}"])
def test_any_password_reaches_web_mail_as_it_is(tmp_path, password):
    """Read back by PHP, split by Roundcube's own parser."""
    account = Account("web'mail", password, "ROUNDCUBE_DATABASE_PASSWORD")
    text = siteconfig.render_password_page(DEPLOY, MARIADB, account, "MD5-CRYPT")[
        "roundcube/mailadmin-password.inc.php"
    ]
    (tmp_path / "page.php").write_text(text)
    (tmp_path / "read.php").write_text("""<?php
define('RCUBE_INSTALL_PATH', '/usr/share/roundcube/');
require '/usr/share/roundcube/program/lib/Roundcube/rcube_db.php';
$config = ['plugins' => []];
include __DIR__ . '/page.php';
echo json_encode(rcube_db::parse_dsn($config['password_db_dsn']));
""")
    done = run(program("php", "php-cli"), tmp_path / "read.php")

    dsn = json.loads(done.stdout)
    assert (dsn["username"], dsn["password"]) == ("web'mail", password)
    assert (dsn["socket"], dsn["database"]) == ("/run/mysqld/mysqld.sock", "postfix_db")


@pytest.mark.parametrize(
    ("scheme", "algorithm", "prefix"),
    [("MD5-CRYPT", "md5-crypt", ""), ("BLF-CRYPT", "hash-bcrypt", "{BLF-CRYPT}")],
)
def test_hashes_are_of_the_consoles_scheme(scheme, algorithm, prefix):
    account = Account("webmail", "secret", "ROUNDCUBE_DATABASE_PASSWORD")
    text = "".join(siteconfig.render_password_page(DEPLOY, MARIADB, account, scheme).values())
    assert f"['password_algorithm'] = '{algorithm}';" in text
    assert f"['password_algorithm_prefix'] = '{prefix}';" in text


@pytest.mark.parametrize("expiration", [True, False])
def test_a_new_password_gets_a_new_date_where_passwords_expire(expiration):
    account = Account("webmail", "secret", "ROUNDCUBE_DATABASE_PASSWORD")
    page, grants = siteconfig.render_password_page(DEPLOY, MARIADB, account, "MD5-CRYPT", expiration).values()
    assert ("password_expiry = " in page) == ("password_expiry" in grants) == expiration


def test_what_web_mail_cannot_do_is_refused():
    account = Account("webmail", "secret", "ROUNDCUBE_DATABASE_PASSWORD")
    with pytest.raises(Unfit, match="SQLite"):
        siteconfig.render_password_page(DEPLOY, Database("sqlite", "/var/x.sqlite3"), account, "MD5-CRYPT")
    with pytest.raises(Unfit, match="SCRAM-SHA-256"):
        siteconfig.render_password_page(DEPLOY, MARIADB, account, "SCRAM-SHA-256")
