"""Generic pages: create, update, delete, and acts on many rows; lists are in mailadmin.web.lists. What each shows is
data on a subclass."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from mailadmin.accounts.roles import PERMISSIONS
from mailadmin.store.rows import found
from mailadmin.web.links import open_to
from mailadmin.web.next_page import next_page


def found_or_404(rows, key):
    """The row with this key, as store.rows.found; a 404 for what is not there or not within reach."""
    row = found(rows, key)
    if row is None:
        raise Http404
    return row


class Page(View):
    """What all pages share: who may see them, a title, the way here. Subclasses say so in data or properties."""

    wants = frozenset()  # the permissions of accounts.roles that a person needs, all of them
    needs = ()  # the names of what subclasses must give
    title = ""
    crumbs = ()  # (label, address) pairs above this page
    template = ""

    @classmethod
    def as_view(cls, **initkwargs):
        # At the import of the map of the site, so that a page with a piece missing stops the start.
        missing = [name for base in cls.__mro__ for name in vars(base).get("needs", ()) if lacks(cls, base, name)]
        if hasattr(cls, "get") and not cls.template:
            missing.append("template")
        if missing:
            raise ImproperlyConfigured(f"{cls.__name__} lacks {', '.join(missing)}.")
        if not cls.wants or isinstance(cls.wants, str) or set(cls.wants) - PERMISSIONS.keys():
            raise ImproperlyConfigured(f"{cls.__name__}.wants is no set of permissions.")
        return super().as_view(**initkwargs)

    def dispatch(self, request, *args, **kwargs):
        if not all(map(request.user.may, self.wants)):
            raise PermissionDenied
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self):
        """Look up what the address names; someone else's is a 404."""

    def context(self):
        crumbs = [(label, open_to(self.request.user, url)) for label, url in self.crumbs]
        return {"title": self.title, "crumbs": [*crumbs, (self.title, "")]}

    def page(self, template=None, status=200, **context):
        return render(self.request, template or self.template, self.context() | context, status=status)


def lacks(page, base, name):
    """Whether a page has nothing of its own for what its generic class leaves open."""
    return getattr(page, name) is getattr(base, name)


class FormPage(Page):
    """A form whose clean data goes to a service function, and the service's refusal back into the form."""

    needs = ("title", "form_class", "save")
    template = "crud/form.html"
    form_class = None
    submit_label = ""

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
            delete_url=open_to(self.request.user, self.delete_url()),
        )

    def notes(self):
        return []

    def cancel_url(self):
        return back_to(self)

    def delete_url(self):
        return ""


def back_to(page):
    """The nearest page above that the person may open."""
    urls = (open_to(page.request.user, url) for _label, url in reversed(page.crumbs))
    return next(filter(None, urls), "")


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

    needs = ("title", "name", "goes", "carry_out")
    template = "crud/delete.html"
    confirm = ""
    name = ""

    def goes(self):
        return []

    def stays(self):
        return []

    def carry_out(self):
        """Call the service and return where to go next. Not named `delete`: that would answer the method DELETE."""
        raise NotImplementedError

    def context(self):
        return super().context() | {
            "object": self.name,
            "goes": self.goes(),
            "stays": self.stays(),
            "confirm": self.confirm,
            "cancel_url": back_to(self),
        }

    def get(self, request, *args, **kwargs):
        return self.page()

    def post(self, request, *args, **kwargs):
        if self.confirm and request.POST.get("confirm", "").strip().lower() != self.confirm.lower():
            return self.page(status=422, errors=[_("Type %(name)s to delete it.") % {"name": self.confirm}])
        try:
            target = self.carry_out()
        except ValidationError as error:
            return self.page(status=422, errors=error.messages)
        except ObjectDoesNotExist:
            raise Http404 from None
        messages.success(request, _("%(name)s was deleted.") % {"name": self.name})
        return redirect(target)


class Bulk(Page):
    """One act on the picked rows. `acts` maps an action's name to a function of (actor, key); deleting asks first."""

    needs = ("title", "acts", "list_url")
    acts = {}
    done_labels = {
        "enable": gettext_lazy("%(count)s enabled."),
        "disable": gettext_lazy("%(count)s disabled."),
        "delete": gettext_lazy("%(count)s deleted."),
    }
    list_url = ""
    template = "crud/bulk_delete.html"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        back = next_page(request, self.list_url)
        picks = list(dict.fromkeys(request.POST.getlist("pick")))[: settings.PAGE_SIZE]
        action = request.POST.get("action")
        if "one" in request.POST:  # "disable:key" from a row's own menu, whatever else is ticked
            action, _colon, key = request.POST["one"].partition(":")
            picks = [key]
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
