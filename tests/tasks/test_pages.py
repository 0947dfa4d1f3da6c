"""The pages of background work."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailadmin.store.fields import now
from mailadmin.tasks import periodic, queue
from mailadmin.tasks.models import Job, Schedule
from mailadmin.tasks.periodic import Periodic
from mailadmin.tasks.worker import Worker
from tests.tasks import work

URL = "/pfa/tasks/"
MISSING = "Nothing runs in the background"


@pytest.fixture
def entry(monkeypatch):
    entry = Periodic("quick", work.quick, every=timedelta(minutes=5), longest=timedelta(minutes=1))
    monkeypatch.setattr(periodic, "entries", lambda: {"quick": entry})
    monkeypatch.setattr("mailadmin.tasks.views.entries", lambda: {"quick": entry})
    return entry


def page(client, url=URL, **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def started_by(username, task=work.write_one, arguments=None, **options):
    actor = Actor(Admin.objects.get(pk=username), "192.0.2.7")
    return queue.start(actor, task, arguments if arguments is not None else {"text": "a"}, **options)


def test_it_works(root, entry):
    Worker().run_ready()
    text = page(root)
    assert "Be quick" in text and "5 minutes" in text and "in 5 minutes" in text and "Done" in text
    assert MISSING not in text
    detail = page(root, f"{URL}{Job.objects.get().pk}/")
    assert "Be quick" in detail and "every 2s" not in detail


@pytest.mark.parametrize("late", [False, True], ids=["never one", "none for long"])
def test_it_says_that_no_worker_runs(root, entry, late):
    if late:
        Schedule.objects.create(name="quick", due=int(time.time()) - 3600)
    assert MISSING in page(root)
    Worker().run_ready()
    assert MISSING not in page(root)


def test_run_now(root, entry):
    Worker().run_ready()
    due = Schedule.objects.get().due
    response = root.post(f"{URL}periodic/quick/run/")
    job = Job.objects.get(owner="root@example.com")
    assert response.url == f"{URL}{job.pk}/"
    Worker().run_ready()
    assert work.written() == ["quick", "quick"]
    row = Schedule.objects.get()
    assert (row.due, row.last) == (due, job.pk)


def test_a_domain_admin_finds_the_own_ones(alice, mallory, entry):
    mine = started_by("alice@example.org", about="Spring sale")
    theirs = started_by("mallory@example.net", about="Autumn sale")
    text = page(alice)
    assert "Spring sale" in text and "Autumn" not in text and "Be quick" not in text
    assert "Spring sale" in page(alice, f"{URL}{mine}/")
    assert alice.get(f"{URL}{theirs}/").status_code == 404
    assert alice.post(f"{URL}{theirs}/stop/").status_code == 404
    assert Job.objects.filter(stop=True).count() == 0


def test_progress_and_the_result(root, entry):
    number = started_by("root@example.com", work.write_many, {"name": "line", "count": 4}, about="four lines")
    job = queue.claim("worker", 60)
    Job.objects.update(done=1, total=4, note="number 1")
    text = page(root, f"{URL}{number}/")
    assert 'value="25"' in text and "number 1" in text and "1 of 4" in text and "Running" in text
    assert 'hx-trigger="every 2s"' in text
    assert "<html" not in page(root, f"{URL}{number}/", HX_Request="true", HX_Target="task")
    queue.give_back(job, "worker")
    Worker().run_ready()
    text = page(root, f"{URL}{number}/")
    assert "<dt>lines</dt><dd>4</dd>" in text and "Done" in text and "every 2s" not in text


def test_why_it_failed(root, alice, entry):
    mine = started_by("alice@example.org", work.fail, {"text": f"<script>{work.CHINESE}"})
    Worker().run_ready()
    text = page(root, f"{URL}{mine}/")
    assert f"ValueError: &lt;script&gt;{work.CHINESE}" in text and "Traceback" in text
    text = page(alice, f"{URL}{mine}/")
    assert "ValueError" not in text and "superadmin can see" in text
    assert "Failed" in page(root, f"{URL}?filter=failed") and "Fail<" not in page(root, f"{URL}?filter=waiting")


def test_stop(alice, entry):
    mine = started_by("alice@example.org")
    assert alice.post(f"{URL}{mine}/stop/").url == f"{URL}{mine}/"
    text = page(alice, f"{URL}{mine}/")
    assert "Stopped" in text and "Somebody stopped it." in text
    assert Worker().run_ready() == 1  # what is periodic
    assert work.written() == ["quick"]


def test_a_running_one_is_asked(root, entry):
    started_by("root@example.com", work.write_forever, {})
    job = queue.claim("worker", 60)
    root.post(f"{URL}{job.pk}/stop/")
    text = page(root, f"{URL}{job.pk}/")
    assert "Is asked to stop" in text and "/stop/" not in text


def test_the_number_of_queries_is_bounded(root, entry):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(root)
        return len(captured)

    Worker().run_ready()
    few = queries()
    for number in range(60):
        started_by("root@example.com", about=str(number))
    Job.objects.update(created=now())
    assert queries() <= few + 1  # the count
    assert page(root).count("<tr>") <= 53


def test_search(root, entry):
    for about in ("Spring sale", "Autumn sale"):
        started_by("root@example.com", about=about)
    assert "Autumn" not in page(root, f"{URL}?q=spring")
    assert "Autumn" in page(root, f"{URL}?q=ROOT")


def test_in_chinese(root, entry):
    root.cookies["django_language"] = "zh-hans"
    Worker().run_ready()
    text = page(root)
    assert "后台任务" in text and "5 分钟" in text and "立即运行" in text
