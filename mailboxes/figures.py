"""How full domains are, for pages: at a price that does not grow with them. Commands and files count exactly.

What a domain of up to LARGE mailboxes holds is counted on the spot. Larger ones are counted in the background every few
minutes and shown with the time of that; until it was done once, what is known is "1,000+".
"""

from datetime import timedelta

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from mailadmin.models import Snapshot
from mailadmin.store.fields import now
from mailadmin.store.snapshots import take_now
from mailboxes.models import Alias, Mailbox

LARGE = 1000  # mailboxes, or aliases besides those of mailboxes
SHOWN = timedelta(days=1)  # what is older misleads


def with_figures(domains):
    """Give domains `mailbox_count`, `alias_count` and `used_bytes`, in three queries for all of them.

    `counted_at` is None for what was counted just now. `at_least` tells that the figures are only known not to be less.
    """
    names = [domain.domain for domain in domains]
    mailboxes = within(Mailbox.objects.values("usage__bytes"), names, LARGE, "COUNT(*), SUM(usage__bytes)")
    aliases = within(Alias.objects.values("active"), names, 2 * LARGE, "COUNT(*)")
    kept = kept_of(names)
    for domain in domains:
        name = domain.domain
        (boxes, used), (rows,) = mailboxes[name], aliases[name]
        large = boxes > LARGE or rows > 2 * LARGE
        domain.counted_at = kept[name].made if large and name in kept else None
        domain.at_least = large and name not in kept
        if domain.counted_at:
            domain.mailbox_count, domain.alias_count, domain.used_bytes = kept[name].data["figures"]
        else:
            # Each mailbox has an alias row of its own, which is none in people's eyes.
            others = max(rows - boxes, 0) if boxes <= LARGE else 0
            domain.mailbox_count, domain.alias_count, domain.used_bytes = min(boxes, LARGE), others, int(used or 0)
            if domain.at_least:
                domain.alias_count = min(others, LARGE)
    return domains


def within(rows, names, most, figures):
    """{domain: `figures`, in SQL, of its first `most` + 1 rows}, in one query. (GROUP BY knows no limit for each.)"""
    if not names:
        return {}
    sql, _name = rows.filter(domain="").order_by()[: most + 1].query.sql_with_params()
    each = f"SELECT %s, {figures} FROM ({sql}) first_rows"  # noqa: S608 (nothing of it was typed by anybody)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([each] * len(names)), [name for name in names for _twice in range(2)])
        return {name: row for name, *row in cursor.fetchall()}


def kept_of(names):
    """{domain: what was last counted in the background}."""
    rows = Snapshot.objects.filter(key__in=map(key_of, names), made__gt=now() - SHOWN)
    return {row.key.removeprefix("d:"): row for row in rows}


def key_of(name):
    return f"d:{name}"  # short: a domain's name takes up to 253 of 255 characters


@task(title=_("Count what large domains hold"))
def count_large_domains():
    boxes, rows = large(Mailbox, LARGE), large(Alias, 2 * LARGE)
    for name in boxes | rows:
        take_now(key_of(name), lambda name=name: counted(name))


def large(model, most):
    """The domains with more than so many rows."""
    counts = model.objects.values("domain").annotate(count=Count("*")).filter(count__gt=most)
    return dict.fromkeys(counts.order_by("domain").values_list("domain", flat=True))


def counted(name):
    """Mailboxes, aliases and bytes of one domain, however many they are."""
    mailboxes = Mailbox.objects.filter(domain=name)
    boxes = mailboxes.count()
    return [boxes, max(Alias.objects.filter(domain=name).count() - boxes, 0), mailboxes.used_bytes()]
