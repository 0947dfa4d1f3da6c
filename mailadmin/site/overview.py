"""The first page: what needs attention, then how much there is, then what was done lately."""

import hashlib
from collections import Counter
from datetime import date, timedelta
from urllib.parse import quote

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from domains.models import AliasDomain, Domain, own_domains
from mailadmin.accounts.roles import EVERYTHING
from mailadmin.site.log import visible_log
from mailadmin.store.addresses import shown_address, shown_alias, shown_domain, split_goto
from mailadmin.store.fields import now
from mailadmin.store.limits import BYTES, UNLIMITED, Limit
from mailadmin.store.snapshots import figures, take_later
from mailadmin.web.links import link
from mailboxes.dangling import dangling_of
from mailboxes.models import Alias, Mailbox

NEARLY_FULL = 90  # percent of its quota
LOOKED_AT = 5000  # aliases that are looked through for targets that lead nowhere


@require_safe
def overview(request):
    """The figures of what is within reach; a role that sees none has another first page."""
    user = request.user
    if not user.may("see_overview"):
        return redirect(user.role.home)
    key = key_of(user)
    data, made, old = figures(key, lambda: taken(user), renew="renew" in request.GET)
    context = {
        "title": _("Overview"),
        "crumbs": [(_("Overview"), "")],
        "attention": attention(data),
        "counts": counts(data),
        "storage": [of_storage(row) for row in data["storage"]],
        "activity": [{"day": date.fromisoformat(day), "count": count} for day, count in data["activity"]],
        "recent": visible_log(user).order_by("-timestamp", "-id")[:8],
        "made": made,
        "no_domain": not data["counts"]["domain_list"],
        "may_add": user.may("change_domains"),
    }
    response = render(request, "overview.html", context)
    if old:
        take_later(response, key, lambda: taken(user))
    return response


def of_storage(row):
    """What is shown of a domain's storage."""
    return row | {"url": link("domain_detail", row["name"]), "limit": Limit(row["limit"], BYTES)}


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


def attention(data):
    """What somebody should look at, worst first."""
    full = [
        {
            "kind": "bad" if percent >= 95 else "warn",
            "text": _("%(address)s uses %(percent)s %% of its quota.")
            % {"address": shown_address(address), "percent": percent},
            "url": link("mailbox_update", address),
        }
        for address, percent in sorted(data["full"], key=lambda row: -row[1])
    ]
    nowhere = [{"kind": "warn", "text": nowhere_text(*row), "url": nowhere_url(*row)} for row in data["dangling"]]
    disabled = [
        {
            "kind": "info",
            "text": _("%(domain)s is switched off: mail for it is refused.") % {"domain": shown_domain(name)},
            "url": link("domain_detail", name),
        }
        for name in data["disabled"]
    ]
    return full + nowhere + disabled


def nowhere_text(target, count, alias):
    if count == 1:
        names = {"alias": shown_alias(alias), "target": shown_address(target)}
        return _("%(alias)s goes to %(target)s, which leads nowhere.") % names
    text = _("%(count)s aliases go to %(target)s, which leads nowhere.")
    return text % {"count": number_format(count), "target": shown_address(target)}


def nowhere_url(target, count, alias):
    if count == 1:
        return link("alias_update", alias)
    return f"{reverse('alias_list')}?goto={quote(target)}"


def counts(data):
    numbers = data["counts"]
    labels = {
        "domain_list": _("Domains"),
        "mailbox_list": _("Mailboxes"),
        "alias_list": _("Aliases"),
        "alias_domain_list": _("Alias domains"),
    }
    return [
        {"label": label, "value": number_format(numbers[view], force_grouping=True), "url": reverse(view)}
        for view, label in labels.items()
    ]
