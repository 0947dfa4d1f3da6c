"""Postfix understands its files, and they say what they should. That they work is tests/mail's business."""

import os
import re

import pytest

from deploy.mailconfig import Account, Database, render

from .maps import MAPS, postfix_queries, settings
from .programs import DEPLOY, program, run

CONTRACT = {
    "virtual_domains_maps", "virtual_mailbox_maps", "virtual_alias_maps", "virtual_alias_domain_maps",
    "virtual_alias_domain_catchall_maps", "virtual_alias_domain_mailbox_maps", "relay_domains", "transport_maps",
    "sender_login_maps", "virtual_mailbox_limit_maps",
}  # fmt: skip
MAIN = (DEPLOY / "postfix/main.cf").read_text()
MASTER = (DEPLOY / "postfix/master.cf").read_text()
SOMEBODY = Account("somebody", "secret", "PASSWORD")


@pytest.fixture(params=["mysql", "sqlite"])
def folder(request, tmp_path):
    """The folder postfix/ as mailconfig writes it, its maps where it names them."""
    database = Database(request.param, "/var/lib/mailadmin/mail.sqlite3" if request.param == "sqlite" else "postfix_db")
    for name, text in render(DEPLOY, database, SOMEBODY, SOMEBODY, SOMEBODY).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("/etc/postfix/", f"{tmp_path}/postfix/"))
        os.utime(path, (0, 0))  # Postfix waits for a file that was written this moment
    return tmp_path / "postfix"


def postconf(folder, *options):
    done = run(program("postconf", "postfix"), "-c", folder, *options)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_it_works(folder):
    printed = postconf(folder, "-n")
    assert "warning" not in printed and "fatal" not in printed
    assert f"{folder.parent}/postfix/sql/" in printed


def test_master_has_the_ports_for_mail_programs(folder):
    names = [tuple(line.split()[:2]) for line in postconf(folder, "-M").splitlines()]
    assert names == [("submission", "inet"), ("smtps", "inet"), ("dovecot", "unix"), ("vacation", "unix")]


@pytest.mark.parametrize("service", ["submission", "smtps"])
def test_ports_for_mail_programs_want_a_password(folder, service):
    line = postconf(folder, "-M", f"{service}/inet")
    for option in (
        "smtpd_sasl_auth_enable=yes",
        "smtpd_client_restrictions=permit_sasl_authenticated,reject",
        "smtpd_relay_restrictions=permit_sasl_authenticated,reject",
        "smtpd_sender_restrictions=reject_sender_login_mismatch",
        "milter_macro_daemon_name=ORIGINATING",
    ):
        assert f"-o {option}" in line
    tls = {"submission": "smtpd_tls_security_level=encrypt", "smtps": "smtpd_tls_wrappermode=yes"}
    assert f"-o {tls[service]}" in line


@pytest.mark.parametrize("engine", ["mysql", "sqlite"])
def test_every_map_is_there(engine):
    there = {path.stem.removeprefix(f"{engine}_") for path in MAPS.glob(f"{engine}_*.cf")}
    assert there == CONTRACT | {"disabled_recipients"}


def test_main_names_every_map_but_the_one_for_a_patched_postfix():
    named = set(re.findall(r"proxy:mysql:/etc/postfix/sql/(\w+\.cf)", MAIN))
    assert named == {path.name for path in MAPS.glob("mysql_*")} - {"mysql_virtual_mailbox_limit_maps.cf"}


def test_the_readme_has_every_map():
    text = (DEPLOY / "README.md").read_text()
    assert [path.name for path in MAPS.glob("mysql_*") if f"| `{path.name}` |" not in text] == []


def test_every_map_goes_through_proxymap():
    """smtpd is in a chroot, from where it sees neither the database's socket nor these files."""
    assert not re.search(r"(?<!proxy:)mysql:/etc", MAIN)


def test_sqlite_asks_the_same():
    """Its files are MariaDB's but for how text is joined."""
    theirs = postfix_queries("sqlite")
    for name, query in postfix_queries("mysql").items():
        joined = re.sub(r"CONCAT\(([^()]*)\)", lambda match: f"({match[1].replace(',', '||')})", query)
        assert theirs[name.replace("mysql_", "sqlite_")] == joined


@pytest.mark.parametrize("path", sorted(MAPS.iterdir()), ids=lambda path: path.name)
def test_a_map(path):
    """One lookup; it says what for, how to try it, and something about each value that a person may change."""
    text = path.read_text()
    assert list(settings(text)) == (
        ["user", "password", "hosts", "dbname", "query"] if path.name.startswith("mysql") else ["dbpath", "query"]
    )
    engine = path.name.partition("_")[0]
    assert (
        re.match(r"# \S.+[.)]\n# Proof: postmap -q \S+ ", text) and f" {engine}:/etc/postfix/sql/{path.name} " in text
    )
    for name in ("user", "hosts", "dbname", "dbpath"):
        assert re.search(rf"(?m)^# .+\.\n{name} = ", text) or not re.search(rf"(?m)^{name} =", text), name
    assert " LIKE " not in text


def test_each_setting_of_main_has_its_sentence():
    """Either its own, or that of the group it stands in."""
    for block in MAIN.strip().split("\n\n"):
        assert block.startswith("#"), block


def test_words_that_must_be_there():
    values = settings(MAIN)
    assert values["smtpd_tls_auth_only"] == "yes"
    assert values["virtual_transport"] == "lmtp:unix:private/dovecot-lmtp"
    assert values["dovecot_destination_recipient_limit"] == "1"
    assert values["smtpd_sasl_security_options"] == "noanonymous"
    for restrictions in ("smtpd_relay_restrictions", "smtpd_recipient_restrictions"):
        assert values[restrictions].endswith("reject_unauth_destination")
    assert "\n#virtual_transport = dovecot\n" in MAIN
    assert "user=vmail:vmail" in MASTER and "flags=DRhu" in MASTER
