"""How the value of an option becomes that of a setting; each raises ValueError, with a sentence, where none does.

`quoted` writes it so that .env gives the same back, and a shell and systemd too.
"""

import re

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from mailadmin.accounts.password_patterns import compiled

LEAST = {"page_size": 2, "quota_multiplier": 1, "quota_level_med_pct": 0, "quota_level_high_pct": 0}
PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]*")
POSIX = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s"}
POSIX |= {"punct": r"!-\/:-@\[-`{-~", "word": r"\w", "xdigit": "0-9a-fA-F"}


def quoted(value):
    """A value as it stands behind NAME= in .env. Raises ValueError for what has no place in one line."""
    if len(value.splitlines()) > 1 or re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", value):
        raise ValueError(_("it has a line break or a control character, which .env can't hold"))
    if PLAIN.fullmatch(value):
        return value
    if "'" not in value and not (value.startswith('"') and value.endswith('"')):
        return f"'{value}'"
    return '"' + re.sub(r'([\\"$`])', r"\\\1", value) + '"'


def text(value, name):
    if isinstance(value, dict) or value is None:
        raise ValueError(_("it is no text"))
    return {True: "YES", False: "NO"}[value] if isinstance(value, bool) else str(value).strip()


def lines(value, name):
    """A text of several lines in one: `\\n` for each break."""
    return text(value, name).replace("\r\n", "\n").replace("\\", "\\\\").replace("\n", "\\n")


def number(value, name):
    if not re.fullmatch("-?[0-9]{1,18}", text(value, name)):
        raise ValueError(_("it is no whole number"))
    if int(value) < LEAST.get(name, -1):
        raise ValueError(_("it is too small"))
    return str(int(value))


def flag(value, name):
    word = text(value, name).upper()
    if word in ("YES", "TRUE", "ON", "1"):
        return "YES"
    if word in ("NO", "FALSE", "OFF", "0", ""):
        return "NO"
    raise ValueError(_("it is neither YES nor NO"))


def words(value, name):
    if not isinstance(value, dict):
        raise ValueError(_("it is no list"))
    found = [text(each, name) for each in value.values()]
    if any("," in each for each in found):
        raise ValueError(_("a list can't hold commas"))
    return ",".join(found)


def pairs(value, name):
    if not isinstance(value, dict):
        raise ValueError(_("it is no list"))
    found = {str(key).strip(): text(each, name) for key, each in value.items()}
    if any("," in key + each or "=" in key or not key for key, each in found.items()):
        raise ValueError(_("a list can't hold commas"))
    return ",".join(f"{key}={each}" for key, each in found.items())


def tables(value, name):
    """As pairs, but for the tables that go by their usual names."""
    named = (pair for pair in pairs(value, name).split(",") if pair)
    return ",".join(pair for pair in named if len(set(pair.split("="))) > 1)


def language(value, name):
    known = {"en": "en", "cn": "zh-hans", "zh": "zh-hans", "zh-cn": "zh-hans"}.get(text(value, name).lower())
    if not known:
        raise ValueError(_("the console speaks English and Chinese"))
    return known


def patterns(value, name):
    """`/regular expression/ => message` for each. Raises ValueError for one that means something else in Python."""
    if not isinstance(value, dict):
        raise ValueError(_("it is no list"))
    return ",".join(pattern(str(key), text(each, name)) for key, each in value.items())


def pattern(written, message):
    found = re.fullmatch(r"\s*([^\w\s\\])(.*)([^\w\s\\])([a-zA-Z]*)\s*", written, re.DOTALL)
    ends = {"(": ")", "[": "]", "{": "}", "<": ">"}
    if not found or found[3] != ends.get(found[1], found[1]) or '"' in message:
        raise ValueError(_("%(pattern)s can't be taken over") % {"pattern": written})
    body, flags = found[2], found[4].replace("D", "")  # D: $ is the very end; passwords have no line breaks
    if found[1] != "/":
        body = re.sub(
            r"\\.|/", lambda each: {"/": r"\/", "\\" + found[1]: re.escape(found[1])}.get(each[0], each[0]), body
        )
    body = re.sub(r"\[:(\w+):\]", lambda each: POSIX.get(each[1], each[0]), body)
    rule = f'/{body}/{flags} => "{message}"' if message else f"/{body}/{flags}"
    try:
        compiled(rule)
    except ImproperlyConfigured:
        raise ValueError(_("%(pattern)s can't be taken over") % {"pattern": written}) from None
    return rule


KINDS = {
    "text": text,
    "lines": lines,
    "number": number,
    "flag": flag,
    "decision": flag,
    "words": words,
    "pairs": pairs,
    "tables": tables,
    "language": language,
    "patterns": patterns,
}
