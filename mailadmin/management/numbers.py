"""How limits are typed: whole numbers, and words for the two that mean something else."""

import re
from argparse import ArgumentTypeError

from django.utils.translation import gettext as _

WORDS = {"unlimited": 0, "none": -1}


def limit(text):
    """0 or `unlimited`, -1 or `none`, or the number allowed. Twelve digits of megabytes fit into a column of bytes."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if re.fullmatch(r"-1|[0-9]{1,12}", text):
        return int(text)
    raise ArgumentTypeError(
        _("“%(value)s” is not allowed. Allowed: unlimited (0), none (-1) or a number.") % {"value": text}
    )


def number(text):
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise ArgumentTypeError(_("“%(value)s” is not allowed. Allowed: a whole number.") % {"value": text})
