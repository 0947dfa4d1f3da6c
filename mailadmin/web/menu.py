"""What every page of the console shows around its content."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

THEMES = ["system", "light", "dark"]


def frame(request):
    """Context processor: navigation, the person, theme and languages."""
    user = getattr(request, "user", None)
    signed_in = getattr(user, "is_authenticated", False)
    theme = request.COOKIES.get("theme", "")
    return {
        "nav": navigation(user, request.path) if signed_in else [],
        "person": person(user) if signed_in else None,
        "theme": theme if theme in THEMES[1:] else "",
        "LANGUAGES_OFFERED": settings.LANGUAGES,
    }


def person(user):
    roles = {"superadmin": _("Superadmin"), "admin": _("Domain admin"), "owner": _("Mailbox owner")}
    return {
        "username": user.shown,
        "role_label": roles[user.role],
        "initials": user.username[:1].upper(),
        "role": user.role,
    }


def navigation(user, path):
    """Groups of links; the current one is the longest whose address the page's begins with."""
    if user.role == "owner":
        groups = [("", [(_("My mailbox"), "me", "inbox")])]
        if settings.EDIT_ALIAS:
            groups[0][1].append((_("Forwarding"), "me_forwarding", "forward"))
        groups[0][1].append((_("Password"), "me_password", "key-round"))
    else:
        main = [
            (_("Overview"), "overview", "house"),
            (_("Domains"), "domain_list", "globe"),
            (_("Mailboxes"), "mailbox_list", "inbox"),
            (_("Aliases"), "alias_list", "forward"),
        ]
        if settings.ALIAS_DOMAIN:
            main.append((_("Alias domains"), "alias_domain_list", "link"))
        if user.is_superadmin:
            main.append((_("Admins"), "admin_list", "users"))
        tools = [(_("Log"), "log", "scroll-text")]
        if user.is_superadmin:
            tools.append((_("Tasks"), "task_list", "list-checks"))
        groups = [("", main), (_("Tools"), tools)]
    items = [
        {"label": label, "items": [{"label": text, "url": reverse(name), "icon": icon} for text, name, icon in links]}
        for label, links in groups
    ]
    flat = [item for group in items for item in group["items"]]
    overview = reverse("overview")  # every address begins with this one
    here = [item for item in flat if path == item["url"] or (path.startswith(item["url"]) and item["url"] != overview)]
    current = max(here, key=lambda item: len(item["url"]), default=None)
    for item in flat:
        item["current"] = item is current
    return items
