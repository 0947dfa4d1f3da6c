"""What is done again and again: when it is due, one node adds its task to the queue."""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from mailadmin.tasks.models import Schedule
from mailadmin.tasks.queue import start

OVERDUE = 600  # seconds after which it is said that no worker runs


@dataclass(frozen=True)
class Periodic:
    """A task without arguments, how often it is done, and for how long it may run."""

    name: str
    task: object
    every: timedelta
    longest: timedelta


def entries():
    """What is periodic, by name. The list is on the top floor, which this floor knows by a setting's name only."""
    return {entry.name: entry for entry in import_string(settings.PERIODIC)}


def is_due(late=0):
    """Whether something should have been started `late` seconds ago, or never was."""
    due = dict(Schedule.objects.values_list("name", "due"))
    return any(due.get(name, 0) <= time.time() - late for name in entries())


def worker_missing():
    """Whether nobody looks after what is due: then no worker runs."""
    return is_due(late=OVERDUE)


def start_due():
    """Start what is due. Nodes that do this at the same moment start it once: the one that moves its time on."""
    schedule = {row.name: row for row in Schedule.objects.all()}
    for name, entry in entries().items():
        row = schedule.get(name) or Schedule.objects.get_or_create(name=name)[0]
        if row.due <= time.time():
            start_one(entry, row)


@transaction.atomic
def start_one(entry, row):
    due = int(time.time() + entry.every.total_seconds())
    if Schedule.objects.filter(name=row.name, due=row.due).update(due=due):
        start_now(None, entry)


@transaction.atomic
def start_now(actor, entry):
    """Start it whether or not it is due, unless it waits or runs already. Returns the task's id."""
    number = start(actor, entry.task, once=f"periodic {entry.name}", longest=entry.longest)
    Schedule.objects.update_or_create(name=entry.name, defaults={"last": number})
    return number
