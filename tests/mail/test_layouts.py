"""Where mail lies: in the folder that mailbox.maildir names, below MAIL_DIR; and nowhere for a bad name."""

import imaplib
import re

import pytest

from tests.mail.clients import PASSWORD, ManageSieve, arrives, imap, pop3, refusal, send, subjects
from tests.mail.servers import TREE, wait_until

LAYOUTS = {
    "ann@layout.test": ("layout.test/ann/", {}),
    "ben@layout.test": ("ben@layout.test/", {"DOMAIN_PATH": "NO"}),
    "cyd@layout.test": ("layout.test/cyd@layout.test/", {"DOMAIN_IN_MAILBOX": "YES"}),
}
# As SQL, so that each engine says a line break in its own way.
BAD = [
    "''", "'/'", "'/etc/'", "'//layout.test/ann/'", "'..'", "'../'", "'../layout.test/ann/'", "'layout.test/../ann'",
    "'layout.test/bad/../ann/'", "'.'", "'./'", "'layout.test/./'", "'layout.test/bad/..'",
    "'%{user}/'", "'%{literal(''../'')}ann/'", "REPLACE('a*b/','*',CHAR(10))", "REPLACE('a/*','*',CHAR(10))",
    "REPLACE('a*b/','*',CHAR(13))", "REPLACE('layout.test/..*x/','*',CHAR(0))",
]  # fmt: skip
# Odd, but names of folders.
ODD = ["a..b/", "layout.test/.../", "layout.test/odd", "x:INBOX=y;active=z/", "with blank/", "%d%u%/", "~/"]


@pytest.fixture(scope="module")
def site(mail):
    mail.manage("createdomain", "layout.test")
    before = mail.environment
    for address, (_maildir, settings) in LAYOUTS.items():
        mail.environment = before | settings
        mail.manage("createmailbox", address, "--password", PASSWORD, "--no-welcome-mail")
    mail.environment = before
    mail.manage("createmailbox", "bad@layout.test", "--password", PASSWORD, "--no-welcome-mail")
    return mail


def files(folder):
    """The names of the mails in a maildir."""
    return [path.name for part in ("new", "cur") for path in (folder / part).glob("*")]


def home(site, address):
    return site.dovecot.admin("user", "-f", "home", address).stdout.strip()


@pytest.fixture
def bad(site):
    """A function that says where Bad's mail lies."""
    yield lambda value: site.rows(f"UPDATE mailbox SET maildir={value} WHERE username='bad@layout.test'")
    site.rows("UPDATE mailbox SET maildir='layout.test/bad/' WHERE username='bad@layout.test'")


@pytest.mark.parametrize("address", LAYOUTS)
def test_it_works(site, address):
    """Delivered by LMTP, filed by Sieve, fetched by IMAP and POP3, counted, and all in the one folder."""
    folder = site.dovecot.machine.store / LAYOUTS[address][0]
    assert home(site, address).rstrip("/") == str(folder)
    client = ManageSieve(site, address)
    client.put('require ["fileinto", "mailbox"]; if address "from" "news@outside.test" { fileinto :create "News"; }\n')
    client.close()
    arrives(site, send(site, address, "news@outside.test"), address, "News")
    arrives(site, send(site, address), address)
    with pop3(site, address) as client:
        assert client.stat()[0] == 1
    assert len(files(folder / "Maildir")) == 1 and len(files(folder / "Maildir/.News")) == 1
    assert (folder / "sieve/test.sieve").is_file() and (folder / ".dovecot.sieve").is_symlink()
    # What two processes count at the same moment, the slower one writes last; the next count is right again.
    site.dovecot.admin("quota", "recalc", "-u", address)
    query = f"SELECT messages FROM quota2 WHERE username='{address}'"
    wait_until(lambda: site.rows(query) == [("2",)], 10, lambda: str(site.rows(query)))


