"""All schemes by their names, and how a stored value is read and written."""

import base64
import binascii
import re

from mailadmin.passwords.crypt import argon2_scheme, bcrypt_scheme, crypt_scheme, md4_scheme
from mailadmin.passwords.digests import (
    cram_md5_scheme,
    digest_scheme,
    pbkdf2_scheme,
    salted_digest_scheme,
    scram_scheme,
    unsalted_scheme,
)
from mailadmin.passwords.scheme import SALTED, SLOW

TABLE = {
    "MD5-CRYPT": crypt_scheme("MD5-CRYPT", "$1$", 8, SALTED),
    "SHA256-CRYPT": crypt_scheme("SHA256-CRYPT", "$5$", 16, SLOW),
    "SHA512-CRYPT": crypt_scheme("SHA512-CRYPT", "$6$", 16, SLOW),
    "BLF-CRYPT": bcrypt_scheme(),
    "ARGON2I": argon2_scheme("ARGON2I"),
    "ARGON2ID": argon2_scheme("ARGON2ID"),
    "PBKDF2": pbkdf2_scheme(),
    "SCRAM-SHA-1": scram_scheme("sha1"),
    "SCRAM-SHA-256": scram_scheme("sha256"),
    "SSHA": salted_digest_scheme("sha1"),
    "SSHA256": salted_digest_scheme("sha256"),
    "SSHA512": salted_digest_scheme("sha512"),
    "SMD5": salted_digest_scheme("md5"),
    "SHA": digest_scheme("sha1"),
    "SHA256": digest_scheme("sha256"),
    "SHA512": digest_scheme("sha512"),
    "PLAIN-MD5": digest_scheme("md5", "hex"),
    "LDAP-MD5": digest_scheme("md5"),
    "CRAM-MD5": cram_md5_scheme(),
    "PLAIN": unsalted_scheme(lambda secret: secret, ""),
    # Only read.
    "$y$": crypt_scheme("$y$", strength=SLOW),  # yescrypt, which has no prefix of its own: bare or behind {CRYPT}
    "DES-CRYPT": crypt_scheme("DES-CRYPT"),  # looks at 8 characters
    "PLAIN-MD4": md4_scheme(),
    "DIGEST-MD5": digest_scheme("md5", "hex")._replace(make=None),  # of user:realm:password
}
# Dovecot's further names. Not MD5: for new hashes Dovecot means MD5-CRYPT by it, and PostfixAdmin a bare digest.
TABLE |= {
    "CRYPT": TABLE["BLF-CRYPT"],
    "SHA1": TABLE["SHA"],
    "HMAC-MD5": TABLE["CRAM-MD5"],
    "CLEAR": TABLE["PLAIN"],
    "CLEARTEXT": TABLE["PLAIN"],
}
# What PASSWORD_SCHEME may be; and those of them that give a stolen database's passwords away.
SCHEMES = tuple(name for name, scheme in TABLE.items() if scheme.make)
WEAK_SCHEMES = frozenset(name for name in SCHEMES if TABLE[name].strength < SLOW)

# Which forms may stand behind a prefix, or bare. Dovecot hands most to crypt(3) whatever the prefix promises; so do we.
_CRYPT = ("MD5-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "$y$", "DES-CRYPT")
_ARGON2 = ("ARGON2I", "ARGON2ID")
_BEHIND = {
    "": (*_CRYPT, *_ARGON2),
    **dict.fromkeys(("CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "DES-CRYPT"), _CRYPT),
    **dict.fromkeys(_ARGON2, _ARGON2),
}
_PREFIXED = re.compile(r"\{([a-z0-9-]+)(?:\.(b64|base64|hex))?\}(.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_BARE_MD5 = re.compile(r"[0-9a-fA-F]{32}")


def write(name, raw):
    """Return the stored value for a scheme's raw bytes. MD5-CRYPT alone has no prefix, as in PostfixAdmin's tables."""
    encoding = TABLE[name].encoding
    text = (base64.b64encode(raw) if encoding == "base64" else raw.hex().encode() if encoding else raw).decode()
    return text if name == "MD5-CRYPT" else f"{{{name}}}{text}"


def read(stored):
    """Return the scheme of a stored value and its raw bytes, or raise ValueError.

    The scheme is that of the form found, whichever of crypt(3)'s the prefix promises.
    """
    if _BARE_MD5.fullmatch(stored):
        return TABLE["PLAIN-MD5"], bytes.fromhex(stored)
    prefixed = _PREFIXED.fullmatch(stored)
    name, encoding, text = prefixed.groups() if prefixed else ("", None, stored)
    name = name.upper()
    if name in ("MD5", "MD5RAW"):  # Dovecot's and Courier's {MD5}, PostfixAdmin's {MD5RAW}
        name = "MD5-CRYPT" if text.startswith("$1$") else "PLAIN-MD5"
    allowed = [TABLE[form] for form in _BEHIND.get(name, (name,)) if form in TABLE]
    raw = _decode(text, encoding, allowed[0]) if allowed else b""
    for scheme in allowed:
        if scheme.form.fullmatch(raw):
            return scheme, raw
    raise ValueError("no known scheme, or not its form")


def _decode(text, encoding, scheme):
    if not encoding and scheme.size:
        # Dovecot goes by the length too: {LDAP-MD5} may hold hex, and {PLAIN-MD5} base64.
        encoding = "hex" if len(text) == 2 * scheme.size else "base64"
    encoding = (encoding or scheme.encoding).lower()
    if encoding == "hex":
        return binascii.unhexlify(text)
    return base64.b64decode(text, validate=True) if encoding else text.encode()
