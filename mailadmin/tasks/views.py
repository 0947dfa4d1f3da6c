"""The pages of background work: what is periodic, what waits, runs, failed; one task with its progress."""

import time
from datetime import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.tasks import queue
from mailadmin.tasks.models import Job, Schedule
from mailadmin.tasks.periodic import entries, start_now, worker_missing
from mailadmin.web.lists import Column, Filter, List
from mailadmin.web.pages import Page

STATES = {  # kind of the chip, and the word
    queue.READY: ("", gettext_lazy("Waiting")),
    queue.RUNNING: ("info", gettext_lazy("Running")),
    queue.SUCCESSFUL: ("good", gettext_lazy("Done")),
    queue.FAILED: ("bad", gettext_lazy("Failed")),
}
STOPPED = ("warn", gettext_lazy("Stopped"))
ASKED = ("warn", gettext_lazy("Is asked to stop"))
REASONS = {  # why a task ended without being done, by the name of the exception
    "Stopped": gettext_lazy("Somebody stopped it."),
    "TookTooLong": gettext_lazy("It took longer than it may, and was ended."),
    "WorkersDied": gettext_lazy("It was begun again and again, and each time its worker died."),
}


def state_of(job):
    """(kind of the chip, word) for how a job is."""
    if job.task.status == queue.FAILED and reason_name(job.task) == "Stopped":
        return STOPPED
    if job.task.status == queue.RUNNING and job.stop:
        return ASKED
    return STATES.get(job.task.status, ("", job.task.status))


def reason_name(task):
    """The last part of the exception's name where it is one of the queue's own."""
    module, _dot, name = task.exception_class_path.rpartition(".")
    return name if module == queue.__name__ else ""


def shown(job):
    """A job with what a row and its page show of it."""
    job.chip = state_of(job)
    job.reason = REASONS.get(reason_name(job.task), "")
    job.percent = min(100 * job.done / job.total, 100) if job.total and job.done is not None else None
    job.unfinished = job.task.status in (queue.READY, queue.RUNNING)
    return job


class TaskList(List):
    """All tasks for superadmins, with what is periodic above; the own ones for domain admins. Newest first."""

    wants = {"see_tasks"}
    template = "tasks/list.html"
    title = gettext_lazy("Tasks")
    order = ("created", "task_id")
    newest_first = True
    columns = [
        Column(gettext_lazy("Task")),
        Column(gettext_lazy("State")),
        Column(gettext_lazy("Started by")),
        Column(gettext_lazy("When"), key=True),
    ]
    filters = [
        Filter("running", gettext_lazy("Running"), lambda rows: rows.filter(task__status=queue.RUNNING), scan=True),
        Filter("waiting", gettext_lazy("Waiting"), lambda rows: rows.filter(task__status=queue.READY), scan=True),
        Filter("failed", gettext_lazy("Failed"), lambda rows: rows.filter(task__status=queue.FAILED), scan=True),
    ]
    rows_template = "tasks/_rows.html"
    search_hint = gettext_lazy("Who, or what it is about")
    empty = {
        "title": gettext_lazy("Nothing was done in the background yet"),
        "text": gettext_lazy("Long work that you start on a page is shown here, and its result for 30 days."),
    }

    def candidates(self):
        return Job.objects.visible_to(self.request.user).select_related("task")

    def scans(self):
        return bool(self.q or self.filter)

    def searched(self, rows, text):
        return rows.filter(owner__istartswith=text) | rows.filter(about__icontains=text)

    def decorate(self, rows):
        return [shown(job) for job in rows]

    def context(self):
        user = self.request.user
        return super().context() | (periodic_context() if user.may("manage_tasks") else {})


def periodic_context():
    """What is periodic, each with its last run and its next."""
    schedule = {row.name: row for row in Schedule.objects.all()}
    lasts = {row.last for row in schedule.values() if row.last}
    jobs = {job.pk: shown(job) for job in Job.objects.select_related("task").filter(pk__in=lasts)}
    rows = [periodic_row(entry, schedule.get(name), jobs) for name, entry in entries().items()]
    return {"periodic": rows, "worker_missing": worker_missing()}


def periodic_row(entry, row, jobs):
    return {
        "name": entry.name,
        "title": entry.task.title,
        "every": entry.every,
        "last": jobs.get(row.last) if row else None,
        "next": datetime.fromtimestamp(row.due) if row and row.due else None,
        "late": bool(row and row.due < time.time()),
    }


class TaskDetail(Page):
    """One task. While it is not finished the page asks again by itself, or can be loaded again."""

    wants = {"see_tasks"}
    template = "tasks/detail.html"
    crumbs = property(lambda self: [(_("Tasks"), reverse("task_list"))])
    title = property(lambda self: str(self.job))

    def prepare(self):
        visible = Job.objects.visible_to(self.request.user).select_related("task")
        self.job = shown(get_object_or_404(visible, pk=self.kwargs["task"]))

    def get(self, request, *args, **kwargs):
        only_state = request.htmx and request.htmx.target == "task"
        return self.page("tasks/_state.html" if only_state else None, **self.details())

    def details(self):
        task = self.job.task
        value = task.return_value
        return {
            "job": self.job,
            "task": task,
            "result": value if isinstance(value, dict) else {},
            "result_text": "" if value is None or isinstance(value, dict) else str(value),
            "traceback": self.traceback(),
            "error": self.traceback().strip().rpartition("\n")[2],
        }

    def traceback(self):
        """For superadmins: it may show what is not the domain admin's to see."""
        return self.job.task.traceback if self.request.user.may("manage_tasks") and not self.job.reason else ""


class TaskStop(TaskDetail):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        queue.stop(self.job)
        return redirect("task_detail", self.job.pk)


class PeriodicRun(Page):
    """Start a periodic thing now, whenever it is due."""

    wants = {"manage_tasks"}
    http_method_names = ["post"]

    def prepare(self):
        self.entry = entries().get(self.kwargs["name"])
        if not self.entry:
            raise Http404

    def post(self, request, *args, **kwargs):
        number = start_now(request.actor, self.entry)
        messages.success(request, _("“%(name)s” was started.") % {"name": self.entry.task.title})
        return redirect("task_detail", number)
