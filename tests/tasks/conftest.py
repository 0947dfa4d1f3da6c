"""A worker in this process, and what became of its tasks."""

import pytest
from django_tasks_db.models import DBTaskResult

from mailadmin.tasks import periodic, queue
from mailadmin.tasks.worker import Worker


@pytest.fixture
def nothing_periodic(monkeypatch):
    monkeypatch.setattr(periodic, "entries", dict)


@pytest.fixture
def start(db, nothing_periodic):
    """Start a task; returns its row, which `refresh_from_db` brings up to date."""

    def start(task, arguments=None, actor=None, **options):
        return DBTaskResult.objects.get(pk=queue.start(actor, task, arguments, **options))

    return start


@pytest.fixture
def run(start):
    """Start a task and run all that is ready; returns its row."""

    def run(*args, **options):
        result = start(*args, **options)
        Worker().run_ready()
        result.refresh_from_db()
        return result

    return run
