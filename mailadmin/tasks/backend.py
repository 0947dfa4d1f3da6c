"""The queue as django-tasks knows it: its database backend, with tasks that have a name for people."""

from dataclasses import dataclass

from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTask(Task):
    """A task with the name that people see, marked for translation."""

    title: object = ""


class Queue(DatabaseBackend):
    task_class = NamedTask
