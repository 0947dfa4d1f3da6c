"""What the console says is what happens: the mail arrives, or is refused, at real servers that read its database."""

import smtplib

import pytest

from tests.mail.clients import (
    PASSWORD,
    STRANGER,
    ManageSieve,
    arrives,
    imap,
    pop3,
    refusal,
    send,
    subjects,
    submit,
)
from tests.mail.servers import TREE, wait_until


def test_it_works(world):
    arrives(world, send(world, "bob@example.org"), "bob@example.org")


# --- The database, as Postfix and Dovecot see it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "answer"),
    [
        ("virtual_domains_maps", "example.org", "example.org"),
        ("virtual_domains_maps", "example.com", "example.com"),
        ("virtual_domains_maps", "off.test", ""),
        ("virtual_domains_maps", "backup.test", ""),
        ("virtual_mailbox_maps", "bob@example.org", "example.org/bob/"),
        ("virtual_mailbox_maps", "gone@example.org", ""),
        ("virtual_mailbox_maps", "anna@off.test", ""),
        ("virtual_alias_maps", "bob@example.org", "bob@example.org"),
        ("virtual_alias_maps", "team@example.org", "bob@example.org,carol@example.org"),
        ("virtual_alias_maps", "@example.org", "carol@example.org"),
        ("virtual_alias_maps", "old@example.org", ""),
        ("virtual_alias_maps", "gone@example.org", ""),
        ("virtual_alias_maps", "anna@off.test", ""),
        ("virtual_alias_domain_maps", "bob@example.com", "bob@example.org"),
        ("virtual_alias_domain_maps", "info@example.com", "bob@example.org"),
        ("virtual_alias_domain_maps", "gone@example.com", ""),
        ("virtual_alias_domain_maps", "bob@example.org", ""),
        ("virtual_alias_domain_catchall_maps", "@example.com", "carol@example.org"),
        ("virtual_alias_domain_catchall_maps", "anything@example.com", "carol@example.org"),
        ("virtual_alias_domain_catchall_maps", "@example.org", ""),
        ("virtual_alias_domain_mailbox_maps", "bob@example.com", "example.org/bob/"),
        ("virtual_alias_domain_mailbox_maps", "gone@example.com", ""),
        ("relay_domains", "backup.test", "backup.test"),
        ("relay_domains", "example.org", ""),
        ("transport_maps", "example.org", ":"),
        ("transport_maps", "off.test", ""),
        ("sender_login_maps", "bob@example.org", "bob@example.org"),
        ("sender_login_maps", "team@example.org", "bob@example.org,carol@example.org"),
        ("sender_login_maps", "bob@example.com", "bob@example.org"),
        ("sender_login_maps", "gone@example.org", ""),
        ("virtual_mailbox_limit_maps", "small@example.net", "1024000"),
        ("disabled_recipients", "gone@example.org", "gone@example.org"),
        ("disabled_recipients", "gone@example.com", "gone@example.com"),
        ("disabled_recipients", "old@example.org", "old@example.org"),
        ("disabled_recipients", "bob@example.org", ""),
    ],
)
def test_map(world, name, key, answer):
    assert world.postfix.lookup(key, name) == answer


@pytest.mark.parametrize(
    ("address", "password", "result"),
    [
        ("bob@example.org", PASSWORD, 0),
        ("BOB@example.org", PASSWORD, 0),
        ("bob@example.org", "Fish-42-sheeP", 77),
        ("gone@example.org", PASSWORD, 77),
        ("anna@off.test", PASSWORD, 77),
        ("info@example.org", PASSWORD, 77),
        ("bob@example.org' OR '1'='1", PASSWORD, 77),
    ],
)
def test_doveadm_auth(world, address, password, result):
    assert world.dovecot.admin("auth", "test", address, password, check=False).returncode == result


def test_doveadm_user(world):
    fields = world.dovecot.admin("user", "small@example.net").stdout.split()
    assert fields[fields.index("home") + 1].endswith("/example.net/small/")
    assert {"*:bytes=1024000", "1024000B"} & set(fields)  # as 2.3 says it, as 2.4 does
    assert {"5000", "vmail"} & set(fields)
    everybody = world.dovecot.admin("user", "*").stdout.split()
    assert {"bob@example.org", "eve@example.net"} <= set(everybody)
    assert not {"gone@example.org", "anna@off.test"} & set(everybody)


