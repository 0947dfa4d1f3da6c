"""What a stored value may look like, and what never lets anyone in."""

import hashlib

import argon2
import bcrypt
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mailadmin.passwords import check_password, crypt, is_recognised, needs_rehash

PLAIN = "Fish-42 sheep"
MD5_CRYPT = "$1$GBlGaZwS$fyIhY/hMqe3bvPqkVf7Ts."

# Of PLAIN, but for one thing that is wrong with each.
MALFORMED = [
    # Plain text, which counts only behind its prefix; and nothing at all.
    "Fish-42 sheep",
    "",
    None,
    "{}Fish-42 sheep",
    "{PLAIN}",
    "{PLAIN} Fish-42 sheep",
    "{PLAIN}Fish-42 sheep\n",
    "{PLAIN}{PLAIN}Fish-42 sheep",
    " {PLAIN}Fish-42 sheep",
    # Prefixes that nobody knows.
    "{ROT13}Svfu-42 furrc",
    "{PLAIN-TRUNC}Fish-42 sheep",
    "{YESCRYPT}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$B3ITUhYZHivhoakgUXy/bhY3g6UrD9TACPgU7DSiZIC",
    "{$y$}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$B3ITUhYZHivhoakgUXy/bhY3g6UrD9TACPgU7DSiZIC",
    "{PLAIN.B65}RmlzaC00MiBzaGVlcA==",
    "{PLAIN.}Fish-42 sheep",
    "{PLAIN.B64.B64}RmlzaC00MiBzaGVlcA==",
    "{PLAIN-MD5 }1a2c81e680fab1b385550549936c917a",
    "{PLAIN-MD5\n}1a2c81e680fab1b385550549936c917a",
    "{PLAIN-MD5",
    "PLAIN-MD5}1a2c81e680fab1b385550549936c917a",
    "{SHA512-CRYPT",
    # The prefix of another form.
    "{MD5-CRYPT}$5$2gijlVFmkMvTDgFE$7WV.pwHoev5uhZsi/kY6lHdAT1ni.nraQgchDtx8WPA",
    "{MD5-CRYPT}Y66/mE0B6GIOY",
    "{ARGON2ID}" + MD5_CRYPT,
    "{CRYPT}$argon2id$v=19$m=65536,t=4,p=1$R1huUUEuWnFHTi9IRGtoOQ$7MIQGJLCw6uTwvzG3p4Y6SbXTrNycLvKJcJx5PGVU18",
    "{PBKDF2}" + MD5_CRYPT,
    "{SSHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ=",
    "{CRYPT}1a2c81e680fab1b385550549936c917a",
    # Cut off, lengthened, or with a wrong letter.
    MD5_CRYPT[:-1],
    MD5_CRYPT + ".",
    MD5_CRYPT + "\n",
    "\n" + MD5_CRYPT,
    " " + MD5_CRYPT,
    "$1$GBlGaZwS",
    "$1$GBlGaZwS$",
    "$1$",
    "$",
    "$1$$",
    "$2y$",
    "$2y$05$",
    "$2y$05$Eu60r8x8zkvCjQASgPI6QO",
    "$2y$5$Eu60r8x8zkvCjQASgPI6QOFOP0/JdTEv.NIeJFbnNAzNY9yyFchry",
    "$2z$05$Eu60r8x8zkvCjQASgPI6QOFOP0/JdTEv.NIeJFbnNAzNY9yyFchry",
    "$3$$0d89876079e083e3fc04b4430482eb91",
    "$y$j9T$$",
    "$y$",
    "$argon2id$",
    "$argon2id$v=19$m=65536,t=4,p=1$R1huUUEuWnFHTi9IRGtoOQ",
    "$argon2id$v=19$m=65536,t=4,p=1$R1$7M",
    "$argon2id$v=19$m=0,t=0,p=1$R1huUUEuWnFHTi9IRGtoOQ$7MIQGJLCw6uTwvzG3p4Y6SbXTrNycLvKJcJx5PGVU18",
    "$argon2d$v=19$m=65536,t=4,p=1$R1huUUEuWnFHTi9IRGtoOQ$7MIQGJLCw6uTwvzG3p4Y6SbXTrNycLvKJcJx5PGVU18",
    "Y66/mE0B6GIO",
    "Y66/mE0B6GIOY.",
    "*0",
    "{CRYPT}",
    "{CRYPT}*0",
    "{CRYPT}!",
    "{CRYPT}Fish-42 sheep",
    "!" + MD5_CRYPT,
    "1a2c81e680fab1b385550549936c917",
    "1a2c81e680fab1b385550549936c917g",
    "{PLAIN-MD5}1a2c81e680fab1b385550549936c917",
    "{PLAIN-MD5}1a 2c81e680fab1b385550549936c917",
    "{PLAIN-MD5.HEX}GiyB5oD6sbOFVQVJk2yReg==",
    "{MD5}",
    "{MD5RAW}",
    "{SHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ",
    "{SHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ=\n",
    "{SHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ=siTX6pZ9yTuZixIUS6mkmwXwUJQ=",
    "{SHA}ääää",
    "{SHA256}siTX6pZ9yTuZixIUS6mkmwXwUJQ=",
    "{SSHA}",
    "{SSHA}!!!!",
    "{SMD5}KTZ/OSS9hgl8Jpj6vIpDGw==",
    "{CRAM-MD5}e4dfa494b3175ad063f084c7f4ed24f3",
    "{PBKDF2}",
    "{PBKDF2}$1$cTr96X7BbEa9hEJU$5000$",
    "{PBKDF2}$1$cTr96X7BbEa9hEJU$0$5dfa12e9574f833bf04cfaf085f08c3e0f2a4d1a",
    "{PBKDF2}$1$cTr96X7BbEa9hEJU$-1$5dfa12e9574f833bf04cfaf085f08c3e0f2a4d1a",
    "{PBKDF2}$1$$5000$5dfa12e9574f833bf04cfaf085f08c3e0f2a4d1a",
    "{SCRAM-SHA-1}4096,LoUcJFl3GakTMYVqWrtATA==,h8yRkb/ioVL2Gz7TcKS7qX0sq1M=",
    "{SCRAM-SHA-1}4096,LoUcJFl3GakTMYVqWrtATA,h8yRkb/ioVL2Gz7TcKS7qX0sq1M=,KIg4YinEwPKjIc1yzHSQ3LlfZgA=",
    "{SCRAM-SHA-256}0,3i+KnqVoW6cQMqvsnVzGDw==,v2jG,Cgz+",
    "{SHA512-CRYPT.HEX}24",
    "{SHA512-CRYPT.HEX}zz",
    "{ARGON2ID.B64}JGFyZ29u",
    "\ud800",
    "{PLAIN}\ud800",
    "{" * 100_000,
    "$1$" * 100_000,
]

