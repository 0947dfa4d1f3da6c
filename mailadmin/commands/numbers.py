"""How limits are typed: whole numbers, and words for the two that mean something else."""

import re
from argparse import ArgumentTypeError

from django.utils.translation import gettext as _

WORDS = {"unlimited": 0, "none": -1}


def limit(text, digits=9):
    """0 or `unlimited`, -1 or `none`, or the number allowed."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if text == "-1" or re.fullmatch(rf"[0-9]{{1,{digits}}}", text):
        return int(text)
    message = _(
        "“%(value)s” is not allowed. Allowed: unlimited (0), none (-1) or a number of at most %(digits)d digits."
    )
    raise ArgumentTypeError(message % {"value": text, "digits": digits})


def megabytes(text):
    """As limit, with as many digits as fit into a column of bytes."""
    return limit(text, digits=12)


def number(text):
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise ArgumentTypeError(_("“%(value)s” is not allowed. Allowed: a whole number.") % {"value": text})
