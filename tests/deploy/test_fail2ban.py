"""fail2ban sees who guesses passwords, and nobody gets another one banned by what he types."""

import re
from urllib.parse import urlencode

import pytest

from .programs import fetch, program, run

LINE = "2026-11-24 03:55:00,123 WARNING mailadmin.login: PostfixAdmin {} login failed (username: {}, ip_address: {})"
JOURNAL = "Nov 24 03:55:00 mail gunicorn[4242]: "


@pytest.fixture
def banned(fail2ban, tmp_path):
    """Ask fail2ban which addresses it finds in these lines."""

    def find(*lines):
        log = tmp_path / "log"
        log.write_text("\n".join(lines) + "\n")
        return addresses(fail2ban, log)

    return find


def addresses(fail2ban, log):
    """The addresses that our filter finds in a log file, in fail2ban's order."""
    done = run(program("fail2ban-regex", "fail2ban"), "--out", "ip", log, fail2ban / "filter.d/mailadmin.conf")
    assert done.returncode == 0, done.stdout
    return done.stdout.split()


def test_it_works(banned):
    found = {
        prefix + LINE.format(who, "bob@example.org", address): address
        for prefix in ("", JOURNAL)
        for address in ("192.0.2.7", "2001:db8::7")
        for who in ("admin", "user", "admin second factor", "user second factor")
    }
    assert banned(*found) == list(found.values())


def test_the_setup_password_is_guarded_too(banned):
    line = "2026-11-24 03:55:00,123 WARNING mailadmin.login: PostfixAdmin setup login failed (ip_address: 192.0.2.7)"
    assert banned(JOURNAL + line, line) == ["192.0.2.7"] * 2


def test_the_name_typed_bans_nobody_else(banned):
    names = [
        "",
        "x, ip_address: 198.51.100.1)",
        "x, ip_address: 198.51.100.1) PostfixAdmin admin login failed (username: y",
        "名字 <b>",
    ]
    assert banned(*[LINE.format("admin", name, "192.0.2.7") for name in names]) == ["192.0.2.7"] * len(names)


def test_a_line_that_only_quotes_ours_bans_nobody(banned):
    quoted = LINE.format("admin", "x", "198.51.100.1")
    parts = (quoted, quoted.partition("WARNING ")[2], quoted.partition(": ")[2], "WARNING " + quoted)
    lines = [
        "2026-11-24 03:55:00,123 WARNING django.request: Not Found: /pfa/{}",
        "2026-11-24 03:55:00,123 WARNING mailadmin.audit: Bob said {}",
        "2026-11-24 03:55:00,123 INFO gunicorn.access: {}",
        "{} and more",
    ]
    assert banned(*[line.format(part) for line in lines for part in parts]) == []


def test_postfixadmins_own_pattern_still_matches():
    """Filters that people wrote for upstream look for this text."""
    assert re.search(r"login failed \(username: .*, ip_address: (\S+)\)$", LINE.format("user", "bob", "192.0.2.7"))


def test_the_jails_are_understood(fail2ban):
    done = run("fail2ban-client", "-c", fail2ban, "-d")
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout[-2000:]
    for jail in ("mailadmin", "roundcube-auth", "dovecot", "postfix-sasl"):
        assert f"'{jail}', 'systemd'" in done.stdout, jail
    assert "_SYSTEMD_UNIT=mailadmin.service" in done.stdout


def test_it_reads_what_the_console_writes(site, fail2ban):
    """Neither the address a client claims, nor a name with a line of its own in it, gets anybody else banned."""
    evil = f"x\n{LINE.format('admin', 'x', '198.51.100.2')}"
    for number, name in enumerate(("nobody@example.org", evil), start=1):
        assert wrong_sign_in(site, name, {"X-Forwarded-For": "198.51.100.1"}).status in {200, 422}
        assert addresses(fail2ban, site.log) == ["127.0.0.1"] * number


def wrong_sign_in(site, name, headers):
    page = fetch(site.https, "/pfa/login/", site.tls)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    cookie = "; ".join(value.partition(";")[0] for value in page.headers.get_all("Set-Cookie"))
    form = urlencode({"csrfmiddlewaretoken": token, "username": name, "password": "wrong"})
    headers = headers | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "Referer": "https://mail.example.org/pfa/login/",
    }
    return fetch(site.https, "/pfa/login/", site.tls, "POST", form, headers)
