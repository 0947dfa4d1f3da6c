"""Who gets in by IMAP, POP3 and SMTP AUTH: with which password, from where, until when. Asked of real servers."""

import smtplib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailadmin.passwords import make_password
from tests.engines import on_sqlite
from tests.mail.clients import PASSWORD, arrives, imap, pop3, send, submit

ANN, TOM = "ann@apps.test", "tom@apps.test"
# Ann's, the oldest first: as PostfixAdmin writes them by its settings, with and without a {SCHEME} before them.
SCHEMES = ["MD5-CRYPT", "BLF-CRYPT", "SHA512-CRYPT", "SSHA512", "SHA256-CRYPT", "PLAIN-MD5", "ARGON2ID"]
BARE = {"BLF-CRYPT", "SHA256-CRYPT"}


def stored(plain, scheme):
    made = make_password(plain, scheme)
    return made.removeprefix(f"{{{scheme}}}") if scheme in BARE else made


@pytest.fixture(scope="module")
def site(mail):
    """apps.test: Ann has an app password of each scheme, Tom a second factor; the others are what they are called."""
    mail.manage_all("createdomain apps.test --password-expiry 90\ncreatedomain closed.test\n" + "".join(
        f"createmailbox {name} --password {PASSWORD} --no-welcome-mail\n"
        for name in (ANN, TOM, "off@apps.test", "mute@apps.test", "none@apps.test", "many@apps.test", "all@closed.test")
    ))  # fmt: skip
    mail.manage("updatedomain", "closed.test", "--inactive")
    for scheme in SCHEMES:
        give(mail, ANN, f"app {scheme}", scheme)
    for name in (TOM, "off@apps.test", "mute@apps.test", "all@closed.test"):
        give(mail, name, "app")
    mail.rows(f"UPDATE mailbox SET totp_secret='JBSWY3DPEHPK3PXP' WHERE username='{TOM}'")
    mail.rows("UPDATE mailbox SET active=0 WHERE username='off@apps.test'")
    mail.rows("UPDATE mailbox SET smtp_active=0 WHERE username='mute@apps.test'")
    return mail


def give(site, username, plain, scheme="SHA512-CRYPT"):
    row(site, username, f"'{stored(plain, scheme)}'")


def row(site, username, value):
    columns = "username, description, password_hash"
    site.rows(f"INSERT INTO mailbox_app_password ({columns}) VALUES ('{username}', 'phone', {value})")


def gets_in(site, username, password, service="imap", rip="192.0.2.7"):
    """What `doveadm auth test` says."""
    options = ("-x", f"service={service}", "-x", f"rip={rip}")
    done = site.dovecot.admin("auth", "test", *options, username, password, check=False)
    assert done.returncode in (0, 77) and "temp_fail" not in done.stdout, done.stdout + site.dovecot.tail()
    return done.returncode == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_works(site, scheme):
    assert gets_in(site, ANN, f"app {scheme}")
    assert not gets_in(site, ANN, f"app {scheme}.")


def test_the_own_password_beside_them(site):
    assert gets_in(site, ANN, PASSWORD) and not gets_in(site, ANN, PASSWORD + ".")


def test_imap_pop3_and_smtp(site):
    for password in ("app MD5-CRYPT", "app BLF-CRYPT", PASSWORD):
        subject = send(site, ANN, ANN, port="submission", tls=True, login=(ANN, password))
        arrives(site, subject, ANN)
        with imap(site, ANN, password), pop3(site, ANN, password):
            pass


def test_anothers_opens_nothing(site):
    assert not gets_in(site, "none@apps.test", "app MD5-CRYPT")
    assert not gets_in(site, "none@apps.test' OR '1'='1", "app MD5-CRYPT")


@pytest.mark.parametrize("username", ["off@apps.test", "all@closed.test"])
def test_of_what_is_off(site, username):
    assert not gets_in(site, username, "app") and not gets_in(site, username, PASSWORD)


def test_without_smtp(site):
    for password in ("app", PASSWORD):
        assert gets_in(site, "mute@apps.test", password)
        assert not gets_in(site, "mute@apps.test", password, service="smtp")
        refused_by_smtp(site, "mute@apps.test", password)


