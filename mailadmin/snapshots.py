"""Figures that cost a walk through whole tables: taken at most every few minutes, kept in the database."""

from datetime import timedelta

from mailadmin.fields import now
from mailadmin.models import Snapshot

KEPT = timedelta(minutes=5)


def figures(key, take, renew=False):
    """(figures, when they were taken): those kept under `key` while they are fresh, otherwise `take()`."""
    kept = Snapshot.objects.filter(key=key).first()
    if kept and not renew and kept.made > now() - KEPT:
        return kept.data, kept.made
    data, made = take(), now()
    Snapshot.objects.update_or_create(key=key, defaults={"made": made, "data": data})
    return data, made
