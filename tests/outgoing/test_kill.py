"""Workers and the database are killed in the middle of mails to many: nobody gets one twice, and nobody is forgotten.

6 kills of a worker a test, and 2 of the database; TEST_KILLS=100 in the environment makes it 100 and 33.
"""

import asyncio
import os
import random
from collections import Counter
from itertools import count

import pytest

from tests.mariadb import PASSWORD, Server
from tests.outgoing.conftest import AnyPort
from tests.tasks.site import Site, wait_for

KILLS = int(os.environ.get("TEST_KILLS", "6"))
PEOPLE_A_KILL = 8
LATER, REFUSED = 4, 3  # people; the names of the first make them first

PREPARE = """
from datetime import timedelta
from domains import services as domains
from domains.models import Domain
from mailadmin.audit.actors import command_line_actor
from mailadmin.store.fields import now
from mailboxes.models import Mailbox
actor = command_line_actor()
domains.create_domain(actor, domain="example.org", default_aliases=False, mailboxes=-1)
Domain.objects.update(password_expiry={days})
Mailbox.objects.bulk_create(
    Mailbox(
        username=f"{{name}}@example.org",
        local_part=name,
        domain_id="example.org",
        maildir=f"example.org/{{name}}/",
        password_expiry=now() + timedelta(days=20),
    )
    for name in {names}
)
print("null")
"""
BROADCAST = """
from mailboxes.services import start_broadcast
start_broadcast(actor, sender="root@example.org", subject="Maintenance 维护", body="At noon.", domains=["example.org"])
"""
BROADCAST_RESULT = """
from django_tasks_db.models import DBTaskResult
from mailboxes.models import Broadcast
row = Broadcast.objects.get()
states = dict(row.recipients.values_list("address", "state"))
print(json.dumps([DBTaskResult.objects.get(pk=row.job).status, states]))
"""
WARNINGS_AGAIN = """
from mailadmin.tasks.periodic import entries, start_now
print(json.dumps(start_now(None, entries()["expiry"])))
"""
WARNINGS_RESULT = """
from django_tasks_db.models import DBTaskResult
from mailadmin.tasks.models import Schedule
from mailboxes.models import ExpiryMail
states = dict.fromkeys(ExpiryMail.objects.values_list("username", flat=True), "told")
print(json.dumps([DBTaskResult.objects.get(pk=Schedule.objects.get(name="expiry").last).status, states]))
"""


class Inbox:
    """A mail server that refuses some for good, puts some off once, and takes its time to say that it took a mail."""

    def __init__(self):
        self.taken, self.put_off = Counter(), set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 Nobody of that name"
        if address.startswith("a-later") and address not in self.put_off:
            self.put_off.add(address)
            return "451 4.2.0 Later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.update(envelope.rcpt_tos)
        await asyncio.sleep(random.random() / 50)
        return "250 OK"

    def wait_for_more(self, mails):
        """Until it took that many more, and a moment that is never the same."""
        goal = self.taken.total() + mails
        wait_for(lambda: self.taken.total() >= goal, 60, pause=0.002)
        wait_for(lambda: random.random() < 0.1, pause=0.002)


