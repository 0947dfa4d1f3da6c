"""What we keep about background work, beside django-tasks' own row of each task."""

from django.db import models
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from mailadmin.accounts.roles import EVERYTHING, OWN_DOMAINS, reach_of
from mailadmin.store.fields import now


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Superadmins see every job, domain admins those that they started."""
        if reach_of(user) == EVERYTHING:
            return self
        return self.filter(owner=user.username) if reach_of(user) == OWN_DOMAINS else self.none()


class Job(models.Model):
    """Who wants a task, who runs it and until when, and how far it has come.

    Times are seconds since 1970, not local time: a lease must not be an hour off when summer time ends.
    """

    task = models.OneToOneField(
        DBTaskResult, models.CASCADE, primary_key=True, db_constraint=False, related_name="job", db_column="id"
    )
    title = models.CharField(
        max_length=255, default=""
    )  # what people call it, in English: translated where it is shown
    created = models.DateTimeField(default=now)
    owner = models.CharField(max_length=255, default="", db_index=True)  # who started it; "" for what is periodic
    origin = models.CharField(max_length=255, default="")  # from where, as the log names it
    language = models.CharField(max_length=16, default="")
    about = models.CharField(max_length=255, default="")
    once = models.CharField(max_length=255, null=True, unique=True)  # NULL as soon as it is finished
    longest = models.PositiveIntegerField(default=3600)  # seconds that it may run
    spent = models.PositiveIntegerField(default=0)  # seconds that it has run, before it was given back
    turn = models.BigIntegerField(default=0)  # milliseconds: the smallest is the next to run
    # The lease. A worker that dies stops renewing it.
    holder = models.CharField(max_length=255, default="")
    until = models.BigIntegerField(null=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)  # somebody asked it to
    # Progress, by the task itself
    place = models.JSONField(null=True)
    done = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=255, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "mailadmin_job"
        indexes = [models.Index(fields=["created", "task"], name="mailadmin_job_by_created")]

    def __str__(self):
        return gettext(self.title) if self.title else str(self.pk)


class Schedule(models.Model):
    """When a periodic thing is due, and which task was its last. A row for each name in mailadmin.site.periodic."""

    name = models.CharField(max_length=64, primary_key=True)
    due = models.BigIntegerField(default=0)  # seconds since 1970
    last = models.UUIDField(null=True)  # the id of a task; it is gone when its result was removed

    class Meta:
        db_table = "mailadmin_periodic"

    def __str__(self):
        return self.name
