"""How numbers and limits are typed after an option."""

import re
from argparse import ArgumentTypeError

from django.utils.translation import gettext as _

from mailadmin.store.limits import parsed


def limit(text, digits=9):
    """0 or `unlimited`, -1 or `none`, or the number allowed."""
    try:
        return parsed(text, digits)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def megabytes(text):
    """As limit, with as many digits as fit into a column of bytes."""
    return limit(text, digits=12)


def number(text):
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise ArgumentTypeError(_("“%(value)s” is not allowed. Allowed: a whole number.") % {"value": text})
