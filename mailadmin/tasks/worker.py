"""The worker: takes one task after another, holds its lease while it runs, and starts what is due."""

import logging
import os
import signal
import socket
import threading
import time
import uuid
from contextlib import contextmanager
from traceback import format_exception_only

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import translation
from django_tasks.utils import normalize_json

from mailadmin.tasks import queue
from mailadmin.tasks.context import Context
from mailadmin.tasks.periodic import start_due

LEASE = 60  # seconds
PAUSE = 1  # seconds between two looks into an empty queue
NAP = 0.2  # seconds until a signal is noticed
PATIENCE = 5  # seconds between two tries to reach a database that is away, at most
GRACE = 60  # seconds that a task has to end after its time is over, before its worker gives up itself

log = logging.getLogger("mailadmin.tasks")


class Worker:
    def __init__(self, lease=LEASE):
        self.lease, self.ending = lease, False
        self.holder = f"{socket.gethostname()[:100]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def end(self, signum=None, frame=None):
        """Stop after the current step: a signal handler."""
        self.ending = True

    def run(self):
        """Work until told to end. A database that is away is waited for."""
        away = 0  # how many times it was, one after the other
        log.info("Worker %s begins", self.holder)
        while not self.ending:
            try:
                close_old_connections()
                busy = self.look()
            except DatabaseError as error:
                connection.close()
                away += 1
                if away == 1:
                    log.error("The database can't be used; trying until it can: %s", in_a_line(error))
                self.sleep(min(away, PATIENCE))
            else:
                if away:
                    log.warning("The database is there again")
                away = 0
                if not busy:
                    self.sleep(PAUSE)
        log.info("Worker %s ends", self.holder)

    def run_ready(self):
        """Do what is due and ready, then return how many tasks that were."""
        count = 0
        while not self.ending and self.look():
            count += 1
        return count

    def sleep(self, seconds):
        until = time.monotonic() + seconds
        while not self.ending and time.monotonic() < until:
            time.sleep(NAP)

    def look(self):
        """Start what is due, take up what was left lying, run one task. Returns whether there was one."""
        start_due()
        for job in queue.take_up():
            log.warning("Task %s: its worker %s is gone", job.pk, job.holder)
        job = queue.claim(self.holder, self.lease)
        if job:
            self.run_one(job)
        return bool(job)

    def run_one(self, job):
        name, began = job.task.task_path, time.monotonic()
        log.info("Task %s: %s begins", job.pk, name)
        try:
            with self.held(job), time_limit(job.longest - job.spent):
                value = self.call(job)
        except queue.LostLease:
            log.warning("Task %s: another worker has it", job.pk)
            return
        except queue.GivenBack:
            outcome, ending = (
                "is given back",
                lambda: queue.give_back(job, self.holder, spent=time.monotonic() - began, counted=False),
            )
        except (OperationalError, InterfaceError) as error:
            outcome, ending = self.tried(job, error, time.monotonic() - began)
        except (Exception, SystemExit, queue.Ends) as error:
            outcome, ending = self.failed(job, error)
        else:
            outcome, ending = "is done", lambda: queue.succeed(job, self.holder, value)
        self.settle(job, outcome, ending)

    def call(self, job):
        """Run the task's function; returns what it returned, as JSON."""
        task, given = job.task.task, job.task.args_kwargs
        context = [Context(job, self.holder, lambda: self.ending)] if task.takes_context else []
        with translation.override(job.language or settings.LANGUAGE_CODE):
            return normalize_json(task.call(*context, *given["args"], **given["kwargs"]))

    def tried(self, job, error, spent):
        """The database failed it: again in a while, some times."""
        connection.close()
        if job.tries >= queue.TRIES:
            return self.failed(job, error)
        again = {"spent": spent, "wait": 2**job.tries}
        return f"is tried again ({in_a_line(error)})", lambda: queue.give_back(job, self.holder, **again)

    def failed(self, job, error):
        return f"failed: {in_a_line(error)}", lambda: queue.fail(job, self.holder, error)

    def settle(self, job, outcome, ending):
        """Write down how it went. If the database stays away until the lease is over, another does it again."""
        until = time.monotonic() + self.lease
        while True:
            try:
                ending()
            except queue.LostLease:
                log.warning("Task %s %s, but another worker has it", job.pk, outcome)
                return
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if time.monotonic() > until or self.ending:
                    log.error("Task %s %s, which can't be stored: %s", job.pk, outcome, in_a_line(error))
                    return
                time.sleep(PAUSE)
            except DatabaseError as error:  # the result is no JSON to the database
                outcome, ending = self.failed(job, error)
            else:
                log.info("Task %s: %s %s", job.pk, job.task.task_path, outcome)
                return

    @contextmanager
    def held(self, job):
        """A thread renews the lease meanwhile, by a connection of its own."""
        over = threading.Event()
        thread = threading.Thread(target=self.renew, args=[job, over], daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def renew(self, job, over):
        deadline = time.monotonic() + max(job.longest - job.spent, 1) + GRACE
        while not over.wait(self.lease / 4):
            if time.monotonic() > deadline:
                log.error("Task %s can't be ended; the worker ends", job.pk)
                os._exit(70)
            try:
                queue.renew(job, self.holder, self.lease)
            except queue.LostLease:
                break
            except DatabaseError as error:
                log.error("Task %s: its lease can't be renewed: %s", job.pk, in_a_line(error))
                connection.close()
        connection.close()


@contextmanager
def time_limit(seconds):
    """Raise TookTooLong in this thread after `seconds`; only the main thread can have that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, take_too_long)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def take_too_long(signum, frame):
    raise queue.TookTooLong


def in_a_line(error):
    """What an exception says, without line breaks that could fake another line of the log."""
    return " ".join("".join(format_exception_only(error)).split())[:500]