# Each would keep a server busy for minutes, or take gigabytes.
COSTLY = [
    "$5$rounds=999999999$" + "a" * 43,
    "$5$rounds=99999999$$" + "a" * 43,
    "$5$rounds=9999999$abcdefghijklmnop$" + "a" * 43,
    "{SHA512-CRYPT}$6$rounds=999999999$" + "a" * 86,
    "{CRYPT}$6$rounds=999999999$salt$" + "a" * 86,
    "{BLF-CRYPT}$2y$31$" + "a" * 53,
    "$2x$16$" + "a" * 53,
    "$y$jFT$abcdefgh$" + "a" * 43,
    "$y$jzzzzzz$abcdefgh$" + "a" * 43,
    "$7$zzzzzzzzzzz" + "a" * 43,
    "_zzzzaaaa" + "a" * 11,
    "$sha1$999999999$abcdefgh$" + "a" * 28,
    "$md5,rounds=4294967295$abcdefgh$" + "a" * 22,
    "$argon2id$v=19$m=999999,t=1,p=1$c29tZXNhbHQ$" + "a" * 43,
    "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$" + "a" * 43,
    "$argon2id$v=19$m=65536,t=999,p=1$c29tZXNhbHQ$" + "a" * 43,
    "$argon2id$v=19$m=65536,t=4294967295,p=1$c29tZXNhbHQ$" + "a" * 43,
    "{ARGON2I}$argon2i$v=19$m=65536,t=3,p=255$c29tZXNhbHQ$" + "a" * 43,
    "{PBKDF2}$1$cTr96X7BbEa9hEJU$999999999$5dfa12e9574f833bf04cfaf085f08c3e0f2a4d1a",
    "{SCRAM-SHA-1}999999999,LoUcJFl3GakTMYVqWrtATA==,h8yRkb/ioVL2Gz7TcKS7qX0sq1M=,KIg4YinEwPKjIc1yzHSQ3LlfZgA=",
]

prefixes = st.sampled_from(
    [
        "",
        "{CRYPT}",
        "{MD5-CRYPT}",
        "{ARGON2ID}",
        "{SSHA}",
        "{PBKDF2}",
        "{SCRAM-SHA-1}",
        "{PLAIN-MD5}",
        "{CRAM-MD5}",
        "{MD5}",
    ]
    + [
        "{SSHA.HEX}",
        "{CRYPT.B64}",
        "{DIGEST-MD5}",
        "$1$",
        "$2y$04$",
        "$5$",
        "$6$rounds=1000$",
        "$y$j75$",
        "$argon2id$v=19$",
    ]
)


