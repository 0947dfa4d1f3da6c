"""How much is allowed: a number, unlimited or none, with what it is counted in.

PostfixAdmin's columns hold 0 for unlimited and -1 for none. Both are interpreted here and nowhere else. What an adopted
row has below -1 is none too.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

UNLIMITED, NONE = 0, -1  # as they are stored, typed into forms and given to services
COUNT, MEGABYTES, BYTES = "", "MB", "bytes"  # a megabyte has settings.QUOTA_MULTIPLIER bytes
TYPED = {"unlimited": UNLIMITED, "none": NONE}


@dataclass(frozen=True)
class Limit:
    """A limit as a column of upstream's has it. `stored` is 0, -1, or how many of `unit` are allowed."""

    stored: float
    unit: str = COUNT

    def __post_init__(self):
        object.__setattr__(self, "stored", max(self.stored if self.stored > 0 else int(self.stored), NONE))

    @property
    def unlimited(self):
        return self.stored == UNLIMITED

    @property
    def none(self):
        return self.stored == NONE

    @property
    def number(self):
        """How many are allowed where that is a number above 0; else None."""
        return self.stored if self.stored > 0 else None

    def room(self, used):
        """How many more fit in: 0 where there is none allowed or too many are there, None for as many as one likes."""
        if self.unlimited:
            return None
        return max((self.number or 0) - used, 0)

    def percent(self, used):
        """How full it is, in percent of the number; None where that says nothing."""
        return 100 * used / self.number if self.number else None

    @property
    def in_bytes(self):
        """The same limit in bytes."""
        if self.unit == BYTES or not self.number:
            return Limit(self.stored, BYTES)
        return Limit(round(self.number * settings.QUOTA_MULTIPLIER), BYTES)

    @property
    def in_megabytes(self):
        """The same limit in megabytes, of two decimals at most, and never rounded to 0, which would mean unlimited."""
        if self.unit == MEGABYTES or not self.number:
            return Limit(self.stored, MEGABYTES)
        megabytes = max(round(self.number / settings.QUOTA_MULTIPLIER, 2), 0.01)
        return Limit(int(megabytes) if megabytes.is_integer() else megabytes, MEGABYTES)

    def word(self):
        """What people read where it is no number: "unlimited" or "none"; None where it is one."""
        if self.unlimited:
            return pgettext("limit", "unlimited")
        return pgettext("limit", "none") if self.none else None


def may_be_stored(number):
    """Whether a new value of a limit is one: 0, -1 or a number allowed."""
    return number >= NONE


def parsed(text, digits=9):
    """What somebody typed, as it is stored: `unlimited` or 0, `none` or -1, a number of at most `digits` digits.

    Raises ValueError with a sentence for everything else.
    """
    if text.lower() in TYPED:
        return TYPED[text.lower()]
    if text == str(NONE) or re.fullmatch(rf"[0-9]{{1,{digits}}}", text):
        return int(text)
    message = _(
        "“%(value)s” is not allowed. Allowed: unlimited (0), none (-1) or a number of at most %(digits)d digits."
    )
    raise ValueError(message % {"value": text, "digits": digits})
