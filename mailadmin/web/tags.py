"""Small pieces of the console's pages, as template tags: icons, chips, bars, sizes, times, the activity chart.

Rows use these fifty times a page, so they are plain functions that return finished HTML; none asks the database.
"""

from functools import cache
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from lucide.templatetags.lucide import lucide

from mailadmin.audit.labels import ACTIONS
from mailadmin.store.addresses import shown_address, shown_domain
from mailadmin.web import sizes
from mailadmin.web.chart import bar_chart, scale
from mailadmin.web.links import has_page
from mailadmin.web.sizes import figure

register = template.Library()

KINDS = {"", "good", "warn", "bad", "info"}
LONG_AGO = 2000  # the year of upstream's default date, which stands for "never"


@register.simple_tag
@cache
def icon(name):
    """The lucide icon as inline SVG, 16 px by the style sheet, silent for screen readers."""
    drawing = lucide(name, size=None, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe("".join(line.strip() for line in drawing.splitlines()).replace(" />", "/>"))  # noqa: S308


@register.simple_tag
def chip(kind, text, about=""):
    """A state as a word: kind is good, warn, bad, info or nothing. `about` is shown on hover."""
    assert kind in KINDS, kind
    title = f' title="{escape(about)}"' if about else ""
    return mark_safe(f'<span class="chip {kind}"{title}>{escape(text)}</span>')  # noqa: S308


@register.simple_tag
def chips(states):
    """All states of a row; each is the arguments of `chip`."""
    return mark_safe("".join(chip(*state) for state in states))  # noqa: S308


@register.simple_tag
def pick(key, name):
    """The box that ticks a row of a list."""
    return mark_safe(  # noqa: S308
        f'<input type="checkbox" name="pick" value="{escape(key)}" form="bulk" aria-label="{escape(name)}">'
    )


@register.simple_tag
def row_link(base, key, name):
    """A row's name, as a link to its page below the list's address `base`; without one where its key has no address."""
    if has_page(key):
        return mark_safe(f'<a href="{base}{quote(key, safe="@")}/">{escape(name)}</a>')  # noqa: S308
    reason = gettext("Another program stored a name that stands in no web address. Tick it to delete it.")
    return mark_safe(escape(name) + chip("warn", gettext("No page"), reason))  # noqa: S308


@register.simple_tag
def dots(base, key, name):
    """What opens a row's menu; without a script it leads to the row's page."""
    if not has_page(key):
        return ""
    label = gettext("More for %(name)s") % {"name": name}
    return mark_safe(  # noqa: S308
        f'<a class="dots" href="{base}{quote(key, safe="@")}/" aria-label="{escape(label)}"></a>'
    )


def level(percent):
    """How serious it is that this much is used."""
    if percent >= settings.QUOTA_LEVEL_HIGH_PCT:
        return "bad"
    return "warn" if percent >= settings.QUOTA_LEVEL_MED_PCT else ""


@register.simple_tag
def bar(percent):
    """A bar that is full at 100; the figures stand beside it, so it is decoration for who can't see it."""
    shown = min(max(round(percent), 1 if percent > 0 else 0), 100)
    return mark_safe(  # noqa: S308
        f'<progress class="bar {level(percent)}" value="{shown}" max="100" aria-hidden="true"></progress>'
    )


@register.simple_tag
def usage(used, limit, at_least=False):
    """Bytes used of a Limit of storage, as figures and, where it is a number, a bar."""
    used, percent = used or 0, limit.in_bytes.percent(used or 0)
    drawn = "" if percent is None or at_least else bar(percent)
    return mark_safe(f'<span class="usage">{escape(sizes.usage_text(used, limit, at_least))}{drawn}</span>')  # noqa: S308


register.simple_tag(sizes.usage_text)
register.simple_tag(sizes.count_text, name="count_of")
register.filter(sizes.size)


@register.simple_tag
def part_of(done, total):
    """How much of a total is done: "3 of 7"."""
    return sizes.part_of(figure(done), figure(total))


@register.simple_tag
def ago(moment):
    """How long ago a naive local time was, the exact time on hover; upstream's year 2000 means never."""
    if moment is None or moment.year <= LONG_AGO:
        return mark_safe(f'<span class="never">{escape(gettext("never"))}</span>')  # noqa: S308
    exact = moment.isoformat(" ", "minutes")  # understood everywhere; a localised one would cost more than the row
    return mark_safe(f'<time datetime="{exact}" title="{exact}">{ago_text(moment)}</time>')  # noqa: S308


def ago_text(moment, at=None):
    """ "5 minutes ago", "yesterday", "3 weeks ago"; what lies ahead is given as a date."""
    at = at or timezone.now()
    minutes = int((at - moment).total_seconds() // 60)
    days = (at.date() - moment.date()).days
    if minutes < -1:
        return formats.date_format(moment, "SHORT_DATE_FORMAT")
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if days == 0:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", minutes // 60) % {"n": minutes // 60}
    if days == 1:
        return gettext("yesterday")
    if days < 14:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 60:
        return ngettext("%(n)d week ago", "%(n)d weeks ago", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}


@register.simple_tag
def ahead(moment):
    """When a naive local time will be, the exact time on hover."""
    exact = moment.isoformat(" ", "minutes")
    return mark_safe(f'<time datetime="{exact}" title="{exact}">{ahead_text(moment)}</time>')  # noqa: S308


def ahead_text(moment, at=None):
    """ "in 5 minutes", "in 3 hours", "in 2 days"; what is over is "now"."""
    minutes = round((moment - (at or timezone.now())).total_seconds() / 60)
    if minutes < 1:
        return gettext("now")
    if minutes < 60:
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


@register.simple_tag
def period(length):
    """A length of time in its largest whole unit: "5 minutes", "1 day"."""
    seconds = int(length.total_seconds())
    if seconds % 86400 == 0:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86400) % {"n": seconds // 86400}
    if seconds % 3600 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}


@register.simple_tag
def activity_chart(days):
    """The chart of `[{day, count}]`, what its axes say, and the same as a table for who can't see it."""
    values = [(formats.date_format(day["day"], "MONTH_DAY_FORMAT"), day["count"]) for day in days]
    return render_to_string("parts/_chart.html", {"chart": _drawn(values), "top": scale(values), "values": values})


def _drawn(values):
    total = sum(count for _label, count in values)
    said = ngettext("%(n)s change in %(days)s days", "%(n)s changes in %(days)s days", total)
    return bar_chart(
        values,
        title=said % {"n": figure(total), "days": len(values)},
        describe=lambda label, count: f"{label}: {figure(count)}",
    )


@register.simple_tag
def shortened(words, most=2):
    """The first words of a list and how many more there are: "anna@a.org, bob@b.org and 3 more"."""
    words = list(words)
    shown = ", ".join(words[:most])
    if len(words) <= most:
        return shown
    more = len(words) - most
    return format_html("{} <small>{}</small>", shown, ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})


@register.simple_tag(takes_context=True)
def kept_fields(context):
    """The list's filter and order as hidden fields of the search form; a search starts again at the first page."""
    query = context["request"].GET
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}" form="search">',
        ((name, query[name]) for name in query if name not in {"q", "action", "after", "before", "n", "format"}),
    )


@register.simple_tag
def action(key):
    """A log entry's action in words."""
    return ACTIONS.get(key, key)


@register.filter
def shown(name):
    """A stored domain, address, or the log's "address (origin)", with internationalised names in Unicode."""
    address, space, origin = name.partition(" ")
    return (shown_address(address) if "@" in address else shown_domain(address)) + space + origin
