"""Pages by key: a page begins behind the last row of the one before, wherever that is, at the cost of the first page.

A filter that no index answers could walk through a whole table to fill a page. Such a list looks through SCANNED rows
in the order of the key and shows what it found among them; the next page goes on from there.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.http import Http404

SCANNED = 5000
END = "~"  # a cursor that is no row's: from the far end


@dataclass(frozen=True)
class Slice:
    """One page of rows, and the cursors to page on with; "" where there is nothing further."""

    rows: list
    newer: str
    older: str
    looked: int = 0  # how many rows were looked through, if that ended before the page was full


def cut(rows, *, order, down, after, before, size, candidates=None, scattered=False, most=None):
    """Return the Slice of `rows` behind the cursor `after` or ahead of the cursor `before`.

    None for both is from the start, END from the far end. `order` names one or two fields that order the rows and are
    unique together, `down` runs them backwards. With `candidates`, the queryset without its costly condition, no more
    than `most` (SCANNED) of them are looked through. `scattered` says that the rows are a few of the table's, here and
    there. Raises Http404 for a cursor that is none.
    """
    towards_start = before is not None
    down = down != towards_start
    asked = before if towards_start else after
    cursor = None if asked == END else asked
    ordering = [f"-{field}" if down else field for field in order]
    edge, most = None, most or SCANNED
    if candidates is not None:
        reach = beyond(candidates.order_by(*ordering), order, cursor, down)
        # To count scattered rows is quicker than to sort them.
        if not scattered or reach.order_by()[:most].count() == most:
            edge = reach.values(*order)[most - 1 : most].first()
        if edge:
            rows = up_to(rows, order, edge, down)
    rows = beyond(rows.order_by(*ordering), order, cursor, down)
    found = by_keys(rows, size + 1, limited=candidates is None) if scattered else list(rows[: size + 1])
    page = found[:size]
    last = page[-1] if len(found) > size else edge
    further = cursor_of(last, order) if last else ""
    back = "" if cursor is None else cursor_of(page[0], order) if page else END
    looked = most if edge and len(found) <= size else 0
    if towards_start:
        return Slice(page[::-1], newer=further, older=back, looked=looked)
    return Slice(page, newer=back, older=further, looked=looked)


def by_keys(rows, size, limited):
    """The first `size` rows, by way of their keys. MariaDB finds those in an index alone and sorts nothing else.

    With few candidates `limited` is False: a LIMIT would make the optimizer hope to meet enough rows soon in the order
    of the key, and so walk through the whole table.
    """
    keys = rows.values_list("pk", flat=True)
    keys = list(keys[:size]) if limited else list(keys)[:size]
    found = rows.model.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def beyond(rows, order, cursor, down):
    """The rows past a cursor, which may be any text. Raises Http404 for one that none of ours could be."""
    if cursor is None:
        return rows
    texts = cursor.split("~", len(order) - 1)
    if len(texts) != len(order):
        raise Http404
    try:
        values = [rows.model._meta.get_field(name).to_python(text) for name, text in zip(order, texts, strict=True)]
        if any(getattr(value, "tzinfo", None) for value in values):
            raise Http404
        return past(rows, order, values, down)
    except (ValueError, ValidationError):
        raise Http404 from None


def past(rows, order, values, down=False):
    """The rows past the one with these `values`. Two columns go as a range less its start: `OR` would scan."""
    side = "lt" if down else "gt"
    if len(order) == 1:
        return rows.filter(**{f"{order[0]}__{side}": values[0]})
    first, last = order
    behind = {first: values[0], f"{last}__{'gte' if down else 'lte'}": values[1]}
    return rows.filter(**{f"{first}__{side}e": values[0]}).exclude(**behind)


def batches(rows, order, size):
    """All rows as lists of `size`, ordered by `order`.

    Not iterator(): MariaDB's driver would fetch every row before the first. A row's own values are not put into their
    normal form: what another program stored otherwise would lie elsewhere, and the same rows come again and again.
    """
    rows, batch = rows.order_by(*order), None
    while batch is None or len(batch) == size:
        last = [Value(getattr(batch[-1], name)) for name in order] if batch else None
        batch = list((past(rows, order, last) if last else rows)[:size])
        if batch:
            yield batch


def up_to(rows, order, edge, down):
    """The rows up to `edge` and with it, a dictionary of the fields of `order`."""
    first, *second = order
    rows = rows.filter(**{f"{first}__{'gte' if down else 'lte'}": edge[first]})
    if second:
        rows = rows.exclude(**{first: edge[first], f"{second[0]}__{'lt' if down else 'gt'}": edge[second[0]]})
    return rows


def cursor_of(row, order):
    values = row if isinstance(row, dict) else {field: getattr(row, field) for field in order}
    return "~".join(str(values[field]) for field in order)