@pytest.fixture
def inbox():
    inbox = Inbox()
    controller = AnyPort(inbox, hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.start()
    inbox.port = controller.port
    yield inbox
    controller.stop()


@pytest.fixture(scope="module")
def server():
    """What it said that it stored, it has after a kill: unlike the other servers of the tests."""
    server = Server("--innodb-flush-log-at-trx-commit=1")
    server.start()
    yield server
    server.remove()


NUMBERS = count(1)


def on_mariadb(server, folder, inbox):
    name = f"mails{next(NUMBERS)}"
    server.ask(f"CREATE DATABASE {name} CHARACTER SET utf8mb4").check_returncode()
    url = f"mysql://mailadmin:{PASSWORD}@127.0.0.1:{server.port}/{name}"
    return mailing_site(folder, inbox, DATABASE_URL=url, SECRET_KEY="for tests only")


def mailing_site(folder, inbox, **settings):
    return Site(
        folder,
        EMAIL_URL=f"smtp://127.0.0.1:{inbox.port}",
        PASSWORD_EXPIRATION="YES",
        BASE_URL="https://mail.example.org",
        **settings,
    )


@pytest.fixture(params=["sqlite", "mariadb"])
def site(request, tmp_path, inbox):
    if request.param == "mariadb":
        return on_mariadb(request.getfixturevalue("server"), tmp_path, inbox)
    return mailing_site(tmp_path, inbox, DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite3")


def people(kills):
    names = [f"a-later{number}" for number in range(LATER)]
    names += [f"n{number:05}" for number in range(kills * PEOPLE_A_KILL)]
    return names + [f"refused{number}" for number in range(REFUSED)]


def finish(site, question):
    """Let two workers do the rest; what became of whom."""

    def done():
        nonlocal states
        status, states = site.ask(question)
        assert status != "FAILED"
        return status == "SUCCESSFUL"

    states = None
    with site.workers(2):
        wait_for(done, 180, pause=0.5)
    return states


def kill_workers(site, inbox, kills):
    for _kill in range(kills):
        with site.workers(1):
            inbox.wait_for_more(random.randint(1, 4))


def kill_database(site, server, inbox, kills):
    with site.workers(1) as (process,):
        for _kill in range(kills):
            inbox.wait_for_more(random.randint(1, 4))
            server.process.kill()
            server.process.wait()
            server.start()
        inbox.wait_for_more(1)
        print(process.log.read_text())
        process.terminate()
        assert process.wait(20) == 0
        assert "Traceback" not in process.log.read_text()


def assert_all_once(inbox, names, states, kills):
    """Each was sent it once, or refused, or it isn't known; that is one a kill at most."""
    everybody = {f"{name}@example.org" for name in names}
    of = {state: {address for address in states if states[address] == state} for state in set(states.values())}
    sent, unknown = of.pop("sent"), of.pop("unknown", set())
    print({"kills": kills, "sent": len(sent), "unknown": len(unknown), "taken": inbox.taken.total()})
    assert set(states) == everybody
    assert set(inbox.taken.values()) == {1}
    assert sent <= set(inbox.taken) <= sent | unknown
    assert of == {"refused": {address for address in everybody if address.startswith("refused")}}
    assert len(unknown) <= kills


def assert_all_told_once(inbox, names, states, kills):
    """That somebody is told is written down first, so each kill may cost one mail; none is sent twice."""
    everybody = {f"{name}@example.org" for name in names}
    missing = everybody - set(inbox.taken) - {f"refused{number}@example.org" for number in range(REFUSED)}
    print({"kills": kills, "sent": inbox.taken.total(), "missing": len(missing)})
    assert set(states) == everybody
    assert set(inbox.taken.values()) == {1}
    assert len(missing) <= kills


def test_a_broadcast_whose_worker_is_killed(site, inbox):
    names = people(KILLS)
    site.ask(PREPARE.format(names=names, days=0) + BROADCAST)
    kill_workers(site, inbox, KILLS)
    assert_all_once(inbox, names, finish(site, BROADCAST_RESULT), KILLS)


def test_a_broadcast_whose_database_is_killed(server, inbox, tmp_path):
    kills = max(KILLS // 3, 1)
    site, names = on_mariadb(server, tmp_path, inbox), people(kills)
    site.ask(PREPARE.format(names=names, days=0) + BROADCAST)
    kill_database(site, server, inbox, kills)
    assert_all_once(inbox, names, finish(site, BROADCAST_RESULT), kills)


def test_warnings_of_passwords_whose_worker_is_killed(site, inbox):
    names = people(KILLS)
    site.ask(PREPARE.format(names=names, days=90))
    kill_workers(site, inbox, KILLS)
    finish(site, WARNINGS_RESULT)
    site.ask(WARNINGS_AGAIN)  # whom the mail server put off is told in the next run
    assert_all_told_once(inbox, names, finish(site, WARNINGS_RESULT), KILLS)


def test_warnings_of_passwords_whose_database_is_killed(server, inbox, tmp_path):
    kills = max(KILLS // 3, 1)
    site, names = on_mariadb(server, tmp_path, inbox), people(kills)
    site.ask(PREPARE.format(names=names, days=90))
    kill_database(site, server, inbox, kills)
    finish(site, WARNINGS_RESULT)
    site.ask(WARNINGS_AGAIN)
    assert_all_told_once(inbox, names, finish(site, WARNINGS_RESULT), kills)
