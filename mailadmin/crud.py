"""Generic pages: list, create, update, delete, and acts on many rows. What each app shows is data on a subclass.

Lists are paged by key, never by offset, and counts stop at COUNTED: the millionth row costs what the first does.
"""

import csv
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

COUNTED = 1000  # beyond it a count is "1,000+"


class Page(View):
    """What all pages share: who may see them, a title, the way here. Subclasses say so in data or properties."""

    roles = {"superadmin", "admin"}
    title = ""
    crumbs = ()  # (label, address) pairs above this page
    template = ""

    @classmethod
    def as_view(cls, **initkwargs):
        for name in ("template", "service", "form_class"):
            if getattr(cls, name, True) is None:
                raise ImproperlyConfigured(f"{cls.__name__} lacks {name}.")
        return super().as_view(**initkwargs)

    def dispatch(self, request, *args, **kwargs):
        if request.user.role not in self.roles:
            raise PermissionDenied
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self):
        """Look up what the address names; someone else's is a 404."""

    def context(self):
        return {"title": self.title, "crumbs": [*self.crumbs, (self.title, "")]}

    def page(self, template=None, status=200, **context):
        return render(self.request, template or self.template, self.context() | context, status=status)

    def next_url(self, default):
        """The page to go back to, if the form names one of ours."""
        target = self.request.POST.get("next", "")
        return (
            target
            if url_has_allowed_host_and_scheme(target, {self.request.get_host()}, self.request.is_secure())
            else default
        )


# --- Lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column's heading; `key` marks the one the list is ordered by. `css` is a class for its cells."""

    label: str
    key: bool = False
    css: str = ""


@dataclass(frozen=True)
class Filter:
    """A chip above a list: `narrow(queryset)` says what stays."""

    value: str
    label: str
    narrow: object


