r"""PostfixAdmin's way to say what a password must be like: `/regular expression/ => message`.

It stands in PASSWORD_VALIDATION beside our own words. Between the slashes is a regular expression that has to be found
in the password (a slash in it is written `\/`), behind them the letters i, m, s, x or u as in PHP. The message is a key
of PostfixAdmin's with its number (`password_too_short 8`), or a text of the site's own, in "double quotes" if it has a
comma.

A pattern of the form `(a+)+` can take ages on a text that it does not fit. Patterns come from the operator, and
passwords have at most 200 characters; still, an endless repetition around another, or around alternatives, stops the
start.
"""

import re
import warnings
from re import _constants, _parser

from django.core.exceptions import ImproperlyConfigured

WRITTEN = re.compile(r'/((?:[^/\\]|\\.)+)/([imsxu]*)\s*(?:=>\s*(?:"([^"]+)"|([^",]+?)))?\s*')
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "u": re.NOFLAG}
ENDLESS = 20  # as many repetitions count as endless


def compiled(word):
    """The expression and the message of a rule. Raises ImproperlyConfigured with what is wrong with it."""
    found = WRITTEN.fullmatch(word)
    if not found:
        raise refusal(word, '/regular expression/ => message, the message in "double quotes" if it has a comma')
    text, flags, quoted, plain = found.groups()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # such as [[:alpha:]], which means something else here
            # Without PHP's letter u, \d and \w are those of ASCII.
            pattern = re.compile(text, sum(FLAGS[each] for each in set(flags)) | (0 if "u" in flags else re.ASCII))
            slow = may_take_ages(_parser.parse(text, pattern.flags))
    except (re.error, FutureWarning, ValueError, OverflowError, RecursionError) as error:
        raise refusal(word, f"a regular expression of Python's; here: {error}") from None
    if slow:
        raise refusal(word, "no endless repetition around another or around alternatives: it could take ages")
    return pattern, (quoted or plain or "").strip()


def refusal(word, allowed):
    return ImproperlyConfigured(f"PASSWORD_VALIDATION={word!r} is not allowed. Allowed: {allowed}.")


def may_take_ages(tree, *, inside=False):
    """Whether an endless repetition holds another or alternatives; `tree` is a parsed expression, or a part of one."""
    for kind, value in tree:
        endless = kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and value[1] > ENDLESS
        if inside and (endless or kind is _constants.BRANCH):
            return True
        if any(may_take_ages(part, inside=inside or endless) for part in parts(value)):
            return True
    return False


def parts(value):
    """The expressions within what a parsed node holds."""
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from parts(each)
