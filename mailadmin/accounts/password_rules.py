"""What a new password must be like: settings.PASSWORD_VALIDATION, by default upstream's three rules.

A rule is `length:N`, `letters:N`, `digits:N` or `signs:N`: at least N of them.
"""

import string

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
LONGEST = 200


def parsed_rules(words):
    """The rules as (name, number) pairs. Raises ImproperlyConfigured at an unknown one."""
    rules = []
    for word in words:
        name, colon, number = word.partition(":")
        if name not in RULES or not number.isdigit():
            raise ImproperlyConfigured(
                f"PASSWORD_VALIDATION={word!r} is not allowed. "
                "Allowed: length:N, letters:N, digits:N, signs:N, comma separated."
            )
        rules.append((name, int(number)))
    return rules


def validate_new_password(plain):
    """Raise ValidationError, with every rule that is broken, unless `plain` may become a password."""
    errors = []
    if any(ord(each) < 32 or ord(each) == 127 for each in plain):
        errors.append(ValidationError(_("The password must not hold control characters such as a line break.")))
    if len(plain) > LONGEST:
        errors.append(ValidationError(_("The password may have at most %(n)d characters."), params={"n": LONGEST}))
    for name, number in parsed_rules(settings.PASSWORD_VALIDATION):
        count, message = RULES[name]
        if count(plain) < number:
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