# --- Mail from outside -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipient", "mailbox"),
    [
        ("bob@example.org", "bob@example.org"),
        ("Bob@Example.Org", "bob@example.org"),
        ("bob+lists@example.org", "bob@example.org"),
        ("info@example.org", "bob@example.org"),
        ("team@example.org", "carol@example.org"),
        ("whatever@example.org", "carol@example.org"),
        ("bob@example.com", "bob@example.org"),
        ("bob+lists@example.com", "bob@example.org"),
        ("info@example.com", "bob@example.org"),
        ("whatever@example.com", "carol@example.org"),
    ],
)
def test_delivery(world, recipient, mailbox):
    arrives(world, send(world, recipient), mailbox)


def test_every_sign_that_may_stand_before_the_at(world):
    """Postfix, LMTP, the folder on disk and the log-in all take it."""
    address = "o'neil#$&*=?^_{|}~-.x@example.org"
    world.manage("createmailbox", address, "--password", PASSWORD, "--no-welcome-mail")
    arrives(world, send(world, f"<{address}>"), f'"{address}"')  # imaplib leaves quoting to us


def test_what_is_bobs_never_reaches_the_catch_all(world):
    found = [send(world, recipient) for recipient in ("bob@example.org", "bob+x@example.org", "bob+x@example.com")]
    for subject in found:
        arrives(world, subject, "bob@example.org")
    assert not set(found) & set(subjects(world, "carol@example.org"))


def test_the_welcome_mail_arrived(world):
    wait_until(lambda: "Welcome" in subjects(world, "bob@example.org"), 10, world.postfix.tail)


def test_an_alias_may_lead_outside(world):
    send(world, "away@example.org")
    wait_until(
        lambda: "to=<far@elsewhere.test>, orig_to=<away@example.org>" in world.postfix.log.read_text(), 10, "sent"
    )


@pytest.mark.parametrize(
    ("recipient", "code", "text"),
    [
        ("nobody@example.net", 550, "User unknown"),
        ("eve-@example.net", 550, "User unknown"),
        ("'or'1'='1@example.net", 550, "User unknown"),
        ("gone@example.org", 550, "switched off"),
        ("gone+x@example.org", 550, "switched off"),
        ("gone@example.com", 550, "switched off"),
        ("old@example.org", 550, "switched off"),
        ("old@example.com", 550, "switched off"),
        ("anna@off.test", 554, "Relay access denied"),
        ("someone@elsewhere.test", 554, "Relay access denied"),
        ("someone@sub.backup.test", 554, "Relay access denied"),
        ("someone%elsewhere.test@example.net", 554, "Relay access denied"),
    ],
)
def test_refused_recipient(world, recipient, code, text):
    answer = refusal(send, world, recipient)
    assert answer[0] == code and text in answer[1]


@pytest.mark.parametrize("login", [None, ("bob@example.org", PASSWORD)])
@pytest.mark.parametrize(
    ("sender", "recipient"), [("", "b\u00f6b@example.org"), ("b\u00f6b@example.org", "eve@example.net")]
)
def test_an_accent_makes_another_address(world, login, sender, recipient):
    """MariaDB, by its collation, would find Bob."""
    with world.postfix.smtp(tls=bool(login), login=login) as client:
        client.ehlo()
        client.send(f"MAIL FROM:<{sender}>\r\n".encode())
        client.getreply()
        client.send(f"RCPT TO:<{recipient}>\r\n".encode())
        code, text = client.getreply()
    assert code == 553 and (b"ASCII" in text or b"not owned" in text)


def test_backup_mx_takes_mail_for_another_server(world):
    with world.postfix.smtp() as client:
        client.ehlo()
        client.mail(STRANGER)
        assert client.rcpt("anybody@backup.test")[0] == 250


def test_mail_to_a_list_of_people_skips_who_is_off(world):
    """The catch-all does not step in for them either."""
    subject = send(world, "all@example.org")
    arrives(world, subject, "bob@example.org")
    wait_until(
        lambda: "to=<gone@example.org>, orig_to=<all@example.org>" in world.postfix.log.read_text(),
        10,
        world.postfix.tail,
    )
    assert subject not in subjects(world, "carol@example.org")


# --- Mail from people ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["submission", "smtps"])
def test_submission(world, port):
    arrives(world, submit(world, "eve@example.net", "bob@example.org", port=port), "eve@example.net")
    submit(world, "someone@elsewhere.test", "bob@example.org", port=port)


