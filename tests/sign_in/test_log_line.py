"""The line that fail2ban reads, in upstream's words; nothing a stranger sends can fake one."""

import re

import pytest

from mailadmin.audit.models import Log
from tests.sign_in.conftest import ADDRESS, post

LINE = re.compile(r"PostfixAdmin (admin|user) login failed \(username: ([\w.@+?-]*), ip_address: ([0-9a-f.:]+|local)\)")


def test_it_works(cast, login_log):
    post(password="wrong")
    assert login_log() == [
        "PostfixAdmin admin login failed (username: alice@example.org, ip_address: 203.0.113.7)",
    ]


@pytest.mark.parametrize("username", ["bob@example.org", "nobody@example.org"])
def test_mailbox_owners_and_unknown_names_are_users(cast, login_log, username):
    post(username=username, password="wrong")
    assert login_log() == [f"PostfixAdmin user login failed (username: {username}, ip_address: 203.0.113.7)"]


def test_a_good_sign_in_leaves_no_line(cast, login_log):
    post()
    assert not login_log()


def test_a_throttled_attempt_leaves_one_too(cast, settings, login_log):
    settings.THROTTLE_ACCOUNT = 1
    post(password="wrong")
    post(password="wrong")
    assert len(login_log()) == 2


CRAFTED = [
    "x@y.z, ip_address: 198.51.100.1)",
    "x) PostfixAdmin admin login failed (username: root@example.com, ip_address: 198.51.100.1)",
    "x@example.org\nPostfixAdmin admin login failed (username: x, ip_address: 198.51.100.1)",
    "x@example.org\r\n\x1b[2J\x00",
    "x\u2028y\u202e@example.org",
    "%s%(username)s{0}@example.org",
    "<script>alert(1)</script>@example.org",
    "\ud800@example.org".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
]


@pytest.mark.parametrize("username", CRAFTED)
def test_a_crafted_name_fakes_no_line(cast, login_log, username):
    post(username=username, password="wrong")
    for line in login_log():
        match = LINE.fullmatch(line)
        assert match, line
        assert match[3] == ADDRESS


@pytest.mark.parametrize("username", CRAFTED)
def test_it_reaches_no_page(cast, root, username):
    """Froxlor's CVE-2024-34070: the name of a failed sign-in, shown in the admin's log."""
    post(username=username, password="wrong")
    assert not Log.objects.filter(action__contains="login").exists()
    assert "alert(1)" not in root.get("/pfa/log/").content.decode()
