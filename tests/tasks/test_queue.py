"""Tasks are started by a change or not at all, run once, and end with a result or a reason."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from domains.services import create_admin
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailadmin.store.fields import now
from mailadmin.tasks import queue
from mailadmin.tasks.context import Context
from mailadmin.tasks.models import Job
from mailadmin.tasks.worker import Worker
from tests.at_once import at_once
from tests.conftest import PASSWORD
from tests.engines import on_mariadb
from tests.tasks import work


def test_it_works(run):
    result = run(work.write_one, {"text": work.CHINESE})
    assert (result.status, result.return_value) == ("SUCCESSFUL", work.CHINESE)
    assert work.written() == [work.CHINESE]
    assert (result.job.holder, result.job.until, result.job.tries) == ("", None, 1)


def test_a_change_that_is_rolled_back_starts_nothing(start):
    class Broken(Exception):
        pass

    with pytest.raises(Broken), transaction.atomic():
        start(work.write_one, {"text": "a"})
        raise Broken
    assert not Job.objects.exists()
    assert Worker().run_ready() == 0


def test_one_at_a_time_of_the_same_name(start):
    first = start(work.write_one, {"text": "a"}, once="letters")
    assert start(work.write_one, {"text": "b"}, once="letters") == first
    assert start(work.write_one, {"text": "c"}, once="others") != first
    Worker().run_ready()
    assert start(work.write_one, {"text": "d"}, once="letters") != first
    Worker().run_ready()
    assert work.written() == ["a", "c", "d"]


@pytest.mark.django_db(transaction=True)
def test_one_at_a_time_of_those_at_the_same_moment(nothing_periodic):
    def act():
        return queue.start(None, work.write_one, {"text": "a"}, once="letters")

    numbers = at_once(act, act, act, act)
    assert len(set(map(str, numbers))) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_a_task(nothing_periodic):
    for number in range(5):
        queue.start(None, work.write_one, {"text": str(number)})
    jobs = [job for job in at_once(*[lambda: queue.claim("w", 60)] * 8) if job]
    assert all(isinstance(job, Job) for job in jobs), jobs
    assert len({job.pk for job in jobs}) == len(jobs)


def test_in_the_order_in_which_they_were_started(start):
    for letter in "abc":
        start(work.write_one, {"text": letter})
        time.sleep(0.002)
    Worker().run_ready()
    assert work.written() == ["a", "b", "c"]


def test_a_failure_says_why(run):
    result = run(work.fail, {"text": work.CHINESE})
    assert (result.status, result.exception_class_path) == ("FAILED", "builtins.ValueError")
    assert work.CHINESE in result.traceback
    assert "\\udcff" in result.traceback
    assert result.finished_at


def test_a_task_that_is_no_more_fails(start):
    result = start(work.write_one, {"text": "a"})
    type(result).objects.update(task_path="tests.tasks.work.gone")
    Worker().run_ready()
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "builtins.ImportError")


def test_a_result_that_is_no_json_fails(run):
    result = run(work.answer_object)
    assert (result.status, result.exception_class_path) == ("FAILED", "builtins.TypeError")


@on_mariadb
def test_a_result_that_the_database_refuses_fails(run):
    result = run(work.answer_half)
    assert (result.status, result.exception_class_path) == ("FAILED", "django.db.utils.IntegrityError")


def test_steps_keep_the_place_and_the_progress(run):
    job = run(work.write_many, {"name": "line", "count": 3}).job
    assert (job.place, job.done, job.total, job.note) == (3, 3, 3, "number 3")
    assert work.written() == ["line 1", "line 2", "line 3"]


def test_it_goes_on_at_its_place(start):
    result = start(work.write_many, {"name": "line", "count": 4})
    Job.objects.update(place=2)
    Worker().run_ready()
    assert work.written() == ["line 3", "line 4"]
    result.refresh_from_db()
    assert result.status == "SUCCESSFUL"


def test_a_step_without_the_lease_is_rolled_back(start):
    start(work.write_many, {"name": "line", "count": 4})
    job = queue.claim("one", 60)
    context = Context(job, "one")
    Job.objects.update(holder="another")
    with pytest.raises(queue.LostLease), context.step(1):
        work.write("twice")
    assert work.written() == []
    with pytest.raises(queue.LostLease):
        queue.succeed(job, "one", None)
    job.task.refresh_from_db()
    assert job.task.status == "RUNNING"


def test_what_a_dead_worker_held_is_taken_up(start):
    start(work.write_one, {"text": "a"})
    queue.claim("dead", 60)
    assert not queue.take_up()
    assert not queue.claim("alive", 60)
    Job.objects.update(until=int(time.time()) - 1)
    assert [job.holder for job in queue.take_up()] == ["dead"]
    assert not queue.take_up()
    Worker().run_ready()
    assert work.written() == ["a"]
    assert Job.objects.get().tries == 2


def test_a_lease_that_was_renewed_meanwhile_stays(start):
    start(work.write_one, {"text": "a"})
    job = queue.claim("one", 60)
    Job.objects.update(until=int(time.time()) - 1)
    over = Job.objects.filter(until__lt=int(time.time()))
    seen = over.get()
    queue.renew(job, "one", 60)
    assert not queue.released(seen, over)
    with pytest.raises(queue.LostLease):
        queue.renew(job, "another", 60)


def test_the_number_of_tries_is_bounded(start):
    result = start(work.write_one, {"text": "a"}, once="letters")
    for _try in range(queue.TRIES):
        assert queue.claim("dying", 60)
        Job.objects.update(until=int(time.time()) - 1)
        queue.take_up()
    assert not queue.claim("alive", 60)
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "mailadmin.tasks.queue.WorkersDied")
    assert Job.objects.get().once is None


def test_a_waiting_one_is_dropped(start):
    result = start(work.write_one, {"text": "a"}, once="letters")
    queue.stop(result.job)
    assert Worker().run_ready() == 0
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "mailadmin.tasks.queue.Stopped")
    assert Job.objects.get().once is None


def test_a_running_one_is_asked_to_stop(start, monkeypatch):
    monkeypatch.setattr("mailadmin.tasks.context.LOOKED", 0)
    result = start(work.write_forever)
    monkeypatch.setattr(Context, "keep", lambda self, **values: queue.stop(self.job))
    Worker().run_ready()
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "mailadmin.tasks.queue.Stopped")


def test_a_finished_one_stays_as_it_is(run):
    result = run(work.write_one, {"text": "a"})
    queue.stop(result.job)
    result.refresh_from_db()
    assert result.status == "SUCCESSFUL"


def test_a_long_one_lets_others_go_first(start, monkeypatch):
    monkeypatch.setattr("mailadmin.tasks.context.LOOKED", 0)
    monkeypatch.setattr("mailadmin.tasks.context.TURN", 0)
    long = start(work.write_many, {"name": "long", "count": 3})
    time.sleep(0.002)
    start(work.write_one, {"text": "short"})
    Worker().run_ready()
    assert work.written() == ["short", "long 1", "long 2", "long 3"]
    assert Job.objects.get(pk=long.pk).tries == 1


def test_a_worker_that_is_to_stop_gives_it_back(start):
    result = start(work.write_many, {"name": "line", "count": 3})
    worker = Worker()
    job = queue.claim(worker.holder, 60)
    worker.end()
    worker.run_one(job)
    result.refresh_from_db()
    assert (result.status, result.job.holder, result.job.tries) == ("READY", "", 0)
    Worker().run_ready()
    assert work.written() == ["line 1", "line 2", "line 3"]


def test_what_takes_too_long_ends(start):
    began = time.monotonic()
    result = start(work.take_long, longest=timedelta(seconds=1))
    Worker().run_ready()
    assert time.monotonic() - began < 20
    result.refresh_from_db()
    assert (result.status, result.exception_class_path) == ("FAILED", "mailadmin.tasks.queue.TookTooLong")
    assert work.written() == []


def test_it_acts_for_who_started_it(start, cli):
    create_admin(cli, username="root@example.com", password=PASSWORD, superadmin=True)
    actor = Actor(Admin.objects.get(), "192.0.2.7")
    with translation.override("zh-hans"):
        result = start(work.who, actor=actor)
    assert result.job.language == "zh-hans"
    gone = start(work.who, actor=Actor(Admin(username="gone@example.com"), "192.0.2.7"))
    shell = start(work.who, actor=cli)
    Worker().run_ready()
    for each in (result, gone, shell):
        each.refresh_from_db()
    assert result.return_value == "root@example.com (192.0.2.7)"
    assert gone.exception_class_path == "django.core.exceptions.PermissionDenied"
    assert shell.return_value == "CLI (test@localhost)"


def test_old_results_are_removed(run):
    old, new = run(work.write_one, {"text": "a"}), run(work.write_one, {"text": "b"})
    type(old).objects.filter(pk=old.pk).update(finished_at=now() - queue.KEPT - timedelta(minutes=1))
    assert queue.prune() == 1
    assert [job.pk for job in Job.objects.all()] == [new.pk]
