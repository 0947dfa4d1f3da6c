"""Figures that cost a walk through whole tables: kept in the database, shown with the time when they were taken."""

from datetime import timedelta

from mailadmin.models import Snapshot
from mailadmin.store.fields import now

KEPT = timedelta(minutes=5)  # after which new ones are due
SHOWN = timedelta(days=1)  # what is older misleads more than waiting annoys


def figures(key, take, renew=False):
    """(figures, when they were taken): those kept under `key`. `take()` is called now only where there are none of the
    last day, or to renew them."""
    kept = Snapshot.objects.filter(key=key, made__gt=now() - SHOWN).first()
    if kept and not renew:
        return kept.data["figures"], kept.made
    return take_now(key, take)


def is_old(made):
    """Whether figures that were taken then should be taken anew."""
    return made <= now() - KEPT


def take_now(key, take):
    """Take figures and keep them."""
    made, data = now(), take()
    Snapshot.objects.update_or_create(key=key, defaults={"made": made, "data": {"figures": data}})
    return data, made


def clear():
    """Remove what is too old to be shown, of anybody."""
    Snapshot.objects.filter(made__lte=now() - SHOWN).delete()
