"""New hashes: their form, their salts, and the passwords that are turned away."""

import base64
import re
import string

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mailadmin.passwords import SCHEMES, WEAK_SCHEMES, check_password, make_password

PLAIN = "Fish-42 shäep"
CRYPT = "[./0-9A-Za-z]"
BASE64 = "[+/0-9A-Za-z]"
FORMS = {
    "MD5-CRYPT": rf"\$1\${CRYPT}{{8}}\${CRYPT}{{22}}",
    "SHA256-CRYPT": rf"\{{SHA256-CRYPT\}}\$5\${CRYPT}{{16}}\${CRYPT}{{43}}",
    "SHA512-CRYPT": rf"\{{SHA512-CRYPT\}}\$6\${CRYPT}{{16}}\${CRYPT}{{86}}",
    "BLF-CRYPT": rf"\{{BLF-CRYPT\}}\$2y\$10\${CRYPT}{{53}}",
    "CRYPT": rf"\{{CRYPT\}}\$2y\$10\${CRYPT}{{53}}",
    "ARGON2I": rf"\{{ARGON2I\}}\$argon2i\$v=19\$m=65536,t=3,p=1\${BASE64}{{22}}\${BASE64}{{43}}",
    "ARGON2ID": rf"\{{ARGON2ID\}}\$argon2id\$v=19\$m=65536,t=3,p=1\${BASE64}{{22}}\${BASE64}{{43}}",
    "PBKDF2": rf"\{{PBKDF2\}}\$1\${CRYPT}{{16}}\$100000\$[0-9a-f]{{40}}",
    "SCRAM-SHA-1": rf"\{{SCRAM-SHA-1\}}20000,{BASE64}{{22}}==,{BASE64}{{27}}=,{BASE64}{{27}}=",
    "SCRAM-SHA-256": rf"\{{SCRAM-SHA-256\}}20000,{BASE64}{{22}}==,{BASE64}{{43}}=,{BASE64}{{43}}=",
    "SSHA": rf"\{{SSHA\}}{BASE64}{{38}}==",
    "SSHA256": rf"\{{SSHA256\}}{BASE64}{{54}}==",
    "SSHA512": rf"\{{SSHA512\}}{BASE64}{{96}}",
    "SMD5": rf"\{{SMD5\}}{BASE64}{{32}}",
    "SHA": rf"\{{SHA\}}{BASE64}{{27}}=",
    "SHA1": rf"\{{SHA1\}}{BASE64}{{27}}=",
    "SHA256": rf"\{{SHA256\}}{BASE64}{{43}}=",
    "SHA512": rf"\{{SHA512\}}{BASE64}{{86}}==",
    "PLAIN-MD5": r"\{PLAIN-MD5\}[0-9a-f]{32}",
    "LDAP-MD5": rf"\{{LDAP-MD5\}}{BASE64}{{22}}==",
    "CRAM-MD5": r"\{CRAM-MD5\}[0-9a-f]{64}",
    "HMAC-MD5": r"\{HMAC-MD5\}[0-9a-f]{64}",
    "PLAIN": re.escape("{PLAIN}" + PLAIN),
    "CLEAR": re.escape("{CLEAR}" + PLAIN),
    "CLEARTEXT": re.escape("{CLEARTEXT}" + PLAIN),
}
UNSALTED = {
    *("SHA", "SHA1", "SHA256", "SHA512", "PLAIN-MD5", "LDAP-MD5", "CRAM-MD5", "HMAC-MD5"),
    *("PLAIN", "CLEAR", "CLEARTEXT"),
}
# Quick ones, which between them go through all the code that makes a hash.
QUICK = ["MD5-CRYPT", "SHA256-CRYPT", "SSHA512", "SMD5", "CRAM-MD5", "SHA1", "PLAIN-MD5", "PLAIN"]
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=200)


