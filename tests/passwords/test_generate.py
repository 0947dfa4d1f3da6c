"""Passwords that the console thinks up."""

from mailadmin.passwords import generate_password


def test_it_works():
    passwords = {generate_password() for _i in range(500)}
    assert len(passwords) == 500
    for password in passwords:
        assert len(password) == 12
        assert password.isascii() and password.isalnum()
        assert not set(password) & set("01OIl")
        # Upstream's default rules: 5 characters, 3 letters, 2 digits.
        assert sum(character.isalpha() for character in password) >= 3
        assert sum(character.isdigit() for character in password) >= 2


def test_every_character_comes_up():
    assert len(set("".join(generate_password() for _i in range(500)))) == 62 - len("01OIl")
