"""Dovecot understands its files, and they say what they should. That they work is tests/mail's business.

Only 2.3 is on the machines that run the tests. What 2.4 gets is compared with it here; to try it for real, see
tests/mail/debian13.sh.
"""

import re

import pytest

from deploy.mailconfig import Account, Database, render
from tests.mail.servers import Dovecot, Machine, mail_folder

from .maps import dovecot_queries
from .programs import DEPLOY, program, run

OLD = (DEPLOY / "dovecot/mailadmin.conf").read_text()
NEW = (DEPLOY / "dovecot-2.4/mailadmin.conf").read_text()
SOMEBODY = Account("somebody", "secret", "PASSWORD")


@pytest.fixture(scope="module", params=["mysql", "sqlite"])
def dovecot(request):
    """Debian's files with ours among them, not started."""
    with mail_folder() as folder:
        for name, text in render(DEPLOY, Database(request.param, "/db"), SOMEBODY, SOMEBODY, SOMEBODY).items():
            path = folder / "rendered" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        yield Dovecot(Machine(folder, folder / "rendered"))


def doveconf(dovecot, *options):
    done = run(program("doveconf", "dovecot-core"), "-c", dovecot.configuration, *options)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_it_works(dovecot):
    text = doveconf(dovecot, "-n")
    assert "Error" not in text and "Warning" not in text and "Obsolete" not in text
    assert text.count("driver = sql") == 2 and "driver = pam" not in text and "driver = passwd" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auth_mechanisms", "plain login"),
        ("disable_plaintext_auth", "yes"),
        ("auth_cache_size", "0"),
        ("mail_privileged_group", "mail"),
        ("recipient_delimiter", "+"),
        ("first_valid_uid", "5000"),
    ],
)
def test_setting(dovecot, name, value):
    assert doveconf(dovecot, "-h", name).strip() == value


@pytest.mark.parametrize("protocol", ["lda", "lmtp"])
def test_sieve_and_quota_at_delivery(dovecot, protocol):
    plugins = doveconf(dovecot, "-f", f"protocol={protocol}", "-h", "mail_plugins").split()
    assert {"sieve", "quota", "quota_clone"} <= set(plugins)


def test_where_mail_lies():
    assert "home=/var/mail/vmail/%d/%n" in OLD and "uid=vmail gid=vmail" in OLD
    assert "mail_location = maildir:/var/mail/vmail/%d/%n/Maildir" in OLD
    assert "mail_home = /var/mail/vmail/%{user | domain}/%{user | username}" in NEW
    assert "mail_path = %{home}/Maildir" in NEW and "mail_inbox_path = %{home}/Maildir" in NEW


def sockets(text):
    """{(service, socket): its settings}"""
    found = {}
    for service, block in re.findall(r"(?ms)^service ([\w-]+) \{\n(.*?)^\}", text):
        for path, body in re.findall(r"(?s)unix_listener (\S+) \{\n(.*?)\n  \}", block):
            found[service, path] = dict(re.findall(r"(\w+) = (\w+)", body))
    return found


@pytest.mark.parametrize("text", [OLD, NEW], ids=["2.3", "2.4"])
def test_sockets(text):
    found = sockets(text)
    postfix = "/var/spool/postfix/private"
    assert found["auth", f"{postfix}/auth"] == {"mode": "0660", "user": "postfix", "group": "postfix"}
    assert found["auth", "auth-userdb"] == {"mode": "0600", "user": "vmail"}
    assert found["lmtp", f"{postfix}/dovecot-lmtp"] == {"mode": "0600", "user": "postfix", "group": "postfix"}
    assert ("quota-status", f"{postfix}/quota-status") in found and ("dict", "dict") in found


def test_the_two_versions_ask_the_same():
    queries = dovecot_queries()
    for block, name in (("passdb query", "password_query"), ("userdb iterate_query", "iterate_query")):
        new = queries[f"2.4 {block}"].replace("%{user}", "%u").replace("%{protocol}", "%s")
        assert new == queries[f"2.3 {name}"]
    after = "FROM mailbox JOIN domain ON domain.domain=mailbox.domain WHERE mailbox.username='%u'"
    assert (
        queries["2.3 user_query"].partition(" FROM ")[2]
        == (queries["2.4 userdb query"].replace("%{user}", "%u").partition(" FROM ")[2])
    )
    assert after in queries["2.3 user_query"]


@pytest.mark.parametrize("name", list(dovecot_queries()))
def test_who_is_off_is_in_no_query(name):
    assert "mailbox.active='1' AND domain.active='1'" in dovecot_queries()[name]


@pytest.mark.parametrize("path", sorted((DEPLOY / "dovecot").iterdir()) + sorted((DEPLOY / "dovecot-2.4").iterdir()))
def test_each_file_says_what_it_is_for_and_how_to_try_it(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# ") and "/etc/dovecot/" in lines[0]
    assert any(line.startswith("# Proof: ") for line in lines[:4])


def test_default_scheme():
    assert "\ndefault_pass_scheme = MD5-CRYPT\n" in (DEPLOY / "dovecot/dovecot-sql.conf.ext").read_text()
    assert "\n  default_password_scheme = MD5-CRYPT\n" in NEW and "\nauth_allow_weak_schemes = yes\n" in NEW
