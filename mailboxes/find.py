"""One search over everything within reach: domains, mailboxes, aliases, admins, and what aliases point to."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from domains.models import Domain
from mailadmin.accounts.models import Admin
from mailadmin.addresses import ascii_of, shown_address
from mailboxes.models import Alias, Mailbox

SHOWN = 8  # of each kind


@require_safe
def find(request):
    """What begins with `q`. A mailbox owner has nothing to look for, and finds nothing."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:255]
    groups = [group for group in found(request.user, q) if group["items"] or group["more_url"]] if q else []
    context = {"title": _("Find"), "crumbs": [(_("Find"), "")], "q": q, "groups": groups}
    return render(request, "_found.html" if request.htmx else "find.html", context)


def found(user, q):
    if user.role == "owner":
        return
    domains = Domain.objects.visible_to(user).filter(Q(domain__prefix=q) | Q(domain=q)).order_by("domain")
    yield group(
        _("Domains"),
        "globe",
        "domain_list",
        q,
        domains,
        lambda row: ("domain_detail", row.domain, row.shown, row.description),
    )
    mailboxes = Mailbox.objects.visible_to(user).filter(username__prefix=q).order_by("username")
    yield group(
        _("Mailboxes"),
        "inbox",
        "mailbox_list",
        q,
        mailboxes,
        lambda row: ("mailbox_update", row.username, row.shown, row.name),
    )
    aliases = Alias.objects.visible_to(user).without_mailboxes()
    by_address = aliases.filter(address__prefix=q.removeprefix("*")).order_by("address")
    yield group(_("Aliases"), "forward", "alias_list", q, by_address, alias_item)
    if user.is_superadmin:
        admins = Admin.objects.visible_to(user).filter(username__prefix=q).order_by("username")
        yield group(
            _("Admins"), "users", "admin_list", q, admins, lambda row: ("admin_update", row.username, row.shown, "")
        )
    name, at, domain = q.lower().rpartition("@")
    if name.strip("*") and domain:
        # There is no index on what aliases point to: looked through are those of the same domain. A link leads to all.
        target = ascii_of(f"{name}@{domain}")
        pointing = aliases.filter(domain=domain, goto__contains=target).order_by("address")
        found_group = group(_("Aliases that go to it"), "forward", "", q, pointing, alias_item)
        everywhere = f"{reverse('alias_list')}?{urlencode({'goto': target})}"
        yield found_group | {"more_url": everywhere}


def alias_item(alias):
    return "alias_update", alias.address, alias.shown, ", ".join(shown_address(target) for target in alias.targets[:3])


def group(label, icon, more, q, rows, item):
    items = []
    for row in rows[:SHOWN]:
        view, key, text, sub = item(row)
        items.append({"url": reverse(view, args=[key]), "text": text, "sub": sub, "icon": icon})
    more_url = f"{reverse(more)}?{urlencode({'q': q})}" if more and len(items) == SHOWN else ""
    return {"label": label, "items": items, "more_url": more_url}