@pytest.mark.skipif(bool(TREE), reason="pipe(8) starts the dovecot-lda of this machine, not the one in DOVECOT_TREE")
def test_dovecot_lda(site):
    site.postfix.set("virtual_transport = dovecot")
    site.postfix.restart()
    try:
        for address, (maildir, _settings) in LAYOUTS.items():
            before = files(site.dovecot.machine.store / maildir / "Maildir")
            arrives(site, send(site, address), address)
            assert len(files(site.dovecot.machine.store / maildir / "Maildir")) == len(before) + 1
    finally:
        site.postfix.set("virtual_transport = lmtp:unix:private/dovecot-lmtp")
        site.postfix.restart()


def test_everybody(site, bad):
    """`doveadm -A` does what it is told for all of them, and goes on after one whose folder leads nowhere."""
    for address in LAYOUTS:
        arrives(site, send(site, address), address)
    bad("'../'")
    listed = site.dovecot.admin("user", "*").stdout.split()
    assert set(LAYOUTS) <= set(listed)
    found = site.dovecot.admin("-f", "flow", "mailbox", "status", "-A", "messages", "INBOX", check=False).stdout
    assert "bad@layout.test" in found
    for address in LAYOUTS:
        assert re.search(rf"{re.escape(address)}\b.* messages=[1-9]", found), found


@pytest.mark.parametrize("value", BAD)
def test_a_name_that_leads_nowhere(site, bad, value):
    bad(value)
    assert home(site, "bad@layout.test") == "/dev/null/maildir"


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_is_only_odd(site, bad, name):
    """What means something to Dovecot elsewhere is the name of a folder here."""
    bad(f"'{name}'")
    store = site.dovecot.machine.store
    subject = send(site, "bad@layout.test")
    arrives(site, subject, "bad@layout.test")
    assert len(files(store / name / "Maildir")) == 1, sorted(map(str, store.rglob("*")))


def test_mail_waits_until_the_row_is_mended(site, bad):
    """It neither bounces nor lies with somebody else; who signs in meanwhile sees nobody's mail."""
    before = subjects(site, "ann@layout.test")
    bad("'x/../layout.test/ann/'")
    assert refusal(send, site, "bad@layout.test")[0] == 450  # later, please
    restrictions = site.postfix.setting("smtpd_recipient_restrictions")
    site.postfix.set("smtpd_recipient_restrictions = permit_auth_destination, reject")  # without asking for the quota
    site.postfix.restart()
    try:
        subject = send(site, "bad@layout.test")
        wait_until(
            lambda: re.search(r"to=<bad@layout.test>.* status=deferred", site.postfix.log.read_text()),
            15, site.postfix.tail,
        )  # fmt: skip
        with pytest.raises((imaplib.IMAP4.error, AssertionError)), imap(site, "bad@layout.test"):
            pass
        assert subjects(site, "ann@layout.test") == before
        bad("'layout.test/bad/'")
        site.postfix.flush()
        arrives(site, subject, "bad@layout.test")
    finally:
        site.postfix.set(restrictions)
        site.postfix.restart()


def test_mail_that_lies_in_the_home_itself(site):
    """As many have it who come from PostfixAdmin; there is nothing of Sieve's among the folders."""
    with site.configured(MAIL_LOCATION_SUFFIX="", MAIL_DIR=f"{site.dovecot.machine.store}/all"):
        for address, (maildir, _settings) in LAYOUTS.items():
            folder = site.dovecot.machine.store / "all" / maildir
            client = ManageSieve(site, address)
            client.put("keep;\n")
            client.close()
            arrives(site, send(site, address), address)
            assert len(files(folder)) == 1 and (folder / "dovecot.sieve").is_symlink()
            with imap(site, address) as client:
                assert not [name for name in client.list()[1] if b"sieve" in name]
    for address in LAYOUTS:
        assert not (site.dovecot.machine.store / LAYOUTS[address][0] / "cur").exists()