def refused_by_smtp(site, username, password):
    """The text of the refusal, the same for everybody."""
    with site.postfix.smtp("submission", tls=True) as client, pytest.raises(smtplib.SMTPAuthenticationError) as error:
        client.login(username, password)
    assert error.value.smtp_code == 535  # 454 were a failure of the server
    return error.value.smtp_error


def refused_by_imap(site, username, password):
    with pytest.raises(Exception, match="AUTHENTICATIONFAILED") as error, imap(site, username, password):
        pass
    return error.value.args[0]


@pytest.mark.parametrize("value", ["''", "NULL", "'{PLAIN}'", "'{CRYPT}'", "'{NOSUCH}x'", "'$9$x'"])
def test_a_row_that_lets_nobody_in(site, value):
    """Nor does it keep the passwords beside it from working."""
    row(site, "none@apps.test", value)
    give(site, "none@apps.test", "beside")
    row(site, "none@apps.test", value)
    try:
        for password in ("", "x", "NULL", value.strip("'")):
            refused_by_imap(site, "none@apps.test", password)
        assert gets_in(site, "none@apps.test", "beside") and gets_in(site, "none@apps.test", PASSWORD)
    finally:
        site.rows("DELETE FROM mailbox_app_password WHERE username='none@apps.test'")


@pytest.mark.parametrize("value", ["", "{PLAIN}"])
def test_no_empty_password(site, value):
    site.rows(f"UPDATE mailbox SET password='{value}' WHERE username='off@apps.test'")
    site.rows("UPDATE mailbox SET active=1 WHERE username='off@apps.test'")
    try:
        refused_by_imap(site, "off@apps.test", "")
    finally:
        site.rows("UPDATE mailbox SET active=0 WHERE username='off@apps.test'")


def test_as_many_as_the_setting_says(site):
    """The newest ten, and those with a hash only."""
    for number in range(12):
        give(site, "many@apps.test", f"app {number}", "MD5-CRYPT")
        row(site, "many@apps.test", "''")
    assert [number for number in range(12) if gets_in(site, "many@apps.test", f"app {number}")] == list(range(2, 12))


def test_nobody_learns_who_is_there(site):
    """Not by what the answer says."""
    people = [(ANN, "wrong"), ("nobody@apps.test", "wrong"), ("off@apps.test", "app"), (TOM, PASSWORD)]
    assert len({refused_by_imap(site, *each) for each in people}) == 1
    assert len({refused_by_smtp(site, *each) for each in people}) == 1


# --- The second factor -----------------------------------------------------------------------------------------------


def test_the_own_password_of_who_has_a_second_factor(site):
    assert not gets_in(site, TOM, PASSWORD) and not gets_in(site, TOM, PASSWORD, service="smtp")
    refused_by_imap(site, TOM, PASSWORD)
    refused_by_smtp(site, TOM, PASSWORD)


def test_the_app_password_of_who_has_a_second_factor(site):
    subject = send(site, ANN, TOM, port="submission", tls=True, login=(TOM, "app"))
    arrives(site, subject, ANN)
    with imap(site, TOM, "app"), pop3(site, TOM, "app"):
        pass


def test_an_empty_secret_is_none(site):
    site.rows(f"UPDATE mailbox SET totp_secret='' WHERE username='{ANN}'")
    assert gets_in(site, ANN, PASSWORD)
    site.rows(f"UPDATE mailbox SET totp_secret=NULL WHERE username='{ANN}'")


@pytest.mark.parametrize(
    ("username", "ip", "excepted"),
    [
        (f"'{TOM}'", "192.0.2.7", True),
        ("'apps.test'", "192.0.2.7", True),
        ("NULL", "192.0.2.7", True),
        ("NULL", "2001:db8::7", True),
        (f"'{TOM}'", "192.0.2.8", False),
        (f"'{ANN}'", "192.0.2.7", False),
        ("'example.org'", "192.0.2.7", False),
        ("''", "192.0.2.7", False),
        ("NULL", "", False),
        ("NULL", "%", False),
    ],
)
def test_exceptions(site, username, ip, excepted):
    """As PostfixAdmin documents its table: of one account, of a domain, of everybody."""
    site.rows(f"INSERT INTO totp_exception_address (ip, username, description) VALUES ('{ip}', {username}, 'office')")
    try:
        assert gets_in(site, TOM, PASSWORD, rip=ip if excepted else "192.0.2.7") == excepted
        assert not gets_in(site, TOM, "wrong", rip=ip if excepted else "192.0.2.7")
    finally:
        site.rows("DELETE FROM totp_exception_address")


