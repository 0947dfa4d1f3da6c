"""The queue: to start a task, to take one, to end it. Every change of hands is one conditional UPDATE, so that of two
workers, on one node or on several, one gets it. No row is locked to read it: not every cluster has such locks."""

import time
from datetime import timedelta
from traceback import format_exception

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language, override
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from mailadmin.store.fields import now
from mailadmin.tasks.models import Job

READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
FAILED, SUCCESSFUL = TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL
TRIES = 5  # how often a task is begun that gets no step further before its worker dies or its database goes away
AT_ONCE = 20  # jobs that are looked at before the database is asked again
TEXT = 20_000  # characters of a traceback: its end says the most
KEPT = timedelta(days=30)  # how long results can be read


class Ends(BaseException):
    """Ends a task between two steps. No Exception, so that a task's own `except Exception` lets it pass."""


class Stopped(Ends):
    """Somebody asked for it."""


class TookTooLong(Ends):
    """It ran for longer than it may."""


class GivenBack(Ends):
    """Another may go on with it: this worker is to stop, or others have waited long enough."""


class LostLease(Ends):
    """This worker was out of touch for too long, and another has the task."""


class WorkersDied(Ends):
    """It was begun again and again, and each time its worker was gone."""


def start(actor, task, arguments=None, *, about="", once="", longest=timedelta(hours=1)):
    """Have a task done in the background, as part of the caller's transaction. Returns its id, a text.

    Of what has the same name `once` there is one until it is finished: meanwhile this returns the id of that one.
    `actor` is None for what nobody asked for.
    """
    try:
        with transaction.atomic():
            return unfinished(once) or added(actor, task, arguments or {}, about, once, longest)
    except IntegrityError:  # somebody was quicker by a moment
        number = unfinished(once)
        if not number:
            raise
        return number


def unfinished(once):
    """The id of the unfinished task of that name, or None."""
    job = Job.objects.filter(once=once).first() if once else None
    return str(job.pk) if job else None


def added(actor, task, arguments, about, once, longest):
    number = task.enqueue(**arguments).id
    Job.objects.create(
        task_id=number,
        title=title_of(task),
        owner=actor.user.username if actor else "",
        origin=actor.origin if actor else "",
        language=get_language() or "",
        about=about[:255],
        once=once or None,
        longest=longest.total_seconds(),
        turn=milliseconds(),
    )
    return number


def title_of(task):
    with override("en"):
        return str(task.title)


def milliseconds():
    return time.time_ns() // 1_000_000


def claim(holder, lease):
    """Take the next task that is ready, for `lease` seconds. Returns its Job, or None."""
    ready = DBTaskResult.objects.ready().order_by("-priority", "job__turn", "enqueued_at")
    for number in ready.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            mine = DBTaskResult.objects.filter(pk=number, status=READY).update(status=RUNNING, started_at=now())
            if mine:
                Job.objects.get_or_create(task_id=number)  # started by django-tasks alone
                held = {"holder": holder, "until": int(time.time()) + lease, "tries": F("tries") + 1}
                Job.objects.filter(pk=number).update(**held)
                return Job.objects.select_related("task").get(pk=number)
    return None


def renew(job, holder, lease):
    """Hold a job for `lease` seconds from now. Raises LostLease when it is another's already."""
    if not Job.objects.filter(pk=job.pk, holder=holder).update(until=int(time.time()) + lease):
        raise LostLease


def let_go(job, holder, **values):
    """Within a transaction: end a holder's lease. Raises LostLease, and so nothing of the transaction counts."""
    values = {"holder": "", "until": None, "turn": milliseconds(), **values}
    if not Job.objects.filter(pk=job.pk, holder=holder).update(**values):
        raise LostLease


@transaction.atomic
def succeed(job, holder, value):
    let_go(job, holder, once=None)
    finish(job, status=SUCCESSFUL, return_value=value)


@transaction.atomic
def fail(job, holder, error):
    """`error` is an exception; its traceback can be read at the console."""
    let_go(job, holder, once=None)
    finish(job, status=FAILED, **described(error))


@transaction.atomic
def give_back(job, holder, *, spent=0, wait=0, counted=True):
    """Let another go on, in `wait` seconds at the earliest; not `counted` as one of its tries."""
    let_go(job, holder, spent=F("spent") + int(spent), tries=F("tries") if counted else F("tries") - 1)
    after = now() + timedelta(seconds=wait) if wait else get_date_max()
    DBTaskResult.objects.filter(pk=job.pk, status=RUNNING).update(status=READY, run_after=after)


def finish(job, **values):
    DBTaskResult.objects.filter(pk=job.pk).update(finished_at=now(), **values)


def described(error):
    """The columns for an exception. What no UTF-8 can hold, half of a surrogate pair, is written as its number."""
    kind = type(error)
    text = "".join(format_exception(error))[-TEXT:]
    return {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0"),
    }


def take_up():
    """What dead workers hold is ready for others. Returns the jobs that it concerned."""
    over = Job.objects.filter(until__lt=int(time.time()))
    return [job for job in over[:AT_ONCE] if released(job, over)]


@transaction.atomic
def released(job, over):
    again = job.tries < TRIES and not job.stop
    once = {} if again else {"once": None}
    if not over.filter(pk=job.pk, holder=job.holder).update(holder="", until=None, turn=milliseconds(), **once):
        return False
    if again:
        DBTaskResult.objects.filter(pk=job.pk, status=RUNNING).update(status=READY, run_after=get_date_max())
    else:
        finish(job, status=FAILED, **described(Stopped() if job.stop else WorkersDied()))
    return True


@transaction.atomic
def stop(job):
    """Drop a job that waits; ask one that runs to end, which it does at its next step. What is finished stays so."""
    Job.objects.filter(pk=job.pk).update(stop=True)
    dropped = DBTaskResult.objects.filter(pk=job.pk, status=READY)
    if dropped.update(status=FAILED, finished_at=now(), **described(Stopped())):
        Job.objects.filter(pk=job.pk).update(once=None)


def prune():
    """Remove results that are older than KEPT, some at a time. Returns how many."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=now() - KEPT)
    removed = 0
    while numbers := list(old.order_by().values_list("pk", flat=True)[:500]):
        DBTaskResult.objects.filter(pk__in=numbers).delete()
        removed += len(numbers)
    return removed
