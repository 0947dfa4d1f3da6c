"""What people's mail programs do, in a few words each."""

import base64
import contextlib
import imaplib
import poplib
import smtplib
import socket
from email.message import EmailMessage
from uuid import uuid4

from tests.mail.servers import wait_until

PASSWORD = "Fish-42-sheep"
STRANGER = "stranger@outside.test"


def message(sender, recipient, body="Hello\n"):
    """A mail with a subject that no other has."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, uuid4().hex
    mail.set_content(body)
    return mail


def send(site, recipient, sender=STRANGER, body="Hello\n", **connection):
    """Hand in a mail; return its subject. Raises smtplib's errors when the server refuses."""
    mail = message(sender, recipient, body)
    with site.postfix.smtp(**connection) as client:
        client.sendmail(sender, [recipient], mail.as_bytes())
    return mail["Subject"]


def submit(site, recipient, sender, login=None, port="submission"):
    """Send as a person does: encrypted and signed in, by default as the sender."""
    return send(site, recipient, sender, port=port, tls=port != "smtps", login=(login or sender, PASSWORD))


def refusal(function, *words, **options):
    """(code, text) with which the server refused; fails when it did not."""
    try:
        function(*words, **options)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, text),) = error.recipients.values()
    except smtplib.SMTPResponseException as error:
        code, text = error.smtp_code, error.smtp_error
    else:
        raise AssertionError(f"{function.__name__}{words} was not refused")
    return code, text.decode()


@contextlib.contextmanager
def imap(site, address, password=PASSWORD):
    """A mailbox by IMAP over TLS, its inbox opened."""
    client = imaplib.IMAP4_SSL("localhost", site.dovecot.ports["imaps"], ssl_context=site.postfix.trust(), timeout=20)
    try:
        client.login(address, password)
        assert client.select()[0] == "OK"
        yield client
    finally:
        client.logout()


def subjects(site, address, folder="INBOX"):
    """The subjects of all mails in a folder; none when there is no such folder yet."""
    with imap(site, address) as client:
        if client.select(folder)[0] != "OK":
            return []
        _ok, (numbers,) = client.search(None, "ALL")
        if not numbers:
            return []
        _ok, parts = client.fetch(numbers.replace(b" ", b","), "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        return [part[1].decode().partition(": ")[2].strip() for part in parts if isinstance(part, tuple)]


def arrives(site, subject, address, folder="INBOX"):
    """Wait until a mail is there."""
    return wait_until(
        lambda: subject in subjects(site, address, folder),
        15,
        lambda: f"{subject} is not in {folder} of {address}\n{site.postfix.tail()}\n{site.dovecot.tail()}",
    )


@contextlib.contextmanager
def pop3(site, address, password=PASSWORD):
    client = poplib.POP3_SSL("localhost", site.dovecot.ports["pop3s"], context=site.postfix.trust(), timeout=20)
    try:
        client.user(address)
        client.pass_(password)
        yield client
    finally:
        client.quit()


class ManageSieve:
    """Just enough of RFC 5804 to put a script in force."""

    def __init__(self, site, address, password=PASSWORD):
        plain = socket.create_connection(("localhost", site.dovecot.ports["sieve"]), 20)
        self.file = plain.makefile("rb")
        self.answer()
        plain.sendall(b"STARTTLS\r\n")
        self.answer()
        self.socket = site.postfix.trust().wrap_socket(plain, server_hostname="localhost")
        self.file = self.socket.makefile("rb")
        self.answer()
        token = base64.b64encode(f"\0{address}\0{password}".encode()).decode()
        self.ask(f'AUTHENTICATE "PLAIN" "{token}"')

    def ask(self, text):
        self.socket.sendall(text.encode() + b"\r\n")
        return self.answer()

    def answer(self):
        """Read to the line that ends an answer; fails when that is a NO."""
        lines = []
        for line in self.file:
            lines.append(line.decode())
            if line.startswith((b"OK", b"NO", b"BYE")):
                break
        assert lines and lines[-1].startswith("OK"), lines
        return "".join(lines)

    def put(self, script):
        self.ask(f'PUTSCRIPT "test" {{{len(script.encode())}+}}\r\n{script}')
        self.ask('SETACTIVE "test"')

    def close(self):
        self.ask("LOGOUT")
        self.socket.close()
