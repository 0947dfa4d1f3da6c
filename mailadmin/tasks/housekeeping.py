"""What is to be cleared away now and then, and in no request."""

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from mailadmin.accounts import factor, throttle
from mailadmin.store import snapshots
from mailadmin.tasks import queue


@task(title=_("Remove sessions that are over"))
def clear_sessions():
    """A password that was made for somebody may lie in one until it is shown."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@task(title=_("Forget old sign-in attempts"))
def clear_throttle():
    throttle.clear()
    factor.clear()


@task(title=_("Remove old results"))
def clear_results():
    """Of tasks, and of counting."""
    queue.prune()
    snapshots.clear()
