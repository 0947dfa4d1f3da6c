"""Mail that the console writes, through real servers: to all of a domain, before a password expires, signed in."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import quote

import pytest

from tests.mail.clients import PASSWORD, arrives, imap

NAMES = ("ann", "ben", "off")


@pytest.fixture(scope="module")
def site(mail):
    mail.manage_all(
        "createdomain news.test\n"
        + "".join(f"createmailbox {name}@news.test --password {PASSWORD} --no-welcome-mail\n" for name in NAMES)
        + "updatemailbox off@news.test --inactive\n"
    )
    return mail


def with_settings(site, **settings):
    """A function like `site.manage`, with other settings."""
    before = site.environment

    def manage(*words):
        site.environment = before | settings
        try:
            return site.manage(*words)
        finally:
            site.environment = before

    return manage


def received(site, address, subject):
    arrives(site, subject, address)
    with imap(site, address) as client:
        _ok, (numbers,) = client.search(None, "SUBJECT", f'"{subject}"')
        number, *others = numbers.split()
        assert not others
        return message_from_bytes(client.fetch(number, "(BODY.PEEK[])")[1][0][1], policy=policy.default)


def test_it_works(site):
    """A broadcast arrives once at each mailbox that is in use, and says that a program sent it."""
    text = "At noon. 中午"
    site.manage(
        *("broadcast", "--domain", "news.test", "--from", "it@news.test", "--subject", "Maintenance", "--body", text)
    )
    site.manage("worker", "--once")
    for name in ("ann", "ben"):
        mail = received(site, f"{name}@news.test", "Maintenance")
        assert mail.get_content().strip() == text
        assert (mail["From"], mail["Precedence"], mail["Auto-Submitted"]) == ("it@news.test", "bulk", "auto-generated")
    states = site.rows("SELECT address, state FROM mailadmin_broadcast_recipient ORDER BY address")
    assert states == [("ann@news.test", "sent"), ("ben@news.test", "sent")]


def test_before_a_password_expires(site):
    ends = (datetime.now() + timedelta(days=6)).strftime("%Y-%m-%d %H:%M:%S")
    manage = with_settings(site, PASSWORD_EXPIRATION="YES")
    site.manage("updatedomain", "news.test", "--password-expiry", "90")
    site.rows(f"UPDATE mailbox SET password_expiry = '{ends}' WHERE username = 'ann@news.test'")
    for _twice in range(2):
        manage("worker", "--once")
    mail = received(site, "ann@news.test", "ann@news.test: Password expires in 6 days")
    assert "/pfa/" in mail.get_content()


@pytest.mark.parametrize(("scheme", "port"), [("smtp+tls", "submission"), ("smtp+ssl", "smtps")])
def test_signed_in_and_encrypted(site, scheme, port):
    """By STARTTLS or TLS, as an account of the mail server; its certificate is checked."""
    login = f"{quote('ann@news.test', safe='')}:{quote(PASSWORD, safe='')}"
    url = f"{scheme}://{login}@localhost:{site.postfix.ports[port]}"
    manage = with_settings(site, EMAIL_URL=url, SSL_CERT_FILE=str(site.postfix.machine.certificate))
    subject = f"By {port}"
    manage("sendmail", "ben@news.test", "--from", "ann@news.test", "--subject", subject, "--body", "Hello")
    mail = received(site, "ben@news.test", subject)
    assert any("ESMTPSA" in line for line in mail.get_all("Received"))
