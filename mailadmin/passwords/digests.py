"""Dovecot's schemes that hashlib suffices for: digests with and without salt, PBKDF2, SCRAM, CRAM-MD5."""

import base64
import hashlib
import hmac
import math
import re
import secrets
import struct

from mailadmin.passwords.scheme import SALTED, SLOW, WEAK, Scheme, random_salt

PBKDF2_ROUNDS = 100_000
SCRAM_ROUNDS = 20_000  # the mail program computes them too, at every log-in


def _hash(digest, data):
    return hashlib.new(digest, data).digest()


def unsalted_scheme(make, encoding, size=0):
    """Return a scheme that always makes the same of a password; `size` is how many bytes, if it is fixed."""
    form = re.compile(rb".{%d}" % size if size else rb".+", re.DOTALL)
    return Scheme(form, lambda secret, raw: hmac.compare_digest(make(secret), raw), make, WEAK, encoding, size)


def digest_scheme(digest, encoding="base64"):
    """Return a bare digest of the password, by hashlib's name for it."""
    return unsalted_scheme(lambda secret: _hash(digest, secret), encoding, hashlib.new(digest).digest_size)


def salted_digest_scheme(digest):
    """Return the digest of password and salt, followed by the salt, which may have any length from one byte."""
    size = hashlib.new(digest).digest_size
    form = re.compile(rb".{%d,}" % (size + 1), re.DOTALL)

    def make(secret):
        salt = secrets.token_bytes(8)
        return _hash(digest, secret + salt) + salt

    def check(secret, raw):
        return hmac.compare_digest(_hash(digest, secret + raw[size:]), raw[:size])

    return Scheme(form, check, make, SALTED, "base64")


def pbkdf2_scheme():
    """Return Dovecot's PBKDF2: `$1$salt$rounds$hex`, by HMAC-SHA1."""
    form = re.compile(rb"\$1\$([!-#%-~]+)\$([1-9]\d{0,5})\$[0-9a-f]{40}")

    def make(secret, salt=None, rounds=PBKDF2_ROUNDS):
        salt = salt or random_salt(16).encode()
        return b"$1$%b$%d$%b" % (salt, rounds, hashlib.pbkdf2_hmac("sha1", secret, salt, rounds).hex().encode())

    def check(secret, raw):
        salt, rounds = form.fullmatch(raw).groups()
        return hmac.compare_digest(make(secret, salt, int(rounds)), raw)

    return Scheme(form, check, make, SLOW)


def scram_scheme(digest):
    """Return SCRAM (RFC 5802): `rounds,salt,stored key,server key`. Like Dovecot 2.3 without SASLprep."""
    form = re.compile(rb"([1-9]\d{0,5}),([+/0-9A-Za-z]+=*),[+/0-9A-Za-z]+=*,[+/0-9A-Za-z]+=*")

    def make(secret, salt=None, rounds=SCRAM_ROUNDS):
        salt = salt or secrets.token_bytes(16)
        salted = hashlib.pbkdf2_hmac(digest, secret, salt, rounds)
        stored_key = _hash(digest, hmac.digest(salted, b"Client Key", digest))
        server_key = hmac.digest(salted, b"Server Key", digest)
        return b"%d,%b" % (rounds, b",".join(map(base64.b64encode, (salt, stored_key, server_key))))

    def check(secret, raw):
        rounds, salt = form.fullmatch(raw).groups()
        return hmac.compare_digest(make(secret, base64.b64decode(salt), int(rounds)), raw)

    return Scheme(form, check, make, SLOW)


_MD5_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_MD5_SINES = [int(abs(math.sin(i + 1)) * 2**32) for i in range(64)]
_MD5_TURNS = ((7, 12, 17, 22), (5, 9, 14, 20), (4, 11, 16, 23), (6, 10, 15, 21))


def _md5_state(block):
    """Return MD5's inner state after one block of 64 bytes (RFC 1321, 3.4), which hashlib doesn't give away."""
    words = struct.unpack("<16I", block)
    a, b, c, d = _MD5_START
    for i in range(64):
        mixed, word = (
            ((b & c) | (~b & d), i),
            ((d & b) | (~d & c), 5 * i + 1),
            (b ^ c ^ d, 3 * i + 5),
            (c ^ (b | ~d), 7 * i),
        )[i // 16]
        total = (a + mixed + _MD5_SINES[i] + words[word % 16]) & 0xFFFFFFFF
        turn = _MD5_TURNS[i // 16][i % 4]
        a, b, c, d = d, (b + (total << turn | total >> 32 - turn)) & 0xFFFFFFFF, b, c
    return struct.pack("<4I", *((x + y) & 0xFFFFFFFF for x, y in zip(_MD5_START, (a, b, c, d), strict=True)))


def cram_md5_scheme():
    """Return CRAM-MD5: both halves of HMAC-MD5 (RFC 2104) with only the key put in, enough to check an answer by."""

    def make(secret):
        key = (secret if len(secret) <= 64 else _hash("md5", secret)).ljust(64, b"\0")
        return _md5_state(bytes(byte ^ 0x5C for byte in key)) + _md5_state(bytes(byte ^ 0x36 for byte in key))

    return unsalted_scheme(make, "hex", 32)
