"""The setup password's hash: PHP's, so that PostfixAdmin's can be kept."""

import re

import pytest

from mailadmin.passwords import check_setup_password, hash_setup_password, is_obsolete_setup_hash

PLAIN = "Fish-42 sheep"
PHP = "$2y$10$11f6ad8ec52a2984abaafOPWcijNTL9qloxxIj8/bdrK3ZSLNUPpG"
OBSOLETE = "0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef01234567"


def test_it_works():
    stored = hash_setup_password(PLAIN)
    assert re.fullmatch(r"\$2y\$12\$[./0-9A-Za-z]{53}", stored)
    assert check_setup_password(PLAIN, stored) is True
    assert check_setup_password(PLAIN + "x", stored) is False
    assert check_setup_password(stored, stored) is False
    assert hash_setup_password(PLAIN) != stored


@pytest.mark.parametrize("kind", ["2a", "2b", "2y"])
def test_it_takes_every_name_of_bcrypt(kind):
    assert check_setup_password(PLAIN, PHP.replace("2y", kind))


@pytest.mark.parametrize(
    "stored",
    [
        "",
        None,
        "changeme",
        PLAIN,
        "{PLAIN}Fish-42 sheep",
        "{BLF-CRYPT}" + PHP,
        "$1$GBlGaZwS$fyIhY/hMqe3bvPqkVf7Ts.",
        "1a2c81e680fab1b385550549936c917a",
        PHP.replace("2y", "2x"),
        PHP[:-1],
        PHP + "\n",
        OBSOLETE,
    ],
)
def test_nothing_else(stored):
    assert check_setup_password(PLAIN, stored) is False


@pytest.mark.parametrize("plain", ["", "a\nb", "a\0b", "x" * 73, "ä" * 37])
def test_it_refuses_bad_passwords(plain):
    with pytest.raises(ValueError, match=r"\.$"):
        hash_setup_password(plain)
    assert check_setup_password(plain, PHP) is False


def test_obsolete_hash():
    assert is_obsolete_setup_hash(OBSOLETE)
    assert len(OBSOLETE) == 73
    for stored in (
        "",
        None,
        PHP,
        OBSOLETE + "0",
        OBSOLETE + "\n",
        OBSOLETE.replace(":", "0"),
        OBSOLETE.replace("f", "g"),
    ):
        assert not is_obsolete_setup_hash(stored)