def test_it_works():
    assert check_password(PLAIN, MD5_CRYPT)
    assert not check_password("fish-42 sheep", MD5_CRYPT)
    assert not check_password(PLAIN + " ", MD5_CRYPT)


@pytest.mark.parametrize("plain", ["", None, MD5_CRYPT, PLAIN + "\0", PLAIN + "\n", "\ud800", "x" * 1_000_000])
def test_it_refuses_bad_passwords(plain):
    assert check_password(plain, MD5_CRYPT) is False


@pytest.mark.parametrize("stored", MALFORMED, ids=lambda stored: repr(stored)[:60])
def test_malformed(stored):
    assert check_password(PLAIN, stored) is False


def test_the_hash_is_no_password():
    for stored in (MD5_CRYPT, "1a2c81e680fab1b385550549936c917a", "{PLAIN}Fish-42 sheep", "Y66/mE0B6GIOY", PLAIN):
        assert check_password(stored, stored) is False


def test_nul_does_not_end_a_password():
    assert not check_password(PLAIN + "\0x", "{PLAIN}Fish-42 sheep\0x")


@pytest.fixture
def nothing_is_tried(monkeypatch):
    def never(*_arguments, **_options):
        raise AssertionError("tried")

    monkeypatch.setattr(crypt, "_crypt_r", never)
    for owner, function in ((bcrypt, "checkpw"), (argon2.PasswordHasher, "verify"), (hashlib, "pbkdf2_hmac")):
        monkeypatch.setattr(owner, function, never)
    for passlib_scheme in crypt._PASSLIB.values():
        monkeypatch.setattr(passlib_scheme, "verify", never)


@pytest.mark.parametrize("stored", COSTLY)
def test_costly_hashes_are_refused(nothing_is_tried, stored):
    assert check_password(PLAIN, stored) is False


@pytest.mark.parametrize(
    ("stored", "limit"),
    [
        (MD5_CRYPT, 511),
        ("$2y$10$11f6ad8ec52a2984abaafOPWcijNTL9qloxxIj8/bdrK3ZSLNUPpG", 72),
        ("$argon2id$v=19$m=65536,t=4,p=1$R1huUUEuWnFHTi9IRGtoOQ$7MIQGJLCw6uTwvzG3p4Y6SbXTrNycLvKJcJx5PGVU18", 4096),
        ("{PBKDF2}$1$cTr96X7BbEa9hEJU$5000$5dfa12e9574f833bf04cfaf085f08c3e0f2a4d1a", 4096),
    ],
)
def test_long_passwords_are_refused(nothing_is_tried, stored, limit):
    assert check_password("x" * (limit + 1), stored) is False
    with pytest.raises(AssertionError, match="tried"):
        check_password("x" * limit, stored)


@hypothesis_settings(max_examples=400, deadline=None)
@given(prefix=prefixes, stored=st.text(max_size=120), plain=st.text(max_size=30))
@example("", "\ud800", "\ud800")
def test_it_never_raises(prefix, stored, plain):
    assert check_password(plain, prefix + stored) is False
    assert isinstance(needs_rehash(prefix + stored), bool)
    assert isinstance(is_recognised(prefix + stored), bool)


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    prefix=prefixes,
    stored=st.text("./$=,abAB019{}", max_size=60),
    size=st.sampled_from([13, 22, 43, 53, 86, 32, 40]),
)
def test_it_never_raises_near_the_real_forms(prefix, stored, size):
    assert check_password(PLAIN, prefix + stored + "$" + "a" * size) is False
    assert check_password(PLAIN, prefix + "a" * size) is False


@pytest.mark.parametrize("last", "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
def test_any_last_letter_of_a_bcrypt_salt(last):
    assert check_password(PLAIN, f"$2y$04$Eu60r8x8zkvCjQASgPI6Q{last}" + "a" * 31) is False


def test_is_recognised():
    assert is_recognised(MD5_CRYPT)
    assert is_recognised("{BLF-CRYPT}$2y$05$Eu60r8x8zkvCjQASgPI6QOFOP0/JdTEv.NIeJFbnNAzNY9yyFchry")
    assert is_recognised("{PLAIN}Fish-42 sheep")
    for stored in (PLAIN, "", None, "{SSHA}", "{ROT13}x", "{PLAIN}", "{PBKDF2}x", "$1$x", "{SCRAM-SHA-1}1,2,3"):
        assert not is_recognised(stored)