def test_submission_wants_tls(world):
    with world.postfix.smtp("submission") as client:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            client.login("bob@example.org", PASSWORD)
        assert client.mail("bob@example.org") == (530, b"5.7.0 Must issue a STARTTLS command first")


def test_port_25_takes_no_password_in_the_clear(world):
    with world.postfix.smtp() as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH PLAIN AGJvYgBib2I=")[0] in (503, 538)


@pytest.mark.parametrize("port", ["submission", "smtps"])
def test_submission_wants_a_password(world, port):
    assert refusal(send, world, "eve@example.net", "bob@example.org", port=port, tls=port != "smtps")[0] == 554


@pytest.mark.parametrize(
    "login", [("bob@example.org", "wrong"), ("gone@example.org", PASSWORD), ("info@example.org", PASSWORD)]
)
def test_wrong_login(world, login):
    with world.postfix.smtp("submission", tls=True) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(*login)


@pytest.mark.parametrize(
    ("sender", "login"),
    [
        ("bob@example.org", "bob@example.org"),
        ("bob+x@example.org", "bob@example.org"),
        ("info@example.org", "bob@example.org"),
        ("team@example.org", "carol@example.org"),
        ("bob@example.com", "bob@example.org"),
        ("info@example.com", "bob@example.org"),
        ("whatever@example.org", "carol@example.org"),  # the catch-all is hers
    ],
)
def test_sender_of_ones_own(world, sender, login):
    arrives(world, submit(world, "eve@example.net", sender, login), "eve@example.net")


@pytest.mark.parametrize("port", ["smtp", "submission", "smtps"])
@pytest.mark.parametrize(
    ("sender", "login"),
    [
        ("carol@example.org", "bob@example.org"),
        ("info@example.org", "carol@example.org"),
        ("bob@example.com", "carol@example.org"),
        ("gone@example.org", "carol@example.org"),
        ("gone@example.com", "carol@example.org"),
        ("old@example.org", "bob@example.org"),
        ("whatever@example.org", "bob@example.org"),
        ("bob@example.org", "eve@example.net"),
    ],
)
def test_sender_of_somebody_else(world, port, sender, login):
    answer = refusal(submit, world, "eve@example.net", sender, login, port)
    assert answer[0] == 553 and "not owned by user" in answer[1]


def test_who_signed_in_names_a_known_sender(world):
    assert refusal(submit, world, "eve@example.net", STRANGER, "bob@example.org")[0] == 553


def test_smtp_active_takes_away_sending_only(world):
    world.rows("UPDATE mailbox SET smtp_active=0 WHERE username='carol@example.org'")
    try:
        with world.postfix.smtp("submission", tls=True) as client, pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("carol@example.org", PASSWORD)
        subjects(world, "carol@example.org")
    finally:
        world.rows("UPDATE mailbox SET smtp_active=1 WHERE username='carol@example.org'")


# --- Reading mail ----------------------------------------------------------------------------------------------------


def test_imap_has_the_usual_folders_and_the_quota(world):
    with imap(world, "small@example.net") as client:
        names = b" ".join(client.list()[1])
        assert all(name in names for name in (b"Drafts", b"Sent", b"Junk", b"Trash"))
        assert b"STORAGE 0 1000" in client.getquotaroot("INBOX")[1][1][0]


def test_pop3(world):
    subject = send(world, "eve@example.net")
    arrives(world, subject, "eve@example.net")
    with pop3(world, "eve@example.net") as client:
        count = len(client.list()[1])
        mails = [b"\n".join(client.retr(number)[1]) for number in range(1, count + 1)]
    assert any(subject.encode() in mail for mail in mails)


def test_imap_refuses_a_wrong_password(world):
    with pytest.raises(Exception, match="AUTHENTICATIONFAILED"), imap(world, "bob@example.org", "wrong"):
        pass


def test_sieve(world):
    client = ManageSieve(world, "eve@example.net")
    client.put('require ["fileinto", "mailbox"]; if address "from" "news@outside.test" { fileinto :create "News"; }\n')
    client.close()
    arrives(world, send(world, "eve@example.net", "news@outside.test"), "eve@example.net", "News")
    arrives(world, send(world, "eve@example.net"), "eve@example.net")


# --- Quota -----------------------------------------------------------------------------------------------------------


