"""fail2ban sees who guesses passwords, and nobody gets another one banned by what he types."""

import re
import shutil
from pathlib import Path

import pytest

from .programs import DEPLOY, program, run

LINE = "2026-11-24 03:55:00,123 WARNING mailadmin.login: PostfixAdmin {} login failed (username: {}, ip_address: {})"
JOURNAL = "Nov 24 03:55:00 mail gunicorn[4242]: "


@pytest.fixture(scope="module")
def configuration(tmp_path_factory):
    """Debian's /etc/fail2ban with our filter and jail put where deploy/README.md says."""
    program("fail2ban-client", "fail2ban")
    folder = tmp_path_factory.mktemp("fail2ban") / "etc"
    shutil.copytree("/etc/fail2ban", folder)
    shutil.copy(DEPLOY / "fail2ban/filter.conf", folder / "filter.d/mailadmin.conf")
    shutil.copy(DEPLOY / "fail2ban/jail.conf", folder / "jail.d/mailadmin.conf")
    return folder


@pytest.fixture
def banned(configuration, tmp_path):
    """Ask fail2ban which addresses it finds in these lines."""

    def find(*lines):
        log = tmp_path / "log"
        log.write_text("\n".join(lines) + "\n")
        return addresses(configuration, log)

    return find


def addresses(configuration, log):
    """The addresses that our filter finds in a log file, in fail2ban's order."""
    done = run(program("fail2ban-regex", "fail2ban"), "--out", "ip", log, configuration / "filter.d/mailadmin.conf")
    assert done.returncode == 0, done.stdout
    return done.stdout.split()


@pytest.mark.parametrize("prefix", ["", JOURNAL])
@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
@pytest.mark.parametrize("who", ["admin", "user"])
def test_it_works(banned, prefix, address, who):
    assert banned(prefix + LINE.format(who, "bob@example.org", address)) == [address]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x, ip_address: 198.51.100.1)",
        "x, ip_address: 198.51.100.1) PostfixAdmin admin login failed (username: y",
        "名字 <b>",
    ],
)
def test_the_name_typed_bans_nobody_else(banned, name):
    assert banned(LINE.format("admin", name, "192.0.2.7")) == ["192.0.2.7"]


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24 03:55:00,123 WARNING django.request: Not Found: /pfa/{}",
        "2026-11-24 03:55:00,123 WARNING mailadmin.audit: Bob said {}",
        "{} and more",
    ],
)
def test_a_line_that_only_quotes_ours_bans_nobody(banned, line):
    quoted = LINE.format("admin", "x", "198.51.100.1")
    for text in (quoted, quoted.partition("WARNING ")[2], quoted.partition(": ")[2], "WARNING " + quoted):
        assert banned(line.format(text)) == [], text


def test_postfixadmins_own_pattern_still_matches():
    """Filters that people wrote for upstream look for this text."""
    assert re.search(r"login failed \(username: .*, ip_address: (\S+)\)$", LINE.format("user", "bob", "192.0.2.7"))


def test_the_jails_are_understood(configuration):
    done = run("fail2ban-client", "-c", configuration, "-d")
    assert done.returncode == 0 and "ERROR" not in done.stdout, done.stdout[-2000:]
    for jail in ("mailadmin", "roundcube-auth", "dovecot", "postfix-sasl"):
        assert f"'{jail}', 'systemd'" in done.stdout, jail
    assert "_SYSTEMD_UNIT=mailadmin.service" in done.stdout
    assert Path(configuration / "filter.d/roundcube-auth.conf").exists()
