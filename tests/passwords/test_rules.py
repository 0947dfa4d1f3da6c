"""PASSWORD_VALIDATION: our own words, and PostfixAdmin's patterns with its messages or the site's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import translation

from mailadmin.accounts.password_rules import parsed_rules, validate_new_password
from mailadmin.checks import password_validation
from mailadmin.env import Env

ROOT = Path(__file__).parents[2]
UPSTREAM = {
    "/.{5}/": "password_too_short 5",
    "/([a-zA-Z].*){3}/": "password_no_characters 3",
    "/([0-9].*){2}/": "password_no_digits 2",
}


def messages(plain):
    try:
        validate_new_password(plain)
    except ValidationError as error:
        return error.messages
    return []


@pytest.fixture
def rules(settings, monkeypatch, tmp_path):
    """A function that sets the rules as the environment would."""

    def set_to(text):
        monkeypatch.setenv("TRY", text)
        settings.PASSWORD_VALIDATION = Env(tmp_path / "none").rules("TRY")
        return settings.PASSWORD_VALIDATION

    return set_to


def test_it_works(rules):
    rules(", ".join(f"{pattern} => {key}" for pattern, key in UPSTREAM.items()))
    assert messages("abc12") == []
    assert messages("ab1") == [
        "The password must have at least 5 characters.",
        "The password must hold at least 3 letters.",
        "The password must hold at least 2 digits.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("length:5,letters:3 , digits:2,", ["length:5", "letters:3", "digits:2"]),
        ("length:8,/a{2,}/,digits:1", ["length:8", "/a{2,}/", "digits:1"]),
        ('/[,"]/ => "A comma, or a quote",signs:1', ['/[,"]/ => "A comma, or a quote"', "signs:1"]),
        (r"/a\/,b/i=>x,/c/", [r"/a\/,b/i=>x", "/c/"]),
        ("", []),
    ],
)
def test_commas_in_patterns_and_quotes_part_nothing(rules, text, words):
    assert rules(text) == words
    parsed_rules(words)


def test_a_message_of_the_site_s_own(rules):
    rules('/[A-Z]/ => "A capital, please: 100%.",/^[^ ]*$/')
    assert messages("small one") == [
        "A capital, please: 100%.",
        "The password does not have the form that this site asks for.",
    ]
    assert messages("Big") == []


def test_messages_in_the_reader_s_language(rules):
    rules("/.{5}/ => password_too_short 5")
    with translation.override("zh-hans"):
        assert messages("ab") == ["密码至少要有 5 个字符。"]


def test_letters_of_php_behind_a_pattern(rules):
    rules("/^abc$/i")
    assert messages("ABC") == []
    rules(r"/^\d$/")
    assert messages("٣")
    rules(r"/^\d$/u")
    assert messages("٣") == []


@pytest.mark.parametrize(
    "word",
    [
        *("length", "length:", "length:-1", "length:x", "letter:3", "length:٣", "#a#", "password_too_short 5"),
        *("/a", "/(/", "/a/e", "/a/ password_too_short", '/a/ => "x" y', "/[[:alpha:]]/", r"/\p{L}/", "/(?u)a/"),
        *("/(a+)+$/", "/(a|b+)*x/", "/(?:(x*)y?)*$/", "/(a|ab)*c/", "/(a*){50}b/", "//", "/a{9999999999999}/"),
    ],
)
def test_what_is_refused(word, settings):
    with pytest.raises(ImproperlyConfigured) as refused:
        parsed_rules([word])
    assert str(refused.value).startswith(f"PASSWORD_VALIDATION={word!r} is not allowed. Allowed: ")
    settings.PASSWORD_VALIDATION = [word]
    assert [error.id for error in password_validation(None)] == ["mailadmin.E001"]


def test_a_bad_one_stops_the_start(tmp_path):
    environment = {"PATH": os.environ["PATH"], "DOTENV": "none", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment | {"PASSWORD_VALIDATION": "/(/"}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "PASSWORD_VALIDATION='/(/' is not allowed. Allowed: a regular expression" in done.stderr


def test_no_pattern_is_tried_on_what_is_too_long(rules):
    rules("/.{5}/ => x,/ö/")
    assert messages("a" * 201) == ["The password may have at most 200 characters."]


def test_upstream_s_three_take_no_time_on_the_worst(rules):
    rules(",".join(f"{pattern} => {key}" for pattern, key in UPSTREAM.items()))
    assert messages("a" * 200) == ["The password must hold at least 2 digits."]
    assert messages("!" * 198 + "aa") and messages("a1" + "!" * 198)


@pytest.mark.parametrize(
    "plain", ["", "abc12", "pas", "pa1", "fishSheep01", "12345", "a1b2c3", "abc1", "ab12 c", "äöü12x"]
)
def test_php_finds_the_same(plain, rules):
    rules(",".join(f"{pattern} => {pattern.strip('/').replace(',', '')}" for pattern in UPSTREAM))
    code = (
        "[, $patterns, $plain] = $argv; foreach (json_decode($patterns) as $p) echo preg_match($p, $plain) ? '1' : '0';"
    )
    command = ["php", "-n", "-r", code, "--", json.dumps(list(UPSTREAM)), plain]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fits = "".join("1" if fits(plain) else "0" for fits, _text, _n in parsed_rules([f"{p}u" for p in UPSTREAM]))
    assert fits == said
