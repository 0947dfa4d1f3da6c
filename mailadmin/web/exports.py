"""Lists as CSV, written while they are read, so that memory stays flat."""

import csv
from operator import attrgetter

from django.http import StreamingHttpResponse

from mailadmin.web.paging import batches

BATCH = 1000
FORMULA_SIGNS = tuple("=+-@＝＋－＠")  # some spreadsheets take the wide ones of Chinese keyboards too


class Echo:
    """Gives back what the csv module writes."""

    def write(self, line):
        return line


def csv_response(name, columns, rows, order, decorate):
    """A download of all `rows` (a queryset) in `order`, names of fields. `columns` are (heading, field or function of a
    row) pairs; `decorate` adds to a batch of rows what those need besides."""
    response = StreamingHttpResponse(lines(columns, rows, order, decorate), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def lines(columns, rows, order, decorate):
    """The file in pieces. It begins with a byte order mark: without it Excel takes UTF-8 for something else."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow([heading for heading, _field in columns])
    for batch in batches(rows, order, BATCH):
        yield written(writer, columns, decorate(batch))


def written(writer, columns, rows):
    fields = [field if callable(field) else attrgetter(field) for _heading, field in columns]
    return "".join(writer.writerow([defused(field(row)) for field in fields]) for row in rows)


def defused(value):
    """A cell that no spreadsheet takes for a formula (CWE-1236)."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1].isspace() or text.startswith(FORMULA_SIGNS) else text
