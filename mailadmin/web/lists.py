"""The generic list page: search, filters, order by key, paging by key, CSV. What it shows is data on a subclass.

Counts stop at COUNTED: the millionth row costs what the first does.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailadmin.web.exports import csv_response
from mailadmin.web.links import open_to
from mailadmin.web.pages import Page
from mailadmin.web.paging import cut

COUNTED = 1000  # beyond it a count is "1,000+"


@dataclass(frozen=True)
class Column:
    """A column's heading; `key` marks the one the list is ordered by. `css` is a class for its cells."""

    label: str
    key: bool = False
    css: str = ""


@dataclass(frozen=True)
class Filter:
    """A chip above a list: `narrow(queryset)` says what stays. `scan` if no index answers it."""

    value: str
    label: str
    narrow: object
    scan: bool = False


class List(Page):
    needs = ("title", "columns", "rows_template", "candidates")
    template = "crud/list.html"
    columns = ()
    filters = ()
    order = ("pk",)  # one or two fields that order the rows and together are unique
    newest_first = False
    bounded = False  # the rows are few by nature, those of one domain: no filter has to mind how many it reads
    scattered = False  # the rows within reach are a few of the table's, here and there in the order of the list
    rows_template = None
    search_hint = caption = add_url = add_label = bulk_url = ""
    bulk_actions = [  # (value, label, whether it wants care), for the ticked rows
        ("enable", gettext_lazy("Enable"), False),
        ("disable", gettext_lazy("Disable"), False),
        ("delete", gettext_lazy("Delete"), True),
    ]
    row_menu = [("", gettext_lazy("Edit"))]  # (what comes after a row's own address, label), before enable and delete
    empty = None
    csv_columns = ()  # (heading, field or function of a row)
    csv_name = "list"
    more_parameters = ()  # names of parameters besides q, filter and sort that make the list what it is

    def candidates(self):
        """The queryset of all rows within the person's reach, or more, if telling them apart needs a look at each."""
        raise NotImplementedError

    def rows_of(self):
        """The queryset of all rows within the person's reach."""
        return self.candidates()

    def searched(self, rows, text):
        """The rows that match what was typed."""
        return rows

    def scans(self):
        """Whether what is asked needs a look at each row."""
        return bool(self.filter and self.filter.scan)

    def decorate(self, rows):
        """Add to one page of rows what the template shows besides columns, in a query for all of them."""
        return rows

    def states(self, row):
        """How a row is, as (kind of chip, word) pairs; a third item is what the word is about."""
        return ()

    def exported(self, rows):
        """As `decorate`, for a batch of rows of the CSV file."""
        return self.decorate(rows)

    @cached_property
    def q(self):
        return self.request.GET.get("q", "").replace("\0", "").strip()[:255]

    @cached_property
    def filter(self):
        return next((each for each in self.filters if each.value == self.request.GET.get("filter")), None)

    @cached_property
    def backwards(self):
        """Whether the key runs down: by the person's wish, or against it where down is the default."""
        return (self.request.GET.get("sort") == "reverse") != self.newest_first

    def filtered(self):
        rows = self.rows_of()
        if self.q:
            rows = self.searched(rows, self.q)
        return self.filter.narrow(rows) if self.filter else rows

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv" and self.csv_columns:
            return csv_response(self.csv_name, self.csv_columns, self.filtered(), self.order, self.exported)
        only_list = request.htmx and request.htmx.target == "list"
        return self.page("crud/_list.html" if only_list else None, **self.table())

    def table(self):
        found, scans = self.filtered(), self.scans() and not self.bounded
        page = cut(
            found,
            order=self.order,
            down=self.backwards,
            after=self.request.GET.get("after"),
            before=self.request.GET.get("before"),
            size=settings.PAGE_SIZE,
            candidates=self.candidates() if scans else None,
            scattered=self.scattered,
        )
        rows = self.decorate(page.rows)
        for row in rows:
            row.states = self.states(row)
        return {
            "caption": self.caption or self.title,
            "columns": [self.heading(column) for column in self.columns],
            "rows": rows,
            "rows_template": self.rows_template,
            "pager": self.pager(page, None if scans else found),
            "filters": self.chips(),
            "filtered": bool(self.q or self.filter),
            "q": self.q,
            "search_hint": self.search_hint,
            "add_url": open_to(self.request.user, self.add_url),
            "add_label": self.add_label,
            "bulk_url": open_to(self.request.user, self.bulk_url),  # once: the rows ask for it
            "bulk_actions": self.bulk_actions,
            "row_menu": self.row_menu,
            "empty": self.empty and self.empty | {"url": open_to(self.request.user, self.empty.get("url", ""))},
            "csv_url": self.url(format="csv") if self.csv_columns else "",
        }

    def pager(self, page, rows):
        """Where in the list this is; `rows` None: they can't be counted without looking at each."""
        start = self.request.GET.get("n", "")
        first = int(start) if start.isdecimal() and len(start) < 10 and page.newer else 1
        last = first + len(page.rows) - 1
        if rows is None:
            count = "" if page.newer or page.older else number_format(last)
        else:
            counted = rows.order_by()[: COUNTED + 1].count() if page.newer or page.older else last
            count = number_format(min(counted, COUNTED), force_grouping=True) + ("+" if counted > COUNTED else "")
        newer, older = page.newer, page.older
        return {
            "first": first if page.rows else 0,
            "last": last if page.rows else 0,
            "count": count,
            "looked": number_format(page.looked, force_grouping=True) if page.looked else "",
            "newer_url": self.url(before=newer, n=max(first - settings.PAGE_SIZE, 1)) if newer else "",
            "older_url": self.url(after=older, n=last + 1) if older else "",
        }

    def heading(self, column):
        heading = {"label": column.label, "css": column.css, "sort_url": "", "sorted": ""}
        if column.key:
            turned = "" if self.request.GET.get("sort") == "reverse" else "reverse"
            heading["sort_url"] = self.url(sort=turned)
            heading["sorted"] = "descending" if self.backwards else "ascending"
        return heading

    def chips(self):
        if not self.filters:
            return []
        chosen = self.filter.value if self.filter else ""
        every = [("", _("All")), *((each.value, each.label) for each in self.filters)]
        return [{"label": label, "url": self.url(filter=value), "pressed": value == chosen} for value, label in every]

    def url(self, **changes):
        """This list's address with other parameters; paging starts anew unless it is what changes."""
        kept = {name: self.request.GET.get(name, "") for name in ("q", "filter", "sort", *self.more_parameters)}
        parameters = {name: value for name, value in (kept | changes).items() if value not in ("", None)}
        return f"{self.request.path}?{urlencode(parameters)}" if parameters else self.request.path
