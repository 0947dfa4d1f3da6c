"""Somebody goes on vacation in the console, and who writes to them gets a reply: real mail, by vacation.pl or Sieve."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from tests.engines import MARIADB
from tests.mail.clients import PASSWORD, ManageSieve, arrives, imap, message, send, subjects
from tests.mail.servers import wait_until
from tests.mail.vacation import install_vacation_pl

TODAY = date.today()
# vacation.pl reads no SQLite.
BY = ["vacation.pl", "sieve"] if MARIADB else ["sieve"]


@pytest.fixture(scope="module")
def site(mail):
    mail.manage_all(f"""\
createdomain away.test
createdomain alias.test
createaliasdomain alias.test away.test
createmailbox carol@away.test --password {PASSWORD} --no-welcome-mail
createmailbox dave@away.test --password {PASSWORD} --no-welcome-mail
""")
    if MARIADB:
        install_vacation_pl(mail)
    return mail


@pytest.fixture(params=BY)
def away(request, site):
    """Somebody new who is on vacation, by each way of replying; called with options of setvacation for more."""
    name = f"{uuid4().hex[:12]}@away.test"
    site.manage("createmailbox", name, "--password", PASSWORD, "--no-welcome-mail")
    default = request.param == BY[0]

    def go(*options, subject="Away: $SUBJECT", body="Back <%Until_Date>, since <%From_Date>. 再见"):
        until = str(TODAY + timedelta(days=3))
        site.manage("setvacation", name, "--subject", subject, "--body", body, "--until", until, *options)
        return name

    if default:
        yield go
    else:
        with site.configured(VACATION_BY=request.param):
            yield go


def reply(site, sender, subject):
    """The reply in the sender's mailbox."""
    arrives(site, f"Away: {subject}", sender)
    with imap(site, sender) as client:
        _ok, (numbers,) = client.search(None, "SUBJECT", f'"Away: {subject}"')
        (number,) = numbers.split()
        return message_from_bytes(client.fetch(number, "(BODY.PEEK[])")[1][0][1], policy=policy.default)


def test_it_works(site, away):
    until = TODAY + timedelta(days=3)
    bob = away()
    subject = send(site, bob, sender="carol@away.test")
    arrives(site, subject, bob)
    answer = reply(site, "carol@away.test", subject)
    assert answer.get_content().strip() == f"Back {until}, since {TODAY}. 再见"
    assert answer["From"].addresses[0].addr_spec == bob


def test_one_reply_to_a_sender(site, away):
    bob = away("--interval", "0")
    first = send(site, bob, sender="carol@away.test")
    reply(site, "carol@away.test", first)
    second = send(site, bob, sender="carol@away.test")
    other = send(site, bob, sender="dave@away.test")
    arrives(site, second, bob)
    reply(site, "dave@away.test", other)  # that of the second would have come before it
    assert f"Away: {second}" not in subjects(site, "carol@away.test")
    # Set once more, all are told again.
    away()
    third = send(site, bob, sender="carol@away.test")
    reply(site, "carol@away.test", third)


@pytest.mark.parametrize(
    "header", ["List-Id: <x.example.org>", "Precedence: bulk", "Auto-Submitted: auto-replied", "Precedence: list"]
)
def test_no_reply_to_lists_and_programs(site, away, header):
    bob = away()
    mail = message("carol@away.test", bob)
    name, _colon, value = header.partition(": ")
    mail[name] = value
    with site.postfix.smtp() as client:
        client.sendmail("carol@away.test", [bob], mail.as_bytes())
    arrives(site, mail["Subject"], bob)
    proof = send(site, bob, sender="dave@away.test")
    reply(site, "dave@away.test", proof)
    assert f"Away: {mail['Subject']}" not in subjects(site, "carol@away.test")


def test_no_reply_to_oneself(site, away):
    bob = away()
    own = send(site, bob, sender=bob)
    arrives(site, own, bob)
    proof = send(site, bob, sender="dave@away.test")
    reply(site, "dave@away.test", proof)
    assert f"Away: {own}" not in subjects(site, bob)


def test_through_an_alias_domain(site, away):
    bob = away()
    subject = send(site, bob.replace("@away", "@alias"), sender="carol@away.test")
    reply(site, "carol@away.test", subject)


def test_not_yet_and_no_longer(site, away):
    bob = away("--from", str(TODAY + timedelta(days=2)))
    early = send(site, bob, sender="carol@away.test")
    arrives(site, early, bob)
    away("--from", str(TODAY))
    proof = send(site, bob, sender="dave@away.test")
    reply(site, "dave@away.test", proof)
    assert f"Away: {early}" not in subjects(site, "carol@away.test")
    site.manage("setvacation", bob, "--off")
    late = send(site, bob, sender="carol@away.test")
    arrives(site, late, bob)
    away()
    proof = send(site, bob, sender="dave@away.test")
    reply(site, "dave@away.test", proof)
    assert f"Away: {late}" not in subjects(site, "carol@away.test")


def test_quotes_and_dollars(site, away):
    body = 'a "b" \\ $x ${y} %z <%From_Date> é'
    bob = away(body=body)
    subject = send(site, bob, sender="carol@away.test")
    text = reply(site, "carol@away.test", subject).get_content()
    assert 'a "b" \\ $x ${y} %z ' in text


def test_own_filters_go_on(site, away):
    """What sorts mail into folders does so on vacation too."""
    bob = away()
    filters = ManageSieve(site, bob)
    filters.put('require ["fileinto", "mailbox"];\nfileinto :create "Sorted";\n')
    filters.close()
    subject = send(site, bob, sender="carol@away.test")
    reply(site, "carol@away.test", subject)
    wait_until(lambda: subject in subjects(site, bob, "Sorted"), 15, site.dovecot.tail)
