"""Lists: a table for people, JSON for programs. Rows are read and printed some hundred at a time."""

import json
from operator import attrgetter
from unicodedata import combining, east_asian_width

from django.utils.translation import gettext as _

from mailadmin.commands.base import PlainCommand
from mailadmin.web.paging import batches

BATCH = 500


class List(PlainCommand):
    """All rows, or those of a domain or a search, in the order of `key`."""

    key = ""
    search_help = ""
    columns = {}  # what people read: heading, and the name of an attribute or a function of a row

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help=_("a JSON array, one row a line, instead of a table"))
        parser.add_argument("--domain", metavar="D", help=_("only what belongs to this domain"))
        parser.add_argument("--search", metavar="T", help=self.search_help)

    def rows(self, domain, search):
        """The queryset to list. `domain` and `search` are what was typed, or None."""
        raise NotImplementedError

    def decorated(self, rows):
        """Add to a batch of rows what is shown besides columns, in a query for all of them."""
        return rows

    def record(self, row):
        """What programs read: a dict, by the names of the options, addresses as they are stored and in Unicode."""
        raise NotImplementedError

    def handle(self, *, domain, search, **options):
        rows = self.rows(domain, search)
        for text in self.as_json(rows) if options["json"] else self.as_table(rows):
            self.stdout.write(text, ending="")

    def batches(self, rows):
        return map(self.decorated, batches(rows, [self.key], BATCH))

    def as_json(self, rows):
        before = "[\n"
        for batch in self.batches(rows):
            for row in batch:
                yield before + json.dumps(self.record(row), ensure_ascii=False, default=in_iso_8601)
                before = ",\n"
        yield "[]\n" if before == "[\n" else "\n]\n"

    def as_table(self, rows):
        """Lines with columns as wide as the widest text so far."""
        cells = [cell if callable(cell) else attrgetter(cell) for cell in self.columns.values()]
        headings, widths = [list(self.columns)], [0] * len(cells)
        for batch in self.batches(rows):
            table = headings + [[printable(cell(row)) for cell in cells] for row in batch]
            headings = []
            columns = zip(*table, strict=True)
            widths = [max(before, *map(width, column)) for before, column in zip(widths, columns, strict=True)]
            for line in table:
                yield "  ".join(map(padded, line, widths)).rstrip() + "\n"


def in_iso_8601(moment):
    return moment.isoformat()


def printable(text):
    """Text that stays in its line and can't command the terminal: other characters are written as escapes."""
    text = str(text)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def padded(text, wide):
    return text + " " * (wide - width(text))


def width(text):
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def state(active, *others):
    """The column of that name: whether it is on, and what else there is to know."""
    return ", ".join([_("active") if active else _("disabled"), *filter(None, others)])
