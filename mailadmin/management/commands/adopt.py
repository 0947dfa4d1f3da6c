"""manage.py adopt"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.commands.base import PlainCommand
from mailadmin.upstream import adoption

KINDS = {"table": gettext_lazy("table"), "column": gettext_lazy("column"), "index": gettext_lazy("index")}


class Command(PlainCommand):
    help = _("Take over a database that PostfixAdmin made: print what it lacks, and with --apply add that.")

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help=_("add what is missing; nothing else is changed"))

    def handle(self, *, apply, **options):
        adoption.check_fit()
        for text in adoption.warnings():
            self.stderr.write(text)
        missing = adoption.additions()
        if not missing and adoption.is_adopted():
            self.stdout.write(_("There is nothing to do: this database is adopted."))
            return
        for addition in missing:
            self.stdout.write(f"  {KINDS[addition.kind]}  {addition.name}")
        if apply:
            adoption.adopt(missing)
            self.stdout.write(_("Added. This database is adopted; PostfixAdmin can go on with it too."))
        else:
            self.stdout.write(_("This is missing. Nothing was changed; to add it: manage.py adopt --apply"))