def test_a_full_mailbox_refuses_and_the_console_knows(world):
    big = ("x" * 70 + "\n") * 9000  # 639,000 of 1,024,000 bytes
    arrives(world, send(world, "small@example.net", body=big), "small@example.net")
    code, text = refusal(send, world, "small@example.net", body=big)
    assert code == 552 and "full" in text
    arrives(world, send(world, "small@example.net"), "small@example.net")

    def used():
        return world.rows("SELECT bytes, messages FROM quota2 WHERE username='small@example.net'")

    wait_until(lambda: used() and used()[0][1] == "2", 10, lambda: str(used()))
    assert 639_000 < int(used()[0][0]) < 660_000


def test_a_first_mailbox_takes_a_large_mail(world):
    """Of 11 MB, with nothing but defaults: PostfixAdmin's would refuse it."""
    arrives(world, send(world, "eve@example.net", body=("x" * 70 + "\n") * 163_000), "eve@example.net")


def test_a_mail_larger_than_the_mailbox(world):
    code, text = refusal(send, world, "small@example.net", body=("x" * 70 + "\n") * 20000)
    assert code == 552 and ("full" in text or "larger" in text)


# --- Changes count at once -------------------------------------------------------------------------------------------


def test_switched_off_in_the_console(world, chromium):
    """Log-in and delivery stop at once, and come back."""
    arrives(world, send(world, "dave@example.org"), "dave@example.org")
    try:
        switch(chromium, "dave@example.org", False)
        assert world.dovecot.admin("auth", "test", "dave@example.org", PASSWORD, check=False).returncode == 77
        with pytest.raises(Exception, match="AUTHENTICATIONFAILED"), imap(world, "dave@example.org"):
            pass
        assert "switched off" in refusal(send, world, "dave@example.org")[1]
        assert "switched off" in refusal(submit, world, "dave@example.org", "bob@example.org")[1]
        assert world.postfix.lookup("dave@example.org", "virtual_mailbox_maps") == ""
    finally:
        switch(chromium, "dave@example.org", True)
    arrives(world, send(world, "dave@example.org"), "dave@example.org")


def switch(chromium, address, active):
    chromium.go(f"mailboxes/{address}/")
    chromium.fill(active=active)
    chromium.submit()


def test_a_new_password(world):
    world.manage("setpassword", "carol@example.org", "--password-stdin", input="Sheep-24-fish\n")
    try:
        with pytest.raises(Exception, match="AUTHENTICATIONFAILED"), imap(world, "carol@example.org"):
            pass
        with imap(world, "carol@example.org", "Sheep-24-fish"):
            pass
    finally:
        world.manage("setpassword", "carol@example.org", "--password-stdin", input=f"{PASSWORD}\n")


def test_a_domain_that_is_off(world):
    world.manage("updatedomain", "example.net", "--inactive")
    try:
        # Postfix remembers for some seconds that the domain was there, but then it finds nobody in it.
        assert refusal(send, world, "eve@example.net")[0] in (550, 554)
        assert world.dovecot.admin("auth", "test", "eve@example.net", PASSWORD, check=False).returncode == 77
    finally:
        world.manage("updatedomain", "example.net", "--active")
    arrives(world, send(world, "eve@example.net"), "eve@example.net")


def test_an_alias_domain_that_is_off(world):
    world.manage("updatealiasdomain", "example.com", "--inactive")
    try:
        assert refusal(send, world, "bob@example.com")[0] == 550
    finally:
        world.manage("updatealiasdomain", "example.com", "--active")


def test_forwarding_gives_no_right_to_send(world):
    """Bob's stand-in reads his mail, but does not write in his name."""
    world.rows("UPDATE alias SET goto='carol@example.org,bob@example.org' WHERE address='bob@example.org'")
    try:
        subject = send(world, "bob@example.org")
        arrives(world, subject, "carol@example.org")
        arrives(world, subject, "bob@example.org")
        assert refusal(submit, world, "eve@example.net", "bob@example.org", "carol@example.org")[0] == 553
    finally:
        world.rows("UPDATE alias SET goto='bob@example.org' WHERE address='bob@example.org'")


# --- The documented alternative --------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(TREE), reason="pipe(8) starts the dovecot-lda of this machine, not the one in DOVECOT_TREE")
def test_delivery_by_dovecot_lda(world):
    world.postfix.set("virtual_transport = dovecot")
    world.postfix.restart()
    try:
        subject = send(world, "bob+x@example.com")
        arrives(world, subject, "bob@example.org")
        wait_until(lambda: "relay=dovecot" in world.postfix.log.read_text(), 10, world.postfix.tail)
    finally:
        world.postfix.set("virtual_transport = lmtp:unix:private/dovecot-lmtp")
        world.postfix.restart()
