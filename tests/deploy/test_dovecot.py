"""Dovecot understands its files, and they say what they should. That they work is tests/mail's business.

Only 2.3 is on the machines that run the tests. What 2.4 gets is compared with it here; to try it for real, see
tests/mail/debian13.sh.
"""

import re

import pytest

from deploy.mailconfig import Database, Policy, render
from tests.mail.servers import Dovecot, Machine, mail_folder

from .maps import SOMEBODY, dovecot_queries
from .programs import DEPLOY, program, run

OLD = (DEPLOY / "dovecot/mailadmin.conf").read_text()
NEW = (DEPLOY / "dovecot-2.4/mailadmin.conf").read_text()


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
    assert text.count("driver = sql") == 12 and "driver = pam" not in text and "driver = passwd" not in text


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
    assert "override_fields = uid=vmail gid=vmail\n" in OLD and "mail_location = maildir:@MAIL_LOCATION@\n" in OLD
    assert "mail_uid = vmail\n" in NEW and "mail_home" not in NEW
    assert "mail_path = @MAIL_LOCATION@" in NEW and "mail_inbox_path = @MAIL_LOCATION@" in NEW


@pytest.mark.parametrize(
    ("suffix", "location", "sieve"),
    [
        ("Maildir", "~/Maildir", "~/.dovecot.sieve"),
        ("a/b", "~/a/b", "~/.dovecot.sieve"),
        ("", "~", "~/dovecot.sieve"),
    ],
)
def test_the_settings_of_where_mail_lies(suffix, location, sieve):
    policy = Policy(mail_dir="/srv/NAS", mail_location_suffix=suffix)
    files = render(DEPLOY, Database("mysql", "/db"), SOMEBODY, SOMEBODY, SOMEBODY, policy)
    assert f"mail_location = maildir:{location}\n" in files["dovecot/mailadmin.conf"]
    assert f"mail_path = {location}\n" in files["dovecot-2.4/mailadmin.conf"]
    assert f"active={sieve}\n" in files["dovecot/mailadmin.conf"]
    assert f"active_path = {sieve}\n" in files["dovecot-2.4/mailadmin.conf"]
    for name in ("dovecot/dovecot-sql.conf.ext", "dovecot-2.4/mailadmin.conf"):
        assert "REPLACE('/srv/NAS/*','*',mailbox.maildir)" in files[name]
    assert "virtual_mailbox_base = /srv/NAS\n" in files["postfix/main.cf"]


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


def old(query):
    """A query of 2.4 in the words of 2.3."""
    for new, name in (("user", "u"), ("protocol", "s"), ("remote_ip", "r"), ("user | domain", "d")):
        query = query.replace(f"'%{{{new}}}'", f"'%{name}'")
    return query.replace("REPLACE('NB'", "REPLACE('*:bytes=N'").replace("quota_storage_size", "quota_rule")


@pytest.mark.parametrize("engine", ["mysql", "sqlite"])
@pytest.mark.parametrize(
    ("new", "name"),
    [
        ("passdb query", "password_query"),
        ("dovecot-app-password-0", "dovecot-app-password-0"),
        ("dovecot-app-password-1", "dovecot-app-password-1"),
        ("userdb query", "user_query"),
        ("userdb iterate_query", "iterate_query"),
    ],
)
def test_the_two_versions_ask_the_same(engine, new, name):
    queries = dovecot_queries(engine)
    assert len(queries) == 10
    assert old(queries[f"2.4 {new}"]) == queries[f"2.3 {name}"]


@pytest.mark.parametrize("name", list(dovecot_queries()))
def test_who_is_off_is_in_no_query(name):
    assert "mailbox.active='1' AND domain.active='1'" in dovecot_queries()[name]


PASSWORDS = ["2.3 password_query", "2.3 dovecot-app-password-0", "2.4 passdb query", "2.4 dovecot-app-password-1"]


@pytest.mark.parametrize("name", PASSWORDS)
def test_the_conditions_that_settings_bring(name):
    def condition(word, **policy):
        return word in dovecot_queries(**policy)[name]

    own = "app-password" not in name
    assert condition("password_expiry>") and not condition("password_expiry", password_expiration=False)
    assert condition("totp_secret") == condition("totp_exception_address") == own
    assert not condition("totp", app_passwords_only=False)
    assert condition("smtp_active", app_passwords_only=False, password_expiration=False)


@pytest.mark.parametrize("count", [0, 1, 10])
def test_as_many_look_ups_as_app_passwords(count):
    queries = dovecot_queries(app_passwords_tried=count)
    for version in ("2.3", "2.4"):
        found = [query for name, query in queries.items() if name.startswith(f"{version} dovecot-app-password-")]
        assert [query.rpartition(" ")[2] for query in found] == [str(number) for number in range(count)]


@pytest.mark.parametrize("path", sorted((DEPLOY / "dovecot").iterdir()) + sorted((DEPLOY / "dovecot-2.4").iterdir()))
def test_each_file_says_what_it_is_for_and_how_to_try_it(path):
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# ") and "/etc/dovecot/" in lines[0]
    assert any(line.startswith("# Proof: ") for line in lines[:4])


def test_default_scheme():
    assert "\ndefault_pass_scheme = CRYPT\n" in (DEPLOY / "dovecot/dovecot-sql.conf.ext").read_text()
    assert "\n  default_password_scheme = CRYPT\n" in NEW and "\nauth_allow_weak_schemes = yes\n" in NEW
