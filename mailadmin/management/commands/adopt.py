"""manage.py adopt"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.commands.base import PlainCommand
from mailadmin.upstream import adoption
from mailadmin.upstream.findings import findings
from mailadmin.upstream.in_use import lines
from mailadmin.upstream.repair import repair
from mailadmin.upstream.schema import additions

KINDS = {
    "table": gettext_lazy("table"),
    "column": gettext_lazy("column"),
    "index": gettext_lazy("index"),
    "id": gettext_lazy("numbers"),
    "foreign key": gettext_lazy("foreign key"),
}


class Command(PlainCommand):
    help = _(
        "Take over a database that PostfixAdmin made: print what is odd in its data, the settings it was used with,"
        " what it lacks and the SQL that adds it; with --apply add that."
    )
    needs_tables = False

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help=_("add what is missing; nothing else is changed"))
        parser.add_argument("--sql", action="store_true", help=_("print the SQL alone, to be run by hand"))
        parser.add_argument("--repair", metavar="KIND", help=_("mend one kind of what is odd, and nothing else"))

    def handle(self, *, apply, sql, repair, **options):
        adoption.check_fit()
        if repair:
            self.mend(repair)
        elif sql:
            self.print_sql(additions())
        elif apply:
            self.apply()
        else:
            self.report()

    def mend(self, kind):
        with adoption.alone():
            changed = repair(kind)
        for line in changed:
            self.stdout.write(f"  {line}")
        self.stdout.write(_("Changed: %(count)d") % {"count": len(changed)})

    def apply(self):
        with adoption.alone():
            missing = additions()
            if not missing and adoption.is_ours():
                self.stdout.write(_("There is nothing to do: this database is adopted."))
                return
            self.print_list(missing)
            adoption.adopt(missing)
        self.stdout.write(_("Added. This database is adopted; PostfixAdmin can go on with it too."))

    def report(self):
        found = findings()
        for finding in found:
            self.print_finding(finding)
        missing = additions()
        if not missing and adoption.is_ours():
            self.stdout.write(_("There is nothing to do: this database is adopted."))
            return
        self.print_lines()
        self.print_list(missing)
        self.print_sql(missing)
        self.stdout.write(
            _("This is missing. Nothing was changed; to add it: manage.py adopt --apply")
            if missing
            else _("Nothing is missing. To take the database over: manage.py adopt --apply")
        )

    def print_finding(self, finding):
        examples = f" ({', '.join(finding.examples)})" if finding.examples else ""
        repair = f" [manage.py adopt --repair {finding.name}]" if finding.name else ""
        self.stdout.write(f"! {finding.count} {finding.text}{examples}. {finding.remedy}{repair}")

    def print_lines(self):
        self.stdout.write(_("For .env, so that this site goes on as it was:"))
        for line in lines():
            self.stdout.write(f"    {line}")

    def print_list(self, missing):
        for addition in missing:
            self.stdout.write(f"  {KINDS[addition.kind]}  {addition.name}")

    def print_sql(self, missing):
        for addition in missing:
            for statement in addition.sql:
                self.stdout.write(statement)