class List(Page):
    template = "crud/list.html"
    columns = ()
    filters = ()
    order = ("pk",)  # fields that order the rows and together are unique
    newest_first = False
    rows_template = None
    search_hint = caption = add_url = add_label = bulk_url = ""
    bulk_actions = ()
    empty = None
    csv_columns = ()  # (heading, field or function of a row)
    csv_name = "list"

    def rows_of(self):
        """The queryset of all rows within the person's reach."""
        raise NotImplementedError

    def searched(self, rows, text):
        """The rows that match what was typed."""
        return rows

    def decorate(self, rows):
        """Add to one page of rows what the template shows besides columns, in a query for all of them."""
        return rows

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
        if request.GET.get("format") == "csv":
            return self.csv()
        only_list = request.htmx and request.htmx.target == "list"
        return self.page("crud/_list.html" if only_list else None, **self.table())

    def table(self):
        rows = self.filtered()
        page, newer, older = self.cut(rows)
        return {
            "caption": self.caption or self.title,
            "columns": [self.heading(column) for column in self.columns],
            "rows": self.decorate(page),
            "rows_template": self.rows_template,
            "pager": self.pager(rows, page, newer, older),
            "filters": self.chips(),
            "filtered": bool(self.q or self.filter),
            "q": self.q,
            "search_hint": self.search_hint,
            "add_url": self.add_url,
            "add_label": self.add_label,
            "bulk_url": self.bulk_url,
            "bulk_actions": self.bulk_actions,
            "empty": self.empty,
            "csv_url": self.url(format="csv") if self.csv_columns else "",
            "here": self.request.get_full_path(),
        }

    def cut(self, rows):
        """One page: (rows, whether there are some before, whether there are some after)."""
        after, before = self.request.GET.get("after"), self.request.GET.get("before")
        towards_start = before is not None
        down = self.backwards != towards_start
        rows = rows.order_by(*(("-" if down else "") + field for field in self.order))
        cursor = before if towards_start else after
        if cursor is not None:
            rows = self.beyond(rows, cursor, down)
        page = list(rows[: settings.PAGE_SIZE + 1])
        more = len(page) > settings.PAGE_SIZE
        page = page[: settings.PAGE_SIZE]
        if towards_start:
            return page[::-1], more, True
        return page, cursor is not None, more

    def beyond(self, rows, cursor, down):
        """The rows past a cursor. Two columns as a range less its start: `OR` would scan."""
        values = cursor.split("~", len(self.order) - 1)
        if len(values) != len(self.order):
            raise Http404
        side = "lt" if down else "gt"
        try:
            if len(values) == 1:
                return rows.filter(**{f"{self.order[0]}__{side}": values[0]})
            first, last = self.order
            behind = {first: values[0], f"{last}__{'gte' if down else 'lte'}": values[1]}
            return rows.filter(**{f"{first}__{side}e": values[0]}).exclude(**behind)
        except (ValueError, ValidationError):
            raise Http404 from None

    def cursor(self, row):
        return "~".join(str(getattr(row, field)) for field in self.order)

    def pager(self, rows, page, newer, older):
        counted = rows.order_by()[: COUNTED + 1].count() if newer or older else len(page)
        start = self.request.GET.get("n", "")
        first = int(start) if start.isdecimal() and len(start) < 10 and newer else 1
        last = first + len(page) - 1 if page else 0
        count = number_format(min(counted, COUNTED), force_grouping=True) + ("+" if counted > COUNTED else "")
        return {
            "first": first if page else 0,
            "last": last,
            "count": count,
            "newer_url": self.url(before=self.cursor(page[0]), n=max(first - settings.PAGE_SIZE, 1))
            if newer and page
            else "",
            "older_url": self.url(after=self.cursor(page[-1]), n=last + 1) if older and page else "",
        }

    def heading(self, column):
        if not column.key:
            return {"label": column.label, "css": column.css, "sort_url": "", "sorted": ""}
        return {
            "label": column.label,
            "css": column.css,
            "sort_url": self.url(sort="" if self.request.GET.get("sort") == "reverse" else "reverse"),
            "sorted": "descending" if self.backwards else "ascending",
        }

    def chips(self):
        chosen = self.filter.value if self.filter else ""
        every = [("", _("All")), *((each.value, each.label) for each in self.filters)]
        return [
            {"label": label, "url": self.url(filter=value), "pressed": value == chosen}
            for value, label in every
            if self.filters
        ]

    def url(self, **changes):
        """This list's address with other parameters; paging starts anew unless it is what changes."""
        kept = {name: self.request.GET.get(name, "") for name in ("q", "filter", "sort", *self.more_parameters)}
        parameters = {name: value for name, value in (kept | changes).items() if value not in ("", None)}
        return f"{self.request.path}?{urlencode(parameters)}"

    more_parameters = ()

    def csv(self):
        """All filtered rows, written as they are read. Cells that a spreadsheet would run are defused (CWE-1236)."""
        rows = self.filtered().order_by(*self.order)
        response = StreamingHttpResponse(self.csv_lines(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.csv_name}.csv"'
        return response

    def csv_lines(self, rows):
        writer = csv.writer(Echo())
        yield "\ufeff" + writer.writerow([heading for heading, _field in self.csv_columns])
        batch = []
        for row in rows.iterator(chunk_size=1000):
            batch.append(row)
            if len(batch) == 1000:
                yield self.csv_batch(writer, batch)
                batch = []
        yield self.csv_batch(writer, batch)

    def csv_batch(self, writer, rows):
        cells = (
            [defused(field(row) if callable(field) else getattr(row, field)) for _heading, field in self.csv_columns]
            for row in self.decorate(rows)
        )
        return "".join(writer.writerow(row) for row in cells)


class Echo:
    """Gives back what the csv module writes."""

    def write(self, line):
        return line


def defused(value):
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# --- Forms -----------------------------------------------------------------------------------------------------------


class FormPage(Page):
    """A form whose clean data goes to a service function, and the service's refusal back into the form."""

    template = "crud/form.html"
    form_class = None
    submit_label = ""
    aside = ""

    def form(self, data=None):
        return self.form_class(data, **self.form_arguments())

    def form_arguments(self):
        return {}

    def save(self, data):
        """Hand the clean data to a service and return where to go next."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        return self.shown(self.form())

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return redirect(self.save(form.cleaned_data))
            except ValidationError as error:
                add_errors(form, error)
            except ObjectDoesNotExist:  # deleted by somebody else meanwhile
                raise Http404 from None
        return self.shown(form, status=422)

    def shown(self, form, status=200):
        groups = [
            {"title": title, "help": text, "fields": [form[name] for name in names if name in form.fields]}
            for title, text, names in form.groups
        ]
        return self.page(
            status=status,
            form=form,
            groups=[group for group in groups if group["fields"]],
            notes=self.notes(),
            submit_label=self.submit_label or _("Save"),
            cancel_url=self.cancel_url(),
            delete_url=self.delete_url(),
            aside=self.aside,
        )

    def notes(self):
        return []

    def cancel_url(self):
        return next((url for _label, url in reversed(self.crumbs) if url), "")

    def delete_url(self):
        return ""


def add_errors(form, error):
    """A service's refusal: at the field it names, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(
            form.errors_at.get(field, field) if field in form.fields or field in form.errors_at else None, errors
        )


