"""What is due is started, once, whoever looks."""

import time
from datetime import timedelta

import pytest

from mailadmin.site.periodic import PERIODIC
from mailadmin.tasks import periodic, queue
from mailadmin.tasks.models import Job, Schedule
from mailadmin.tasks.periodic import Periodic
from mailadmin.tasks.worker import Worker
from tests.at_once import at_once
from tests.tasks import work

HOUR = timedelta(hours=1)


@pytest.fixture
def entry(monkeypatch):
    entry = Periodic("quick", work.quick, every=HOUR, longest=timedelta(minutes=1))
    monkeypatch.setattr(periodic, "entries", lambda: {"quick": entry})
    return entry


def test_it_works(db, entry):
    assert Worker().run_ready() == 1
    assert work.written() == ["quick"]
    row = Schedule.objects.get()
    assert 3590 < row.due - time.time() <= 3600
    assert row.last == Job.objects.get().pk
    assert Worker().run_ready() == 0


def test_again_when_it_is_due(db, entry):
    Worker().run_ready()
    Schedule.objects.update(due=int(time.time()) - 5)
    Worker().run_ready()
    assert work.written() == ["quick", "quick"]


def test_what_is_periodic_does_not_run_beside_itself(db, entry):
    """A run that waits or goes on yet is not doubled, however late it is."""
    periodic.start_due()
    Schedule.objects.update(due=0)
    periodic.start_due()
    assert Job.objects.count() == 1
    assert periodic.start_now(None, entry) == str(Job.objects.get().pk)


@pytest.mark.django_db(transaction=True)
def test_of_many_nodes_one_starts_it(entry):
    assert [error for error in at_once(*[periodic.start_due] * 6) if error] == []
    Worker().run_ready()
    Schedule.objects.update(due=0)
    at_once(*[periodic.start_due] * 6)
    Worker().run_ready()
    assert work.written() == ["quick", "quick"]


def test_each_of_the_list_works(db):
    """As it comes: by name once, all without arguments, none failing on an empty database."""
    assert len({entry.name for entry in PERIODIC}) == len(PERIODIC)
    assert Worker().run_ready() == len(PERIODIC)
    assert {job.task.status for job in Job.objects.select_related("task")} == {"SUCCESSFUL"}
    assert all(entry.longest <= entry.every and entry.task.title for entry in PERIODIC)


def test_a_long_task_lets_what_is_due_go_first(db, entry, monkeypatch):
    monkeypatch.setattr("mailadmin.tasks.context.LOOKED", 0)
    monkeypatch.setattr("mailadmin.tasks.context.TURN", 0)
    queue.start(None, work.write_many, {"name": "long", "count": 2})
    worker = Worker()
    worker.run_one(queue.claim(worker.holder, 60))
    assert work.written() == []
    worker.run_ready()
    assert work.written() == ["quick", "long 1", "long 2"]
