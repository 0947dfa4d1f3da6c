"""Workers and the database are killed in the middle of their work, and nothing is lost or done twice.

8 kills a test; TEST_KILLS=100 in the environment makes a hundred of each.
"""

import os
import random
import signal
import time
from collections import Counter

import pytest

from tests.mariadb import PASSWORD, Server
from tests.tasks import work
from tests.tasks.site import RUNS, Site, wait_for

KILLS = int(os.environ.get("TEST_KILLS", "8"))
TASKS, LINES = 12, 30
AWAY = """
from datetime import timedelta
from domains import services as domains
from mailadmin.audit.actors import command_line_actor
from mailadmin.store.fields import now
from mailboxes.models import Alias, Mailbox, Vacation, VacationPlan, vacation_address
of = {"domain_id": "example.org"}
domains.create_domain(command_line_actor(), domain="example.org", default_aliases=False, mailboxes=0)
day, at = timedelta(days=1), now().replace(microsecond=0)
addresses = [f"n{number}@example.org" for number in range(COUNT)]
over = set(addresses[::2])
box = lambda address: {"local_part": address.partition("@")[0], "maildir": f"example.org/{address}/"}
Mailbox.objects.bulk_create(Mailbox(username=address, **box(address), **of) for address in addresses)
both = lambda address: f"{vacation_address(address)},{address}"
Alias.objects.bulk_create(
    Alias(address=address, goto=both(address) if address in over else address, **of) for address in addresses
)
Vacation.objects.bulk_create(
    Vacation(
        email=address, subject="Away", body="I am away.", activefrom=at - 2 * day,
        activeuntil=at - day if address in over else at + day, **of,
    )
    for address in addresses
)
plans = [VacationPlan(email=address, body="I am away.", begins=at - 2 * day) for address in addresses]
VacationPlan.objects.bulk_create(plan for plan in plans if plan.email not in over)
print("null")
"""
VACATIONS_NOW = """
from mailadmin.tasks.periodic import entries, start_now
print(json.dumps(start_now(None, entries()["vacations"])))
"""
VACATIONS = """
from mailadmin.audit.models import Log
from mailboxes.models import Alias, SieveScript, Vacation, VacationPlan
print(json.dumps({
    "goto": dict(Alias.objects.values_list("address", "goto")),
    "active": list(Vacation.objects.filter(active=True).values_list("email", flat=True)),
    "scripts": list(SieveScript.objects.values_list("email", flat=True)),
    "planned": VacationPlan.objects.exclude(begins=None).count(),
    "log": list(Log.objects.filter(action="edit_vacation").values_list("data", flat=True)),
}))
"""


@pytest.fixture(scope="module")
def server():
    server = Server()
    server.start()
    yield server
    server.remove()


def on_mariadb(server, folder, name, charset="utf8mb4"):
    server.ask(f"SET GLOBAL innodb_flush_log_at_trx_commit = 1; CREATE DATABASE {name} CHARACTER SET {charset}")
    url = f"mysql://mailadmin:{PASSWORD}@127.0.0.1:{server.port}/{name}"
    return Site(folder, DATABASE_URL=url, SECRET_KEY="for tests only")


