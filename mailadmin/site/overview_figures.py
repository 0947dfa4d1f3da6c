"""The overview's figures: what costs a walk through whole tables is counted in the background, and kept."""

import hashlib
from collections import Counter
from datetime import timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy
from django_tasks import task

from domains.models import AliasDomain, Domain, own_domains
from mailadmin.accounts.models import Admin
from mailadmin.accounts.roles import EVERYTHING
from mailadmin.audit.actors import CommandLineUser
from mailadmin.site.log import visible_log
from mailadmin.store.addresses import shown_domain, split_goto
from mailadmin.store.fields import now
from mailadmin.store.limits import BYTES, UNLIMITED, Limit
from mailadmin.store.snapshots import figures, is_old, take_now
from mailadmin.tasks.queue import start
from mailboxes.dangling import dangling_of
from mailboxes.models import Alias, Mailbox

NEARLY_FULL = 90  # percent of its quota
LOOKED_AT = 5000  # aliases that are looked through for targets that lead nowhere


def figures_for(user, renew=False):
    """(figures, when they were taken). The visitor waits only for the first of the day, or for new ones on demand;
    otherwise what is kept is shown, and when it is some minutes old a task takes new ones."""
    key = key_of(user)
    data, made = figures(key, lambda: taken(user), renew=renew)
    if is_old(made):
        start(None, count, {"username": "" if user.reach == EVERYTHING else user.username}, once=f"count {key}")
    return data, made


@task(title=gettext_lazy("Count for the overview"))
def count(username=""):
    """Take the figures of a domain admin, or without a name those of the whole server."""
    user = Admin.objects.filter(username=username, active=True).first() if username else CommandLineUser()
    if user:
        take_now(key_of(user), lambda: taken(user))


def key_of(user):
    """The same for all who see the same, and another as soon as somebody's rights change."""
    if user.reach == EVERYTHING:
        return "overview"
    return "overview:" + hashlib.sha256(" ".join(sorted(own_domains(user))).encode()).hexdigest()


def taken(user):
    """The figures of everything that `user` may see, as JSON."""
    domains = Domain.objects.visible_to(user)
    if user.reach != EVERYTHING:  # those that key_of named, even if rights change at this moment
        domains = domains.filter(domain__in=own_domains(user))
    mailboxes = Mailbox.objects.visible_to(user)
    aliases = Alias.objects.visible_to(user)
    boxes = mailboxes.count()
    full = mailboxes.over(NEARLY_FULL).order_by("username").values_list("username", "usage__bytes", "quota")
    return {
        "counts": {
            "domain_list": domains.count(),
            "mailbox_list": boxes,
            "alias_list": max(aliases.count() - boxes, 0),
            "alias_domain_list": AliasDomain.objects.visible_to(user).count(),
        },
        "full": [[name, round(100 * used / quota)] for name, used, quota in full[:10]],
        "dangling": dangling(aliases, domains),
        "disabled": list(domains.filter(active=False).order_by("domain").values_list("domain", flat=True)[:10]),
        "storage": storage(domains, mailboxes),
        "activity": activity(user),
    }


def dangling(aliases, domains):
    """Up to ten [target that leads nowhere, how many aliases go there, one of them], the most first."""
    rows = aliases.without_mailboxes().order_by("address").values_list("address", "goto")[:LOOKED_AT]
    pairs = [(address, target) for address, goto in rows for target in split_goto(goto)]
    nowhere = dangling_of({target for _alias, target in pairs}, domains)
    counts = Counter(target for _alias, target in pairs if target in nowhere)
    first = {target: alias for alias, target in reversed(pairs)}
    return [[target, count, first[target]] for target, count in counts.most_common(10)]


def storage(domains, mailboxes):
    """The ten domains that use the most, in bytes, with their limits in bytes."""
    rows = mailboxes.values("domain").annotate(used=Sum("usage__bytes")).filter(used__gt=0).order_by("-used")[:10]
    used = {row["domain"]: row["used"] for row in rows}
    limits = {domain.domain: domain.storage_limit.in_bytes for domain in domains.filter(domain__in=used)}
    limits = {name: limits.get(name, Limit(UNLIMITED, BYTES)) for name in used}
    return [
        {
            "name": name,
            "domain": shown_domain(name),
            "used": size,
            "limit": limits[name].number or UNLIMITED,
            "percent": round(limits[name].percent(size)) if limits[name].number else None,
        }
        for name, size in used.items()
    ]


def activity(user):
    """What was done on each of the last 30 days, as [day, count]."""
    today = now().date()
    rows = visible_log(user).filter(timestamp__gte=today - timedelta(days=29))
    done = Counter(
        dict(rows.annotate(day=TruncDate("timestamp")).values_list("day").annotate(count=Count("*")).order_by())
    )
    days = [today - timedelta(days=back) for back in range(29, -1, -1)]
    return [[day.isoformat(), done[day]] for day in days]