class Delete(Page):
    """Says what goes and what stays, and deletes on POST. `confirm` is a name to type first."""

    template = "crud/delete.html"
    confirm = ""
    name = ""

    def goes(self):
        return []

    def stays(self):
        return []

    def delete(self):
        """Call the service and return where to go next."""
        raise NotImplementedError

    def context(self):
        return super().context() | {
            "object": self.name,
            "goes": self.goes(),
            "stays": self.stays(),
            "confirm": self.confirm,
            "cancel_url": next((url for _label, url in reversed(self.crumbs) if url), ""),
        }

    def get(self, request, *args, **kwargs):
        return self.page()

    def post(self, request, *args, **kwargs):
        if self.confirm and request.POST.get("confirm", "").strip().lower() != self.confirm.lower():
            return self.page(status=422, errors=[_("Type %(name)s to delete it.") % {"name": self.confirm}])
        try:
            target = self.delete()
        except ValidationError as error:
            return self.page(status=422, errors=error.messages)
        except ObjectDoesNotExist:
            raise Http404 from None
        messages.success(request, _("%(name)s was deleted.") % {"name": self.name})
        return redirect(target)


class Bulk(Page):
    """One act on the picked rows. `acts` maps an action's name to a function of (actor, key); deleting asks first."""

    acts = {}
    done_labels = {}
    list_url = ""
    template = "crud/bulk_delete.html"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        back = self.next_url(self.list_url)
        picks = list(dict.fromkeys(request.POST.getlist("pick")))[: settings.PAGE_SIZE]
        action = request.POST.get("action")
        if action not in self.acts or not picks:
            messages.warning(request, _("Nothing was done: pick some rows and an action."))
            return redirect(back)
        if action == "delete" and "confirmed" not in request.POST:
            return self.page(names=self.names(picks), picks=picks, action=action, next=back, goes=self.goes(picks))
        self.run(self.acts[action], picks, self.done_labels[action])
        return redirect(back)

    def names(self, picks):
        return picks

    def goes(self, picks):
        return []

    def run(self, act, picks, label):
        done, refused = 0, []
        for key in picks:
            try:
                act(self.request.actor, key)
                done += 1
            except ValidationError as error:
                refused.append(f"{key}: {' '.join(error.messages)}")
            except PermissionDenied as error:
                refused.append(f"{key}: {error}")
            except ObjectDoesNotExist:
                refused.append(_("%(key)s is not there.") % {"key": key})
        if done:
            messages.success(self.request, label % {"count": done})
        for reason in refused[:10]:
            messages.error(self.request, reason)