@pytest.fixture(params=["sqlite", "mariadb"])
def site(request, tmp_path):
    if request.param == "sqlite":
        return Site(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite3")
    name = "site_" + "".join(letter for letter in request.node.name if letter.isalpha())[:50]
    return on_mariadb(request.getfixturevalue("server"), tmp_path, name)


def long_tasks(count=TASKS, pause=0.02):
    """Calls, and the lines that they write."""
    names = [f"task{number}" for number in range(count)]
    calls = [("write_many", {"name": name, "count": LINES, "pause": pause}) for name in names]
    return calls, sorted(f"{name} {line}" for name in names for line in range(1, LINES + 1))


def assert_done_once(site, lines):
    assert Counter(site.states()) == {"SUCCESSFUL": len(lines) // LINES}
    assert sorted(site.written()) == lines


def at_work(process):
    return "write_many begins" in process.log.read_text()


def test_a_worker_that_is_killed(site):
    """Each time in the middle of a task, a moment after it began one."""
    calls, lines = long_tasks(max(TASKS, KILLS // 2))
    site.start(*calls)
    kills = 0
    while kills < KILLS:
        with site.workers(1) as (process,):
            wait_for(lambda process=process: at_work(process) or "is done" in process.log.read_text(), 60)
            wait_for(lambda: random.random() < 0.2)
            kills += 1
    with site.workers(2):
        site.wait_until_done()
    assert_done_once(site, lines)


def test_a_worker_that_is_told_to_end(site):
    """It ends at once, between two steps, and another goes on without waiting for a lease to run out."""
    calls, lines = long_tasks(1, pause=0.05)
    site.start(*calls)
    with site.workers(1) as (process,):
        wait_for(lambda: at_work(process))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert "is given back" in process.log.read_text()
    assert site.states() == ["READY"]
    site.run("manage.py", "worker", "--once")
    assert_done_once(site, lines)


def test_the_database_that_is_killed(server, tmp_path):
    """The worker outlives it, and goes on when it is there again."""
    site = on_mariadb(server, tmp_path, "site_killed")
    calls, lines = long_tasks()
    site.start(*calls)
    with site.workers(1) as (process,):
        for _kill in range(max(KILLS // 10, 1)):
            seen = len(process.log.read_text())
            wait_for(lambda seen=seen: "write_many begins" in process.log.read_text()[seen:] or not_working(site), 60)
            server.process.kill()
            server.process.wait()
            wait_for(lambda seen=seen: "The database can't be" in process.log.read_text()[seen:], 60)
            server.start()
            server.ask("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
        site.wait_until_done()
        assert process.poll() is None
        assert "Traceback" not in process.log.read_text()
    assert_done_once(site, lines)


def not_working(site):
    return not [each for each in site.states() if each in ("READY", "RUNNING")]


def test_several_workers_do_each_thing_once(site):
    """What is periodic, too: three that start at the same moment are three nodes."""
    calls, lines = long_tasks(6, pause=0)
    site.start(*calls, *[("write_one", {"text": f"one {number}"}) for number in range(30)])
    with site.workers(3):
        site.wait_until_done()
    written = Counter(site.written())
    assert written == dict.fromkeys([*lines, *(f"one {number}" for number in range(30))], 1)
    runs = site.ask(RUNS)
    periodic = {path: count for path, count in runs.items() if "housekeeping" in path}
    assert len(periodic) >= 3
    assert set(periodic.values()) == {1}


def asked_for_vacations(site, process):
    """Have them begin and end now. Whether that began: what was begun five times is given up, and asked for again."""
    site.ask(VACATIONS_NOW)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and "vacations begins" not in process.log.read_text():
        time.sleep(0.002)
    return "vacations begins" in process.log.read_text()


def test_vacations_whose_worker_is_killed(site):
    """Each begins and ends once, whole: its rows and the log's are one transaction."""
    count, by_sieve = 50 * KILLS, site.options["env"]["DATABASE_URL"].startswith("sqlite")
    site.options["env"]["VACATION"] = "YES"
    site.ask(f"COUNT = {count}\n" + AWAY)
    for _kill in range(KILLS):
        with site.workers(1) as (process,):
            wait_for(lambda process=process: asked_for_vacations(site, process), 60)
            wait_for(lambda: random.random() < 0.05, pause=0.002)
    before = len(site.ask(VACATIONS)["log"])
    assert 0 < before < count  # in the middle
    while site.ask(VACATIONS)["planned"] or len(site.ask(VACATIONS)["active"]) > count // 2:
        site.ask(VACATIONS_NOW)
        site.run("manage.py", "worker", "--once")
    found = site.ask(VACATIONS)
    print({"kills": KILLS, "vacations": count, "changed before the last kill": before})
    addresses = [f"n{number}@example.org" for number in range(count)]
    begun = addresses[1::2]
    targets = {address: f"{address.replace('@', '#')}@autoreply.invalid,{address}" for address in begun}
    assert found["goto"] == dict(zip(addresses, addresses, strict=True)) | ({} if by_sieve else targets)
    assert sorted(found["scripts"]) == (sorted(begun) if by_sieve else [])
    assert sorted(found["active"]) == sorted(begun)
    assert sorted(found["log"]) == sorted(addresses)


def test_chinese_in_a_database_of_latin1(server, tmp_path):
    """Arguments, results and tracebacks hold any text, whatever the database makes its tables of."""
    site = on_mariadb(server, tmp_path, "site_latin", charset="latin1")
    site.start(("echo", {"text": work.CHINESE}), ("fail", {"text": work.CHINESE}))
    site.run("manage.py", "worker", "--once")
    shown = server.ask(
        "SELECT HEX(CONVERT(traceback USING utf8mb4)) FROM site_latin.django_tasks_database_dbtaskresult "
        "WHERE status = 'FAILED'"
    ).stdout
    assert work.CHINESE in bytes.fromhex(shown.strip()).decode()
    done, failed = sorted(site.states())[::-1]
    assert done == "SUCCESSFUL" and work.CHINESE in failed