def test_it_works(settings):
    settings.PASSWORD_SCHEME = "MD5-CRYPT"
    stored = make_password(PLAIN)
    assert re.fullmatch(FORMS["MD5-CRYPT"], stored)
    assert check_password(PLAIN, stored)


def test_the_setting_decides(settings):
    settings.PASSWORD_SCHEME = "SSHA256"
    assert make_password(PLAIN).startswith("{SSHA256}")
    assert make_password(PLAIN, "MD5-CRYPT").startswith("$1$")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_form(scheme):
    assert re.fullmatch(FORMS[scheme], make_password(PLAIN, scheme))
    assert re.fullmatch(FORMS[scheme], make_password(PLAIN, scheme.lower()))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_salts_differ(scheme):
    assert len({make_password(PLAIN, scheme) for _i in range(3)}) == (1 if scheme in UNSALTED else 3)


def test_salts_use_their_whole_alphabet():
    salts = "".join(make_password(PLAIN, "MD5-CRYPT").split("$")[2] for _i in range(200))
    assert set(salts) == set("./" + string.digits + string.ascii_letters)


def test_weak_schemes_are_named():
    strong = {"SHA256-CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "CRYPT", "ARGON2I", "ARGON2ID", "PBKDF2"}
    assert set(SCHEMES) - WEAK_SCHEMES == strong | {"SCRAM-SHA-1", "SCRAM-SHA-256"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("plain", ["", "a\nb", "a\n", "\ra", "a\0b", "\0", "a\ud800", "x" * 5000])
def test_it_refuses_bad_passwords(scheme, plain):
    with pytest.raises(ValueError, match=r"^(The|A) password .*\.$") as refusal:
        make_password(plain, scheme)
    assert refusal.type is ValueError
    assert "xxx" not in str(refusal.value)


@pytest.mark.parametrize(
    "scheme", ["", "MD5", "ROT13", "DES-CRYPT", "DIGEST-MD5", "OTP", "$y$", "SHA512-CRYPT.B64", "SSHA\n"]
)
def test_it_refuses_other_schemes(scheme):
    with pytest.raises(ValueError, match=r"(?s)^There is no password scheme .* Allowed are: MD5-CRYPT, .*\.$"):
        make_password(PLAIN, scheme)


@pytest.mark.parametrize(
    ("scheme", "limit"), [("BLF-CRYPT", 72), ("CRYPT", 72), ("MD5-CRYPT", 511), ("SHA512-CRYPT", 511)]
)
def test_bytes_count_and_not_characters(scheme, limit):
    longest = "ä" * (limit // 2) + "x" * (limit % 2)
    stored = make_password(longest, scheme)
    assert check_password(longest, stored)
    assert not check_password(longest + "x", stored)
    with pytest.raises(ValueError, match=f"takes {limit + 1} bytes, and at most {limit} are allowed"):
        make_password(longest + "x", scheme)


@pytest.mark.parametrize("scheme", QUICK)
@hypothesis_settings(max_examples=40, deadline=None)
@given(plain=texts, other=texts)
def test_any_password(scheme, plain, other):
    try:
        stored = make_password(plain, scheme)
    except ValueError:
        assert scheme in ("MD5-CRYPT", "SHA256-CRYPT") and len(plain.encode()) > 511
        return
    assert stored.isprintable() or scheme == "PLAIN"
    assert check_password(plain, stored)
    assert check_password(other, stored) == (other == plain)
    assert not check_password(stored, stored)


@hypothesis_settings(max_examples=60, deadline=None)
@given(plain=texts)
def test_encodings(plain):
    raw = base64.b64decode(make_password(plain, "SSHA").removeprefix("{SSHA}"))
    assert check_password(plain, "{ssha.hex}" + raw.hex())
    assert check_password(plain, "{SSHA.Base64}" + base64.b64encode(raw).decode())
    assert check_password(plain, "{PLAIN.HEX}" + plain.encode().hex())
