"""What a running task is given: where it had got to, and how to say how far it is."""

import time
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor, CommandLineUser
from mailadmin.tasks.models import Job
from mailadmin.tasks.periodic import is_due
from mailadmin.tasks.queue import READY, GivenBack, LostLease, Stopped

TURN = 10  # seconds after which a task lets others go first that wait
LOOKED = 2  # seconds between two looks whether others wait, or somebody wants it stopped


class Context:
    """The first argument of a task that takes it. `place` is that of the last step that was done, or None."""

    def __init__(self, job, holder, ending=lambda: False):
        """`ending` says whether the worker is to stop."""
        self.job, self.holder, self.ending = job, holder, ending
        self.place = job.place
        self.began = self.looked = time.monotonic()

    @property
    def actor(self):
        """Who started the task, with the rights of now. Raises PermissionDenied if it is nobody any more."""
        if self.job.owner == CommandLineUser.username:
            return Actor(CommandLineUser(), self.job.origin)
        admin = Admin.objects.filter(username=self.job.owner, active=True).first()
        if not admin:
            raise PermissionDenied(_("Who started this is no admin any more."))
        return Actor(admin, self.job.origin)

    @contextmanager
    def step(self, place, *, done=None, total=None, note=None):
        """A transaction that also keeps `place`: both are committed, or neither. Ends the task where it is to end."""
        self.look()
        with transaction.atomic():
            yield
            self.keep(place=place, tries=1, **progress(done, total, note))  # it gets on, so it is no hopeless case
        self.place = place

    def report(self, *, done=None, total=None, note=None):
        """Show how far it is. Ends the task where it is to end."""
        self.look()
        self.keep(**progress(done, total, note))

    def keep(self, **values):
        # Last in its transaction: the row stays free for the thread that renews the lease.
        if not Job.objects.filter(pk=self.job.pk, holder=self.holder).update(**values):
            raise LostLease

    def look(self):
        """Raise what ends the task here."""
        if self.ending():
            raise GivenBack
        if time.monotonic() - self.looked < LOOKED:
            return
        self.looked = time.monotonic()
        row = Job.objects.filter(pk=self.job.pk, holder=self.holder).first()
        if not row:
            raise LostLease
        if row.stop:
            raise Stopped
        if self.looked - self.began > TURN and (is_due() or Job.objects.filter(task__status=READY).exists()):
            raise GivenBack


def progress(done, total, note):
    values = {"done": done, "total": total, "note": note if note is None else note[:255]}
    return {name: value for name, value in values.items() if value is not None}
