"""Ours and Dovecot's agree: each scheme, both ways. Also hashes made once by doveadm, PHP and libcrypt."""

from pathlib import Path

import pytest

from mailadmin.passwords import SCHEMES, check_password, make_password

PLAIN = "Fish-42 shäep"
BOB = "bob@example.org"

READ_ONLY = ["DES-CRYPT", "MD5", "PLAIN-MD4", "DIGEST-MD5"]
ENCODED = [
    "MD5-CRYPT.B64",
    "SHA256-CRYPT.HEX",
    "SHA512-CRYPT.B64",
    "BLF-CRYPT.B64",
    "ARGON2I.HEX",
    "ARGON2ID.B64",
    "PBKDF2.HEX",
    "SCRAM-SHA-1.B64",
    "SCRAM-SHA-256.BASE64",
    "SSHA.HEX",
    "SSHA512.HEX",
    "SMD5.HEX",
    "SHA.HEX",
    "SHA1.B64",
    "SHA256.HEX",
    "SHA512.B64",
    "PLAIN-MD5.B64",
    "LDAP-MD5.HEX",
    "CRAM-MD5.B64",
    "PLAIN.B64",
    "CLEARTEXT.HEX",
    "DIGEST-MD5.B64",
    "DES-CRYPT.HEX",
]

VECTORS = (Path(__file__).parent / "vectors.txt").read_text().splitlines()[1:]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_works(doveadm, scheme):
    stored = make_password(PLAIN, scheme)
    assert doveadm.fits(PLAIN, stored)
    assert not doveadm.fits(PLAIN + "x", stored)
    assert not doveadm.fits(stored, stored)


@pytest.mark.parametrize("scheme", [*SCHEMES, *READ_ONLY, *ENCODED])
def test_it_checks_dovecots(doveadm, scheme):
    stored = doveadm.make(scheme, PLAIN, "-u", BOB)
    assert stored.startswith("{" + scheme.upper() + "}")
    assert check_password(PLAIN, stored, username=BOB)
    assert not check_password("x" + PLAIN, stored, username=BOB)
    assert not check_password(PLAIN.lower(), stored, username=BOB)
    assert not check_password(stored, stored, username=BOB)
    body = stored.partition("}")[2]
    assert body == PLAIN or not check_password(body, stored, username=BOB)


def test_every_scheme_of_dovecot_is_known_or_left_out_on_purpose(doveadm):
    dovecots = set(doveadm.schemes())
    assert dovecots - {*SCHEMES, *READ_ONLY} == {"OTP", "PLAIN-TRUNC"}
    assert set(SCHEMES) <= dovecots


@pytest.mark.parametrize(
    "plain", ["p", 'it\'s "q" = 100 %', " a b ", "密码-12 🐟", "-p", "a" * 64, "a" * 65, "ä" * 100, "x" * 200]
)
@pytest.mark.parametrize("scheme", ["MD5-CRYPT", "SHA512-CRYPT", "SSHA512", "CRAM-MD5", "SCRAM-SHA-256", "PBKDF2"])
def test_awkward_passwords(doveadm, scheme, plain):
    assert doveadm.fits(plain, make_password(plain, scheme))
    assert check_password(plain, doveadm.make(scheme, plain))


@pytest.mark.parametrize(
    ("scheme", "rounds"),
    [
        ("BLF-CRYPT", 4),
        ("BLF-CRYPT", 11),
        ("SHA256-CRYPT", 1000),
        ("SHA512-CRYPT", 123456),
        ("PBKDF2", 1),
        ("PBKDF2", 12345),
        ("SCRAM-SHA-1", 4096),
        ("SCRAM-SHA-256", 12345),
        ("ARGON2I", 3),
    ],
)
def test_other_costs(doveadm, scheme, rounds):
    stored = doveadm.make(scheme, PLAIN, "-r", str(rounds))
    assert check_password(PLAIN, stored)
    assert not check_password("x", stored)


@pytest.mark.parametrize("stored", VECTORS)
def test_vectors(stored):
    assert check_password("Fish-42 sheep", stored)
    assert not check_password("Fish-42-sheep", stored)
    assert not check_password(stored, stored)


def test_digest_md5_wants_the_user(doveadm):
    stored = doveadm.make("DIGEST-MD5", PLAIN, "-u", BOB)
    assert not check_password(PLAIN, stored)
    assert not check_password(PLAIN, stored, username="bob@example.net")
    assert check_password(PLAIN, doveadm.make("DIGEST-MD5", PLAIN, "-u", "bob"), username="bob")
