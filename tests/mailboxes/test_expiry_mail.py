"""Mails before a password expires: 30, 14 and 7 days, each once, through a real SMTP server."""

import email
import importlib
import smtplib
from datetime import timedelta
from email import policy

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from domains.models import Domain
from mailadmin.site import periodic as listed
from mailadmin.store.fields import now
from mailadmin.tasks import periodic, queue
from mailadmin.tasks.worker import Worker
from mailboxes import expiry_mail, services
from mailboxes.models import END_OF_TIME, ExpiryMail, Mailbox
from tests.at_once import at_once
from tests.mariadb import free_port

BOB = "bob@example.org"


class Received:
    """What the server took in, and how it answers to whom."""

    def __init__(self):
        self.mails, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos[0], mail))
        return "250 OK"

    def take(self):
        """The subjects by address, since the last time."""
        mails, self.mails = self.mails, []
        return sorted((to, mail["Subject"].partition(": ")[2]) for to, mail in mails)


@pytest.fixture
def server(settings):
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield received
    controller.stop()


@pytest.fixture(autouse=True)
def _expiring(cast, server, settings, monkeypatch):
    monkeypatch.setattr(periodic, "entries", dict)
    settings.PASSWORD_EXPIRATION = True
    settings.BASE_URL = "https://mail.example.org"
    Domain.objects.update(password_expiry=90)
    Mailbox.objects.update(password_expiry=END_OF_TIME)


def ends(address=BOB, **delta):
    Mailbox.objects.filter(pk=address).update(password_expiry=now() + timedelta(**delta))


def run():
    """One run of the task, by a worker; its row."""
    number = queue.start(None, expiry_mail.warn_of_expiry)
    Worker().run_ready()
    return DBTaskResult.objects.get(pk=number)


def test_it_works(server):
    ends(days=7)
    done = run()
    assert (done.status, done.return_value) == ("SUCCESSFUL", "1 mail was sent.")
    [(to, mail)] = server.mails
    assert to == mail["To"] == BOB
    assert mail["From"] == "postmaster@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "bob@example.org: Password expires in 7 days"
    text = mail.get_content()
    assert "https://mail.example.org/pfa/me/password/" in text
    assert Mailbox.objects.get(pk=BOB).password_expiry.isoformat(" ", "minutes") in text


def test_each_once(server):
    """The days go by, and the task runs more than once in each of them."""
    ending, told = now() + timedelta(days=40), []
    Mailbox.objects.filter(pk=BOB).update(password_expiry=ending)
    for day in range(40, -2, -1):
        end = now() + timedelta(days=day, hours=-1)
        Mailbox.objects.filter(pk=BOB).update(password_expiry=end)
        ExpiryMail.objects.update(ends=end)  # the end stays, it is today that moves
        for _time in range(2):
            run()
        told += [(day, len(server.take()))]
    assert [day for day, mails in told if mails] == [30, 14, 7]
    assert sum(mails for _day, mails in told) == 3


@pytest.mark.parametrize(
    ("left", "due"),
    [
        ({"days": 30, "seconds": 9}, False),
        ({"days": 30, "seconds": -1}, True),
        ({"days": 15}, True),
        ({"seconds": 9}, True),
        ({"seconds": -1}, False),
        ({"days": 400}, False),
    ],
)
def test_when(server, left, due):
    ends(**left)
    run()
    assert bool(server.take()) == due


def test_of_those_that_were_missed_only_the_last(server):
    ends(days=5)
    run()
    run()
    assert server.take() == [(BOB, "Password expires in 5 days")]


@pytest.mark.parametrize(("hold", "left", "due"), [(30, 30, False), (30, 14, True), (14, 14, False), (7, 7, False)])
def test_none_the_moment_a_password_is_new(server, hold, left, due):
    Domain.objects.update(password_expiry=hold)
    ends(days=left)
    run()
    assert bool(server.take()) == due


def test_a_new_password_begins_anew(server, cli):
    ends(days=5)
    run()
    server.take()
    services.update_mailbox(cli, BOB, password="Other-42-sheep")
    run()
    assert server.take() == []
    ends(days=29)
    run()
    assert server.take() == [(BOB, "Password expires in 29 days")]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Mailbox.objects.update(active=False),
        lambda: Domain.objects.update(active=False),
        lambda: Domain.objects.update(password_expiry=0),
        lambda: Domain.objects.update(password_expiry=None),
        lambda: Domain.objects.filter(pk="example.org").delete(),
    ],
)
def test_who_gets_none(server, change):
    ends(days=5)
    change()
    assert run().status == "SUCCESSFUL"
    assert server.take() == []


