"""Texts to translate: found in the code and the templates, kept in `mailadmin/locale/*/LC_MESSAGES/django.po`.

Django's own makemessages wants GNU gettext to be installed; Babel, which is here anyway, does the same.
"""

from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

LAZY = {"gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
# Lines of a file's head that change with every run, or that nobody fills in.
NOISE = tuple(
    f'"{name}'
    for name in "Project-Id Report-Msgid POT-Creation PO-Revision Last-Translator Language-Team Generated-By".split()
)
HEADER = "# %s translation of mailadmin. `manage.py messages` keeps it up to date with the code."


def found():
    """A catalog of every text that is marked for translation, in the order of the files."""
    root, catalog = settings.BASE_DIR, Catalog(project="mailadmin")
    code = [path for app in ("mailadmin", "domains", "mailboxes", "deploy") for path in (root / app).rglob("*.py")]
    for path in sorted(code) + sorted((root / "templates").rglob("*.html")):
        source = path.read_text()
        if path.suffix == ".html":
            # What is left of a template looks like Python, but for its indentation.
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
        name = str(path.relative_to(root))
        for line, text, _comments, context in extract("python", BytesIO(source.encode()), DEFAULT_KEYWORDS | LAZY):
            catalog.add(text, locations=[(name, line)], context=context)
    return catalog


def languages():
    """The languages besides English, each with its file."""
    for code, _name in settings.LANGUAGES:
        if code != "en":
            yield to_locale(code), settings.LOCALE_PATHS[0] / to_locale(code) / "LC_MESSAGES" / "django.po"


def read(language, path):
    """What is translated so far."""
    if not path.exists():
        return Catalog(language, header_comment=HEADER, project="mailadmin", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, language)


def renewed(catalog, template):
    """The catalog with the texts of `template`: translations are kept, what is no longer asked for goes.

    A text that has changed is a new one: a translation that only nearly fits would be shown to people as it is.
    """
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER % catalog.locale.english_name
    return catalog


def written(catalog):
    """The catalog as the text of its file: without line numbers and dates, so that a change shows what it changes."""
    out = BytesIO()
    write_po(out, catalog, width=120, include_lineno=False)
    return "".join(line for line in out.getvalue().decode().splitlines(keepends=True) if not line.startswith(NOISE))


def untranslated(catalog):
    """The texts that have no translation, or one that is marked as doubtful."""
    return [message.id for message in catalog if message.id and (message.fuzzy or not all(_forms(message)))]


def broken(catalog):
    """(text, what is wrong) of translations whose placeholders are not those of the text."""
    return [(message.id, str(error)) for message in catalog if all(_forms(message)) for error in message.check(catalog)]


def _forms(message):
    return message.string if isinstance(message.string, tuple | list) else (message.string,)
