"""The forms of crypt(3), which start with `$id$`: MD5, SHA-2, bcrypt, yescrypt, argon2; and DES, which does not."""

import ctypes
import hmac
import re
import warnings

import argon2
import bcrypt

from mailadmin.passwords.scheme import SLOW, WEAK, Scheme, random_salt

with warnings.catch_warnings():
    # passlib tries the standard library's crypt module, which is gone in Python 3.13; it copes without.
    warnings.filterwarnings("ignore", "'crypt' is deprecated", DeprecationWarning)
    from passlib.hash import des_crypt, hex_md4, md5_crypt, sha256_crypt, sha512_crypt

BCRYPT_COST = 10  # PHP's; Dovecot's 5 is from another time
SHA_CRYPT_ROUNDS = 5_000  # crypt(3)'s default, which leaves `rounds=` out
ARGON2_KIB, ARGON2_PASSES = 65_536, 3  # Dovecot's; its auth process needs room for that (vsz_limit)

# The patterns also bound what a check may cost, to about two seconds, lest a hostile value in the database hang the
# console: fewer than a million rounds, bcrypt's cost up to 15, yescrypt up to 256 MiB. (argon2_scheme bounds argon2.)
# `rounds=` is never a salt: crypt(3) would take the number after it for the rounds.
_HASH = rb"[./0-9A-Za-z]"
_SHA = rb"\$(?:rounds=[1-9]\d{3,5}\$)?(?!rounds=)[!-#%%-~]{0,16}\$%b{%d}"
_ARGON2 = rb"\$v=19\$m=(\d{1,6}),t=(\d{1,3}),p=(?:[1-9]|1[0-6])\$[+/0-9A-Za-z]+\$[+/0-9A-Za-z]+"
_FORMS = {
    "MD5-CRYPT": rb"\$1\$[!-#%%-~]{0,8}\$%b{22}" % _HASH,
    "SHA256-CRYPT": rb"\$5" + _SHA % (_HASH, 43),
    "SHA512-CRYPT": rb"\$6" + _SHA % (_HASH, 86),
    "BLF-CRYPT": rb"\$2[abxy]\$(?:0[4-9]|1[0-5])\$%b{53}" % _HASH,
    "$y$": rb"\$y\$j[./0-9A-D][./0-9A-T]\$%b{1,86}\$%b{43}" % (_HASH, _HASH),
    "DES-CRYPT": rb"%b{13}" % _HASH,
    "ARGON2I": rb"\$argon2i" + _ARGON2,
    "ARGON2ID": rb"\$argon2id" + _ARGON2,
}
_FORMS = {name: re.compile(pattern) for name, pattern in _FORMS.items()}


def _find_crypt_r():
    """Return libcrypt's crypt_r, or None where there is no such library (musl, macOS)."""
    for library in ("libcrypt.so.1", "libcrypt.so.2"):
        try:
            crypt_r = ctypes.CDLL(library).crypt_r
        except (OSError, AttributeError):
            continue
        crypt_r.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p)
        crypt_r.restype = ctypes.c_char_p
        return crypt_r
    return None


# What libcrypt lacks passlib does: five times slower where Python has no crypt module, and without yescrypt.
_crypt_r = _find_crypt_r()
_CRYPT_DATA_SIZE = 131_232  # sizeof(struct crypt_data) in old glibc; libxcrypt's has 32,768
_PASSLIB = {
    "MD5-CRYPT": md5_crypt,
    "SHA256-CRYPT": sha256_crypt.using(rounds=SHA_CRYPT_ROUNDS),
    "SHA512-CRYPT": sha512_crypt.using(rounds=SHA_CRYPT_ROUNDS),
    "DES-CRYPT": des_crypt,
}


def _crypt(secret, setting):
    """Return what crypt(3) makes of a password and a salt or hash; None if it can't. Threads share no memory here."""
    if _crypt_r is None:
        return None
    result = _crypt_r(secret, setting, ctypes.create_string_buffer(_CRYPT_DATA_SIZE))
    return None if not result or result.startswith(b"*") else result  # *0 and *1 mean failure


def crypt_scheme(name, start="", salt_length=0, strength=WEAK):
    """Return a scheme on crypt(3). Without `start` it is only read."""
    handler = _PASSLIB.get(name)

    def make(secret):
        salt = random_salt(salt_length)
        return _crypt(secret, (start + salt).encode()) or handler.using(salt=salt).hash(secret).encode()

    def check(secret, raw):
        result = _crypt(secret, raw)
        if result is None:
            return handler is not None and handler.verify(secret, raw)
        return hmac.compare_digest(result, raw)

    # 511 bytes are all that crypt(3), and so Dovecot, takes.
    return Scheme(_FORMS[name], check, make if start else None, strength, limit=511)


def make_bcrypt(secret, cost=BCRYPT_COST):
    """Return a bcrypt hash under the name that PHP and Dovecot use, `$2y$`; the library's `$2b$` is the same."""
    return bcrypt.hashpw(secret, bcrypt.gensalt(cost)).replace(b"$2b$", b"$2y$", 1)


def _check_bcrypt(secret, raw):
    if raw.startswith(b"$2x$"):  # an old bug with 8-bit characters, kept; the bcrypt library doesn't know it
        return hmac.compare_digest(_crypt(secret, raw) or b"", raw)
    return bcrypt.checkpw(secret, raw)


def bcrypt_scheme():
    """Return bcrypt. It would ignore what is beyond 72 bytes; we refuse that."""
    return Scheme(_FORMS["BLF-CRYPT"], _check_bcrypt, make_bcrypt, SLOW, limit=72)


def argon2_scheme(name):
    """Return ARGON2I or ARGON2ID."""
    hasher = argon2.PasswordHasher(ARGON2_PASSES, ARGON2_KIB, 1, type=argon2.Type[name.removeprefix("ARGON2")])

    def check(secret, raw):
        memory, passes = map(int, _FORMS[name].fullmatch(raw).groups())
        if memory > 2**18 or memory * passes > 2**20:  # 256 MiB; about a second
            return False
        try:
            return hasher.verify(raw, secret)
        except argon2.exceptions.Argon2Error:
            return False

    return Scheme(_FORMS[name], check, lambda secret: hasher.hash(secret).encode(), SLOW)


def md4_scheme():
    """Return PLAIN-MD4, which is only read. It is here because passlib has MD4, and OpenSSL 3 has none."""
    form = re.compile(rb".{16}", re.DOTALL)
    return Scheme(form, lambda secret, raw: hex_md4.verify(secret, raw.hex()), None, WEAK, "hex", size=16)
