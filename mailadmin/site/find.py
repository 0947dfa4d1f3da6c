"""One search over everything within reach: domains, mailboxes, aliases, admins, and what aliases point to.

Like lists, it reads a bounded number of rows: what begins with some letters may be half of the site.
"""

from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from domains.models import Domain
from mailadmin.accounts.models import Admin
from mailadmin.store.addresses import ascii_of, shown_address
from mailadmin.web.links import link
from mailadmin.web.paging import cut
from mailboxes.models import Alias, Mailbox, order_for

SHOWN = 8  # of each kind
LOOKED_AT = 1000  # fewer than in a list: one searches while one types


@require_safe
def find(request):
    """What begins with `q`, of what the person may see lists of."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:255]
    groups = [group for group in found(request.user, q) if group["items"] or group["more_url"]] if q else []
    context = {"title": _("Find"), "crumbs": [(_("Find"), "")], "q": q, "groups": groups}
    return render(request, "_found.html" if request.htmx else "find.html", context)


def found(user, q):
    by_name, by_address = order_for(user, "username"), order_for(user, "address")
    if user.may("see_domains"):
        domains = Domain.objects.visible_to(user).filter(Q(domain__prefix=q) | Q(domain=q))
        yield group(_("Domains"), "globe", some(domains, ["domain"]), domain_item, "domain_list", q=q)
    if user.may("see_mailboxes"):
        mailboxes = Mailbox.objects.visible_to(user).filter(username__prefix=q)
        yield group(_("Mailboxes"), "inbox", some(mailboxes, by_name), mailbox_item, "mailbox_list", q=q)
    if user.may("see_aliases"):
        begins = Alias.objects.visible_to(user).filter(address__prefix=q.removeprefix("*"))
        aliases = some(begins.without_mailboxes(), by_address, begins)
        yield group(_("Aliases"), "forward", aliases, alias_item, "alias_list", q=q)
    if user.may("change_admins"):
        admins = Admin.objects.visible_to(user).filter(username__prefix=q)
        yield group(_("Admins"), "users", some(admins, ["username"]), admin_item, "admin_list", q=q)
    if user.may("see_aliases"):
        yield from pointing_to(user, q, by_address)


def pointing_to(user, q, order):
    """The aliases that go to an address; there is no index on what they point to, so those of the same domain are
    looked through, and a link leads to all."""
    name, _at, domain = q.lower().rpartition("@")
    if name.strip("*") and domain:
        target = ascii_of(f"{name}@{domain}")
        near = Alias.objects.visible_to(user).filter(domain=domain)
        pointing = some(near.without_mailboxes().filter(goto__contains=target), order, near)
        shown = group(_("Aliases that go to it"), "forward", pointing, alias_item, "alias_list", goto=target)
        yield shown | {"more_url": f"{reverse('alias_list')}?{urlencode({'goto': target})}"}


def some(rows, order, candidates=None):
    """The first of the rows, as the first page of a list."""
    return cut(
        rows, order=order, down=False, after=None, before=None, size=SHOWN, candidates=candidates, most=LOOKED_AT
    )


def domain_item(domain):
    return "domain_detail", domain.domain, domain.shown, domain.description


def mailbox_item(mailbox):
    return "mailbox_update", mailbox.username, mailbox.shown, mailbox.name


def alias_item(alias):
    return "alias_update", alias.address, alias.shown, ", ".join(shown_address(target) for target in alias.targets[:3])


def admin_item(admin):
    return "admin_update", admin.username, admin.shown, ""


def group(label, icon, page, item, more, **parameters):
    items = []
    for row in page.rows:
        view, key, text, sub = item(row)
        items.append({"url": link(view, key), "text": text, "sub": sub, "icon": icon})
    more_url = f"{reverse(more)}?{urlencode(parameters)}" if page.older else ""
    return {"label": label, "items": items, "more_url": more_url}
