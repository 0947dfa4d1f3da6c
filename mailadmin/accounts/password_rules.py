"""What a new password must be like: settings.PASSWORD_VALIDATION, by default upstream's three rules.

A rule is `length:N`, `letters:N`, `digits:N` or `signs:N`: at least N of them; or one of upstream's own,
`/regular expression/ => message` (password_patterns.py).
"""

import re
import string

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mailadmin.accounts.password_patterns import compiled, refusal
from mailadmin.passwords import make_password

RULES = {
    "length": (
        len,
        ngettext_lazy(
            "The password must have at least %(n)d character.", "The password must have at least %(n)d characters.", "n"
        ),
    ),
    "letters": (
        lambda text: sum(each.isalpha() for each in text),
        ngettext_lazy(
            "The password must hold at least %(n)d letter.", "The password must hold at least %(n)d letters.", "n"
        ),
    ),
    "digits": (
        lambda text: sum(each.isdigit() for each in text),
        ngettext_lazy(
            "The password must hold at least %(n)d digit.", "The password must hold at least %(n)d digits.", "n"
        ),
    ),
    "signs": (
        lambda text: sum(each in string.punctuation for each in text),
        ngettext_lazy(
            "The password must hold at least %(n)d sign.", "The password must hold at least %(n)d signs.", "n"
        ),
    ),
}
# Upstream's messages for the same.
KEYS = {"password_too_short": "length", "password_no_characters": "letters", "password_no_digits": "digits"}
UNFIT = _("The password does not have the form that this site asks for.")
LONGEST = 200
TOO_LONG = _("The password may have at most %(n)d characters.")


def parsed_rules(words):
    """The rules as (whether a password fits, message, its number) each. Raises ImproperlyConfigured at a bad one."""
    return [pattern_rule(word) if word.startswith("/") else counting_rule(word) for word in words]


def counting_rule(word):
    name, _colon, number = word.partition(":")
    if name not in RULES or not re.fullmatch("[0-9]{1,4}", number):
        raise refusal(word, "length:N, letters:N, digits:N, signs:N or /pattern/ => message, comma separated")
    count, message = RULES[name]
    return (lambda plain: count(plain) >= int(number)), message, int(number)


def pattern_rule(word):
    pattern, text = compiled(word)
    key, _blank, number = text.partition(" ")
    if key in KEYS and re.fullmatch("[0-9]{1,4}", number):
        return pattern.search, RULES[KEYS[key]][1], int(number)
    return pattern.search, text.replace("%", "%%") or UNFIT, 0


def validate_new_password(plain):
    """Raise ValidationError, with every rule that is broken, unless `plain` may become a password."""
    if len(plain) > LONGEST:  # and no pattern is tried on it
        raise ValidationError({"password": [ValidationError(TOO_LONG, params={"n": LONGEST})]})
    errors = []
    if any(ord(each) < 32 or ord(each) == 127 for each in plain):
        errors.append(ValidationError(_("The password must not hold control characters such as a line break.")))
    for fits, message, number in parsed_rules(settings.PASSWORD_VALIDATION):
        if not fits(plain):
            errors.append(ValidationError(message, params={"n": number}))
    if errors:
        raise ValidationError({"password": errors})


def hashed(plain):
    """The hash of a new password by settings.PASSWORD_SCHEME. Raises ValidationError when it may not become one."""
    validate_new_password(plain)
    try:
        return make_password(plain)
    except ValueError as error:
        raise ValidationError({"password": str(error)}) from error
