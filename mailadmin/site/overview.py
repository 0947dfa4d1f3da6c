"""The first page: what needs attention, then how much there is, then what was done lately."""

from datetime import date
from urllib.parse import quote

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailadmin.site.log import visible_log
from mailadmin.site.overview_figures import figures_for
from mailadmin.store.addresses import shown_address, shown_alias, shown_domain
from mailadmin.store.limits import BYTES, Limit
from mailadmin.tasks.periodic import worker_missing
from mailadmin.web.links import link


@require_safe
def overview(request):
    """The figures of what is within reach; a role that sees none has another first page."""
    user = request.user
    if not user.may("see_overview"):
        return redirect(user.role.home)
    data, made = figures_for(user, renew="renew" in request.GET)
    context = {
        "title": _("Overview"),
        "crumbs": [(_("Overview"), "")],
        "attention": background(user) + attention(data),
        "counts": counts(data),
        "storage": [of_storage(row) for row in data["storage"]],
        "activity": [{"day": date.fromisoformat(day), "count": count} for day, count in data["activity"]],
        "recent": visible_log(user).order_by("-timestamp", "-id")[:8],
        "made": made,
        "no_domain": not data["counts"]["domain_list"],
        "may_add": user.may("change_domains"),
    }
    return render(request, "overview.html", context)


def background(user):
    """For who looks after that, that nothing is done in the background."""
    if not user.may("manage_tasks") or not worker_missing():
        return []
    text = _("Nothing is done in the background, because no worker runs.")
    return [{"kind": "bad", "text": text, "url": reverse("task_list")}]


def of_storage(row):
    """What is shown of a domain's storage."""
    return row | {"url": link("domain_detail", row["name"]), "limit": Limit(row["limit"], BYTES)}


def attention(data):
    """What somebody should look at, worst first."""
    full = [
        {
            "kind": "bad" if percent >= 95 else "warn",
            "text": _("%(address)s uses %(percent)s %% of its quota.")
            % {"address": shown_address(address), "percent": percent},
            "url": link("mailbox_update", address),
        }
        for address, percent in sorted(data["full"], key=lambda row: -row[1])
    ]
    nowhere = [{"kind": "warn", "text": nowhere_text(*row), "url": nowhere_url(*row)} for row in data["dangling"]]
    disabled = [
        {
            "kind": "info",
            "text": _("%(domain)s is switched off: mail for it is refused.") % {"domain": shown_domain(name)},
            "url": link("domain_detail", name),
        }
        for name in data["disabled"]
    ]
    return full + nowhere + disabled


def nowhere_text(target, count, alias):
    if count == 1:
        names = {"alias": shown_alias(alias), "target": shown_address(target)}
        return _("%(alias)s goes to %(target)s, which leads nowhere.") % names
    text = _("%(count)s aliases go to %(target)s, which leads nowhere.")
    return text % {"count": number_format(count), "target": shown_address(target)}


def nowhere_url(target, count, alias):
    if count == 1:
        return link("alias_update", alias)
    return f"{reverse('alias_list')}?goto={quote(target)}"


def counts(data):
    numbers = data["counts"]
    labels = {
        "domain_list": _("Domains"),
        "mailbox_list": _("Mailboxes"),
        "alias_list": _("Aliases"),
        "alias_domain_list": _("Alias domains"),
    }
    return [
        {"label": label, "value": number_format(numbers[view], force_grouping=True), "url": reverse(view)}
        for view, label in labels.items()
    ]
