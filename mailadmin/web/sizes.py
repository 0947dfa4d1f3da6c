"""Sizes, counts and limits as people read them.

1 MB is QUOTA_MULTIPLIER bytes, as in the forms and in the stored quotas; 1 GB is 1024 of those.
"""

from functools import lru_cache

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language, gettext

UNITS = ["KB", "MB", "GB", "TB"]


def scaled(count):
    """Bytes as (number, unit), with the unit that leaves the number below 1,000 or so."""
    number = count * 1024 / settings.QUOTA_MULTIPLIER
    for unit in UNITS[:-1]:
        if number < 1000:
            return number, unit
        number /= 1024
    return number, UNITS[-1]


def figure(number):
    """A number for people: localised, one decimal at most, and that only below 100 and only if it says something."""
    number = round(number, 1 if number < 100 else 0)
    return _figure(int(number) if number == int(number) else number, get_language())


@lru_cache(4096)
def _figure(number, language):
    return formats.number_format(number, force_grouping=True)


def size(count):
    """Bytes as text: "1.2 GB"."""
    number, unit = scaled(count or 0)
    return f"{figure(number)} {unit}" if number else f"0 {UNITS[1]}"


def limit_size(limit):
    """A limit of storage that is a number, as text: "2 GB"."""
    return size(limit.in_bytes.number)


def usage_text(used, limit, at_least=False):
    """Bytes used of a limit: "1.2 of 2 GB"; the unit is said once where both share it."""
    limit = limit.in_bytes
    if limit.unlimited:
        return gettext("%(size)s of unlimited") % {"size": known(size(used), at_least)}
    if limit.none:
        return gettext("%(size)s, no quota") % {"size": known(size(used), at_least)}
    if at_least:
        return part_of(known(size(used), at_least), size(limit.number))
    number, unit = scaled(used)
    of_number, of_unit = scaled(limit.number)
    text = figure(number) if number == 0 or unit == of_unit else f"{figure(number)} {unit}"
    return part_of(text, f"{figure(of_number)} {of_unit}")


def known(text, at_least):
    """A figure that may be higher: "1,000+", or "…" where nothing is known."""
    return text if not at_least else f"{text}+" if text.split()[0] != "0" else "…"


def up_to(most, count, at_least=False):
    """A count for where no more than so much matters: "12", "1,000+"."""
    return known(figure(min(count, most)), at_least or count > most)


def count_text(count, limit, at_least=False):
    """ "12 of 50", "12 of unlimited", "none allowed", "1,000+ of unlimited"."""
    shown = known(figure(count), at_least)
    if limit.none:
        return gettext("%(count)s, none allowed") % {"count": shown} if count else gettext("none allowed")
    return part_of(shown, limit.word() or figure(limit.number))


def part_of(used, limit):
    return gettext("%(used)s of %(limit)s") % {"used": used, "limit": limit}
