"""Password hashes in the forms that Dovecot and PostfixAdmin share.

A stored value says itself how to check it: by its `{PREFIX}` or, without one, by its shape (`$1$…`, 32 hex digits, …).
PASSWORD_SCHEME only decides what new hashes look like. Names and forms are Dovecot's (`doveadm pw -l`), and those that
PostfixAdmin has written over the years. Left out: OTP and PLAIN-TRUNC, which no mail database holds.
"""

import re
import secrets
import string
from hmac import compare_digest

from django.conf import settings
from django.utils.translation import gettext as _

from mailadmin.passwords.crypt import make_bcrypt
from mailadmin.passwords.scheme import WEAK
from mailadmin.passwords.table import SCHEMES, TABLE, WEAK_SCHEMES, read, write

__all__ = [
    "SCHEMES",
    "WEAK_SCHEMES",
    "check_password",
    "check_setup_password",
    "generate_password",
    "hash_setup_password",
    "is_bare_digest",
    "is_cleartext",
    "is_obsolete_setup_hash",
    "is_recognised",
    "make_password",
    "needs_rehash",
    "scheme_of",
]


def make_password(plain, scheme=None):
    """Return a new hash: MD5-CRYPT as bare `$1$…`, all others with their `{PREFIX}`, as `doveadm pw` prints them.

    `scheme` is one of SCHEMES, in any case; by default PASSWORD_SCHEME. Raises ValueError, with a sentence to show, if
    there is no such scheme, and for a password that is empty, too long for the scheme, or has a line break or a NUL.
    """
    name = (settings.PASSWORD_SCHEME if scheme is None else scheme).upper()
    if name not in SCHEMES:
        message = _("There is no password scheme “%(scheme)s”. Allowed are: %(allowed)s.")
        raise ValueError(message % {"scheme": name, "allowed": ", ".join(SCHEMES)})
    return write(name, TABLE[name].make(_new_secret(plain, TABLE[name].limit)))


def check_password(plain, stored, *, username=None):
    """Return whether the password fits the stored value. Never raises: what can't be read fits nothing.

    Plain text counts only behind `{PLAIN}`, or bare where CLEARTEXT_PASSWORDS says that this site has it so. `username`
    is for DIGEST-MD5 alone, which has user and domain hashed in.
    """
    if not plain or not stored or "\0" in plain:
        return False
    try:
        scheme, raw = read(stored)
        secret = plain.encode()
        if scheme is TABLE["DIGEST-MD5"]:
            user, _at, realm = (username or "").partition("@")
            secret = f"{user}:{realm}:".encode() + secret
        return len(secret) <= scheme.limit and scheme.check(secret, raw)
    except ValueError:
        return settings.CLEARTEXT_PASSWORDS and is_cleartext(stored) and compare_digest(plain.encode(), stored.encode())


def is_cleartext(stored):
    """Whether this can only be a password as it was typed: no hash, and not the beginning of one."""
    return bool(stored) and not stored.startswith(("{", "$")) and not is_recognised(stored)


def is_recognised(stored):
    """Return whether this has the form of a hash that check_password could check, to take over from elsewhere.

    Short plain text may pass for one by chance: 13 letters and digits look like DES.
    """
    try:
        return bool(read(stored or ""))
    except ValueError:
        return False


def scheme_of(stored):
    """The scheme of a stored value, by the name that PASSWORD_SCHEME would have, or "" where it is no hash."""
    try:
        found, _raw = read(stored or "")
    except ValueError:
        return ""
    return next(name for name, scheme in TABLE.items() if scheme is found)


def is_bare_digest(stored):
    """Whether this is MD5 in hex without a prefix, as PostfixAdmin's `encrypt = md5` writes it and nothing here."""
    return bool(re.fullmatch(r"[0-9a-fA-F]{32}", stored or ""))


def needs_rehash(stored):
    """Return whether a good sign-in should replace the stored hash by one of PASSWORD_SCHEME.

    A scheme that the operator chose replaces every other. MD5-CRYPT, the default, replaces only what is clearly weaker.
    """
    wanted = settings.PASSWORD_SCHEME.upper()
    try:
        scheme, _raw = read(stored or "")
    except ValueError:
        return True
    return scheme is not TABLE[wanted] and (wanted != "MD5-CRYPT" or scheme.strength == WEAK)


def generate_password():
    """Return 12 random characters, none easily mistaken for another, with at least 3 letters and 2 digits."""
    characters = [character for character in string.ascii_letters + string.digits if character not in "01OIl"]
    while True:
        password = "".join(secrets.choice(characters) for _i in range(12))
        if 2 <= sum(character.isdigit() for character in password) <= 9:
            return password


def hash_setup_password(plain):
    """Return a setup password's hash as PHP's password_hash() writes it, `$2y$12$…`. Raises ValueError as above."""
    return make_bcrypt(_new_secret(plain, TABLE["BLF-CRYPT"].limit), cost=12).decode()


def check_setup_password(plain, stored):
    """Return whether the password fits SETUP_PASSWORD_HASH, which may be upstream's `setup_password`. Never raises."""
    return bool(stored) and stored.startswith(("$2a$", "$2b$", "$2y$")) and check_password(plain, stored)


def is_obsolete_setup_hash(stored):
    """Return whether this is a `setup_password` of PostfixAdmin before 3.3, `salt:sha1`. It has to be made anew."""
    return bool(re.fullmatch(r"[0-9a-f]{32}:[0-9a-f]{40}", stored or ""))


def _new_secret(plain, limit):
    """Return a new password's bytes, or raise ValueError with a sentence for the person who chose it."""
    if not plain:
        raise ValueError(_("The password is empty."))
    if re.search(r"[\0\r\n\ud800-\udfff]", plain):
        raise ValueError(_("A password can't contain line breaks, NUL or broken Unicode characters."))
    secret = plain.encode()
    if len(secret) > limit:
        message = _("The password is too long: it takes %(size)d bytes, and at most %(limit)d are allowed.")
        raise ValueError(message % {"size": len(secret), "limit": limit})
    return secret
