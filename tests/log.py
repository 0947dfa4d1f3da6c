"""What the log says."""

from mailadmin.audit.models import Log


def entries(since=0):
    """(who, action, domain, data) of each entry, oldest first; `since` leaves out as many."""
    rows = Log.objects.order_by("id").values_list("username", "action", "domain", "data")
    return [*rows[since:]]


def acts(since=0):
    """(action, data) of each entry."""
    return [(action, data) for _who, action, _domain, data in entries(since)]
