"""Which stored hashes a good sign-in replaces."""

import pytest

from mailadmin.passwords import SCHEMES, make_password, needs_rehash

MD5_CRYPT = "$1$GBlGaZwS$fyIhY/hMqe3bvPqkVf7Ts."
SHA512_CRYPT = (
    "$6$6EqmmA9m5TWyE4NG$u6RMMxKXxZAkdW0XR6LoLfpohfCRwPxmU/BjdL/RcFZjC1pzYH/JqfE28XZalQJbC3/BnOqlmDy01tVvhVLE6."
)
BCRYPT = "$2y$05$Eu60r8x8zkvCjQASgPI6QOFOP0/JdTEv.NIeJFbnNAzNY9yyFchry"
ARGON2ID = "$argon2id$v=19$m=65536,t=4,p=1$R1huUUEuWnFHTi9IRGtoOQ$7MIQGJLCw6uTwvzG3p4Y6SbXTrNycLvKJcJx5PGVU18"
YESCRYPT = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$B3ITUhYZHivhoakgUXy/bhY3g6UrD9TACPgU7DSiZIC"
MD5 = "1a2c81e680fab1b385550549936c917a"
SSHA = "{SSHA}lz+ypXeTphNqkw9o6uTAeXTerT/Nt7o7"


def test_it_works(settings):
    settings.PASSWORD_SCHEME = "SHA512-CRYPT"
    assert needs_rehash(MD5_CRYPT) is True
    assert needs_rehash(SHA512_CRYPT) is False


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_new_hash_stays(settings, scheme):
    settings.PASSWORD_SCHEME = scheme
    assert not needs_rehash(make_password("Fish-42 sheep"))


@pytest.mark.parametrize(
    ("wanted", "stored", "expected"),
    [
        # The default replaces what is clearly weaker, and nothing that is as good or better.
        ("MD5-CRYPT", MD5_CRYPT, False),
        ("MD5-CRYPT", "{MD5-CRYPT}" + MD5_CRYPT, False),
        ("MD5-CRYPT", "{MD5}" + MD5_CRYPT, False),
        ("MD5-CRYPT", SHA512_CRYPT, False),
        ("MD5-CRYPT", "{CRYPT}" + BCRYPT, False),
        ("MD5-CRYPT", "{ARGON2ID}" + ARGON2ID, False),
        ("MD5-CRYPT", YESCRYPT, False),
        ("MD5-CRYPT", SSHA, False),
        ("MD5-CRYPT", MD5, True),
        ("MD5-CRYPT", "{PLAIN-MD5}" + MD5, True),
        ("MD5-CRYPT", "{PLAIN}Fish-42 sheep", True),
        ("MD5-CRYPT", "{SHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ=", True),
        ("MD5-CRYPT", "Y66/mE0B6GIOY", True),
        # A scheme that somebody chose replaces all others, whatever their form says.
        ("SHA512-CRYPT", "{SHA512-CRYPT}" + SHA512_CRYPT, False),
        ("SHA512-CRYPT", "{CRYPT}" + SHA512_CRYPT, False),
        ("sha512-crypt", "{sha512-crypt}" + SHA512_CRYPT, False),
        ("SHA512-CRYPT", "{SHA512-CRYPT}" + BCRYPT, True),
        ("SHA512-CRYPT", BCRYPT, True),
        ("SHA512-CRYPT", ARGON2ID, True),
        ("ARGON2ID", ARGON2ID, False),
        ("ARGON2I", ARGON2ID, True),
        ("BLF-CRYPT", BCRYPT, False),
        ("BLF-CRYPT", "{CRYPT}" + BCRYPT, False),
        ("CRYPT", "{BLF-CRYPT}" + BCRYPT, False),
        ("CRYPT", MD5_CRYPT, True),
        ("SSHA512", SSHA, True),
        ("SSHA", "{SSHA.HEX}97 3f".replace(" ", "") + "b2" * 22, False),
        ("SHA1", "{SHA}siTX6pZ9yTuZixIUS6mkmwXwUJQ=", False),
        ("PLAIN", "{CLEARTEXT}Fish-42 sheep", False),
        # What nobody can read is as good as gone.
        ("MD5-CRYPT", "Fish-42 sheep", True),
        ("BLF-CRYPT", "{ROT13}x", True),
        ("BLF-CRYPT", "", True),
        ("BLF-CRYPT", None, True),
    ],
)
def test_table(settings, wanted, stored, expected):
    settings.PASSWORD_SCHEME = wanted
    assert needs_rehash(stored) is expected
