"""Figures that cost a walk through whole tables: kept in the database for some minutes, and shown a little longer while
new ones are taken, if that takes so long that somebody would have to wait for it."""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError

from mailadmin.models import Snapshot
from mailadmin.store.fields import now

KEPT = timedelta(minutes=5)
SHOWN = timedelta(days=1)  # what is older misleads more than waiting annoys
NOTICED = 0.1  # seconds that a person waits without noticing

log = logging.getLogger("mailadmin.store.snapshots")


def figures(key, take, renew=False):
    """(figures, when they were taken, whether to `take_later`): those kept under `key`, otherwise `take()`."""
    kept = Snapshot.objects.filter(key=key).first()
    if kept and not renew:
        age = now() - kept.made
        if age < KEPT or (kept.data["took"] > NOTICED and age < SHOWN):
            return kept.data["figures"], kept.made, age >= KEPT
    return *take_now(key, take), False


def take_now(key, take):
    """Take figures and keep them; what is too old to be shown, of anybody, goes."""
    made, started = now(), time.monotonic()
    data = take()
    took = time.monotonic() - started
    Snapshot.objects.filter(made__lt=made - SHOWN).delete()
    Snapshot.objects.update_or_create(key=key, defaults={"made": made, "data": {"took": took, "figures": data}})
    return data, made


def take_later(response, key, take):
    """Take figures once the response has been sent, unless somebody else was quicker."""
    close = response.close

    def close_and_take():
        close()
        try:
            if not Snapshot.objects.filter(key=key, made__gt=now() - KEPT).exists():
                take_now(key, take)
        except DatabaseError as error:
            log.error("No new figures: %s", error)

    response.close = close_and_take
