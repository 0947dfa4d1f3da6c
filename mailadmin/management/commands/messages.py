"""manage.py messages"""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailadmin.commands import translations
from mailadmin.commands.base import PlainCommand


class Command(PlainCommand):
    help = _("For translators: bring the files of translations up to date with the code, and list what lacks one.")

    needs_tables = False

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help=_("change nothing; fail if there is something to do"))

    def handle(self, *, check, **options):
        template, todo = translations.found(), 0
        for language, path in translations.languages():
            catalog = translations.renewed(translations.read(language, path), template)
            text, missing = translations.written(catalog), translations.untranslated(catalog)
            new = not path.exists() or path.read_text() != text
            if new and not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            for each in missing:
                self.stdout.write(f"{language}: {each[0] if isinstance(each, tuple) else each}")
            for each, error in translations.broken(catalog):
                self.stdout.write(f"{language}: {each}: {error}")
            todo += len(missing) + len(translations.broken(catalog)) + (new and check)
        if check and todo:
            text = ngettext("%(count)s thing is to be done.", "%(count)s things are to be done.", todo)
            raise CommandError(text % {"count": todo})