def test_with_no_nothing_of_it(server, settings):
    settings.PASSWORD_EXPIRATION = False
    ends(days=5)
    run()
    assert server.take() == []


@pytest.mark.parametrize("on", [True, False])
def test_it_is_periodic_where_passwords_expire(settings, on):
    settings.PASSWORD_EXPIRATION = on
    try:
        names = [entry.name for entry in importlib.reload(listed).PERIODIC]
    finally:
        settings.PASSWORD_EXPIRATION = False
        importlib.reload(listed)
    assert ("expiry" in names) == on


def test_the_site_s_language_and_sender(server, settings):
    ends(days=7)
    with override("en"):  # whichever language a thread was left in
        settings.LANGUAGE_CODE, settings.ADMIN_EMAIL = "zh-hans", "admin@example.com"
        run()
    [(_to, mail)] = server.mails
    assert mail["From"] == "admin@example.com"
    assert "密码将在 7 天后过期" in mail["Subject"]
    assert "您的邮箱 bob@example.org 的密码将于" in mail.get_content()


# --- What goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment(server, cli):
    for number in range(5):
        services.create_mailbox(cli, address=f"m{number}@example.org", password="Fish-42-sheep")
        ends(f"m{number}@example.org", days=5)
    for days in (5, 4):  # the first time there are no rows yet
        if days == 4:
            for row in ExpiryMail.objects.all():
                ExpiryMail.objects.filter(pk=row.pk).update(days=14)
        at_once(*[lambda: sent() for _n in range(3)])
        assert [to for to, _subject in server.take()] == [f"m{number}@example.org" for number in range(5)]


def sent():
    """The task's work without its queue, in whichever thread."""
    connection = get_connection()
    return sum(expiry_mail.warn(mailbox, days, connection) for mailbox, days in expiry_mail.all_due())


def test_what_was_read_before_the_password_changed_is_not_sent(server, cli):
    ends(days=5)
    [(mailbox, days)] = expiry_mail.all_due()
    services.update_mailbox(cli, BOB, password="Other-42-sheep")
    assert not expiry_mail.warn(mailbox, days, get_connection())
    assert server.take() == []


def test_a_server_that_is_not_there_costs_nothing(server, settings):
    ends(days=5)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert run().status == "FAILED"
    assert not ExpiryMail.objects.exists()
    settings.EMAIL_PORT = port
    run()
    assert len(server.take()) == 1


@pytest.mark.parametrize(("answer", "again"), [("450 later", True), ("550 no such user", False)])
def test_a_refusal(server, answer, again):
    ends(days=5)
    ends("eve@example.net", days=5)
    server.answers[BOB] = answer
    assert run().return_value == "1 mail was sent."
    assert [to for to, _subject in server.take()] == ["eve@example.net"]
    server.answers.clear()
    run()
    assert [to for to, _subject in server.take()] == ([BOB] if again else [])


def test_a_refusal_of_a_later_one_forgets_no_earlier_one(server):
    ends(days=20)
    run()
    row = ExpiryMail.objects.get()
    end = now() + timedelta(days=10)
    Mailbox.objects.filter(pk=BOB).update(password_expiry=end)
    ExpiryMail.objects.update(ends=end)
    server.answers[BOB] = "450 later"
    run()
    assert ExpiryMail.objects.get().days == row.days == 30


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_beside_the_sending_it_is_not_sent_again(server, monkeypatch, when):
    class Killed(BaseException):
        pass

    real = expiry_mail.send

    def send(*args, **mail):
        if when == "after":
            real(*args, **mail)
        raise Killed

    ends(days=5)
    monkeypatch.setattr(expiry_mail, "send", send)
    with pytest.raises(Killed):
        sent()
    monkeypatch.setattr(expiry_mail, "send", real)
    run()
    assert len(server.take()) == (1 if when == "after" else 0)


def test_a_connection_that_breaks_is_no_reason_to_send_twice(server, monkeypatch):
    ends(days=5)
    broken = smtplib.SMTPServerDisconnected("gone")

    def send(*args, **mail):
        raise broken

    with monkeypatch.context() as patch:
        patch.setattr(expiry_mail, "send", send)
        assert run().status == "FAILED"
    run()
    assert server.take() == []


def test_deleting_a_mailbox_leaves_nothing(server, cli):
    ends(days=5)
    ends("eve@example.net", days=5)
    run()
    services.delete_mailbox(cli, BOB)
    assert [row.username for row in ExpiryMail.objects.all()] == ["eve@example.net"]
