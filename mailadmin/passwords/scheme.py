"""What the files of this package share: the shape of a scheme, and random salts."""

import re
import secrets
import string
from collections.abc import Callable
from typing import NamedTuple

# What a stolen hash is worth: found at billions of guesses a second; one account at a time; at some thousands a second.
WEAK, SALTED, SLOW = range(3)


class Scheme(NamedTuple):
    """How to make and check the raw bytes of a stored value: what is left when prefix and encoding are off."""

    form: re.Pattern  # of the raw bytes; the two functions see no others
    check: Callable[[bytes, bytes], bool]  # whether a password fits raw bytes; may raise ValueError
    make: Callable[[bytes], bytes] | None  # raw bytes for a password; None: only read, never made
    strength: int = WEAK
    encoding: str = ""  # of the raw bytes where the prefix names none: "base64", "hex", or "" as they are
    size: int = 0  # of the raw bytes if fixed; text of twice that is hex, any other base64
    limit: int = 4096  # bytes of a password


def random_salt(length):
    """Return as many characters of crypt(3)'s alphabet, 6 random bits each."""
    alphabet = "./" + string.digits + string.ascii_letters
    return "".join(secrets.choice(alphabet) for _i in range(length))
