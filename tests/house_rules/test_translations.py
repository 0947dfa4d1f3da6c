"""Every text that people see is marked, and translated. `manage.py messages` finds and lists them."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command
from django.template.base import Lexer, TokenType

from mailadmin.commands import translations
from tests.house_rules.source import ROOT, modules

LANGUAGES = list(translations.languages())
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Words that are the same in every language.
NAMES = {"mailadmin", "noindex", "light", "dark", "utf", "roomy"}  # the last one is a class


@pytest.fixture(scope="module")
def template():
    return translations.found()


def test_it_works(template):
    texts = {message.id for message in template}
    assert "Sign in" in texts  # from templates
    assert ("%(count)s mailbox", "%(count)s mailboxes") in texts  # from the code
    assert len(texts) > 300


@pytest.mark.parametrize(("language", "path"), LANGUAGES, ids=str)
def test_the_file_is_up_to_date(template, language, path):
    """If this fails: manage.py messages."""
    assert path.read_text() == translations.written(translations.renewed(translations.read(language, path), template))


@pytest.mark.parametrize(("language", "path"), LANGUAGES, ids=str)
def test_everything_is_translated(template, language, path):
    catalog = translations.renewed(translations.read(language, path), template)
    assert translations.untranslated(catalog) == []


@pytest.mark.parametrize(("language", "path"), LANGUAGES, ids=str)
def test_placeholders_are_those_of_the_text(language, path):
    catalog = translations.read(language, path)
    assert translations.broken(catalog) == []
    for message in catalog:
        if message.id and message.string:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(
                set(re.findall(r"%\(\w+\)s|%n", form)) <= set(re.findall(r"%\(\w+\)s|%n", texts[-1])) for form in forms
            )


def test_the_command(tmp_path, settings, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with pytest.raises(CommandError, match=r"^\d+ things are to be done"):
        call_command("messages", "--check")
    assert not path.exists()
    call_command("messages")
    assert "zh_Hans: Sign in\n" in capsys.readouterr().out
    path.write_text(path.read_text().replace('msgid "Sign in"\nmsgstr ""', 'msgid "Sign in"\nmsgstr "登录"'))
    path.write_text(path.read_text() + '\nmsgid "No longer used"\nmsgstr "不再使用"\n')
    call_command("messages")
    assert 'msgid "Sign in"\nmsgstr "登录"' in path.read_text()
    assert "No longer used" not in path.read_text()
    assert "zh_Hans: Sign in\n" not in capsys.readouterr().out


class Texts(HTMLParser):
    """Collects what a page says: text, and the attributes that are read out or shown."""

    def __init__(self, source):
        super().__init__()
        self.texts = []
        self.feed(source)

    def handle_data(self, data):
        self.texts.append(data)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("title", "placeholder", "aria-label", "alt", "label", "data-done", "data-words", "data-count"):
                self.texts.append(value or "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_say_nothing_unmarked(path):
    kept, skipping = [], False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            skipping = word in ("blocktranslate", "comment", "verbatim") or skipping and not word.startswith("end")
        elif token.token_type == TokenType.TEXT and not skipping:
            kept.append(token.contents)
        else:
            kept.append(" ")
    words = {word for text in Texts("".join(kept)).texts for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert words <= NAMES


SHOWN_CALLS = {
    "ValidationError",
    "PermissionDenied",
    "CommandError",
    "success",
    "warning",
    "error",
    "info",
    "add_error",
}
SHOWN_KEYWORDS = {"label", "help_text", "title", "caption", "search_hint", "add_label", "submit_label"}


def test_the_code_says_nothing_unmarked():
    """Sentences in errors, messages, labels and helps go through gettext. The log and settings are in English."""
    wrong = []
    for name, tree in modules().items():
        if name.endswith((".serve", ".demodata")):
            continue  # what `make` prints is English, as the rest of its output
        for node in ast.walk(tree):
            said = []
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if called in SHOWN_CALLS and owner not in ("log", "logging", "parser"):
                    said += node.args
                said += [keyword.value for keyword in node.keywords if keyword.arg in SHOWN_KEYWORDS]
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SHOWN_KEYWORDS:
                said.append(node.value)
            wrong += [f"{name}:{node.lineno}: {ast.unparse(each)}" for each in said if sentence(each)]
    assert not wrong


def sentence(node):
    """Whether this is a text as it stands, of more than one word or with a capital."""
    if isinstance(node, ast.JoinedStr):
        return any(sentence(part) for part in node.values)
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(re.search(r"[A-Z]|\w \w", node.value))
    )