def test_not_only_app_passwords(site):
    with site.configured(APP_PASSWORDS_ONLY="NO"):
        assert gets_in(site, TOM, PASSWORD) and gets_in(site, TOM, "app")
        with imap(site, TOM):
            pass
        arrives(site, submit(site, ANN, TOM), ANN)


def test_no_app_passwords(site):
    with site.configured(APP_PASSWORDS_TRIED="0"):
        assert gets_in(site, ANN, PASSWORD) and not gets_in(site, ANN, "app MD5-CRYPT")


# --- Expiry ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def expiry(site):
    """A function that sets when Ann's password expires, and her domain's days; undone after the test."""

    def change(when, days="90"):
        site.rows(f"UPDATE mailbox SET password_expiry='{when:%Y-%m-%d %H:%M:%S}' WHERE username='{ANN}'")
        site.rows(f"UPDATE domain SET password_expiry={days} WHERE domain='apps.test'")

    yield change
    change(datetime(2099, 1, 1))


@pytest.fixture(scope="module")
def expiring(site):
    with site.configured(PASSWORD_EXPIRATION="YES"):
        yield site


def test_nothing_expires_where_the_setting_says_no(site, expiry):
    expiry(datetime(2001, 1, 1))
    with site.configured(PASSWORD_EXPIRATION="NO"):
        assert gets_in(site, ANN, PASSWORD) and gets_in(site, ANN, "app MD5-CRYPT")


def test_expired(expiring, expiry):
    """Mail goes on coming in, for when the owner has chosen a new password."""
    for password in (PASSWORD, "app MD5-CRYPT"):
        expiry(datetime(2099, 1, 1))
        assert gets_in(expiring, ANN, password) and gets_in(expiring, ANN, password, service="smtp")
        expiry(datetime(2001, 1, 1))
        assert not gets_in(expiring, ANN, password) and not gets_in(expiring, ANN, password, service="smtp")
        refused_by_imap(expiring, ANN, password)
        refused_by_smtp(expiring, ANN, password)
    subject = send(expiring, ANN)
    expiry(datetime(2099, 1, 1))
    arrives(expiring, subject, ANN)


@pytest.mark.parametrize("days", ["0", "NULL"])
def test_a_domain_whose_passwords_never_expire(expiring, expiry, days):
    expiry(datetime(2001, 1, 1), days)
    assert gets_in(expiring, ANN, PASSWORD) and gets_in(expiring, ANN, "app MD5-CRYPT")


def test_to_the_minute(expiring, expiry):
    """By the local time that the database and the machine share here."""
    for minutes in (-5, 5):
        expiry(datetime.now() + timedelta(minutes=minutes))
        assert gets_in(expiring, ANN, PASSWORD) == gets_in(expiring, ANN, "app MD5-CRYPT") == (minutes > 0)


@on_sqlite
def test_local_time_of_sqlite(site, expiry):
    with site.configured(PASSWORD_EXPIRATION="YES", TZ="Asia/Shanghai"):
        for minutes in (-5, 5):
            expiry(datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=minutes))
            assert gets_in(site, ANN, PASSWORD) == (minutes > 0)


def test_a_new_password_opens_again(expiring, expiry):
    expiry(datetime(2001, 1, 1))
    expiring.manage("setpassword", ANN, "--password", "Sheep-24-fish")
    try:
        assert gets_in(expiring, ANN, "Sheep-24-fish") and gets_in(expiring, ANN, "app MD5-CRYPT")
    finally:
        expiring.manage("setpassword", ANN, "--password", PASSWORD)
