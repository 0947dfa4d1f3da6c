"""What every page of the console shows around its content."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mailadmin.web.links import open_to

THEMES = ["system", "light", "dark"]


def frame(request):
    """Context processor: navigation, the person, theme and languages."""
    user = getattr(request, "user", None)
    signed_in = getattr(user, "is_authenticated", False)
    theme = request.COOKIES.get("theme", "")
    return {
        "nav": navigation(user, request.path) if signed_in and not user.password_expired else [],
        "can": Can(user),
        "person": person(user) if signed_in else None,
        "theme": theme if theme in THEMES[1:] else "",
        "LANGUAGES_OFFERED": settings.LANGUAGES,
    }


def person(user):
    return {"username": user.shown, "role_label": user.role.label, "initials": user.username[:1].upper()}


class Can:
    """`can.find` in templates: whether the person has the permission."""

    def __init__(self, user):
        self.user = user

    def __getitem__(self, permission):
        return hasattr(self.user, "may") and self.user.may(permission)


def labels():
    """(label, icon) of each page that a menu may show, by its route."""
    return {
        "overview": (_("Overview"), "house"),
        "domain_list": (_("Domains"), "globe"),
        "mailbox_list": (_("Mailboxes"), "inbox"),
        "alias_list": (_("Aliases"), "forward"),
        "alias_domain_list": (_("Alias domains"), "link"),
        "admin_list": (_("Admins"), "users"),
        "mail_send": (_("Write a mail"), "mail"),
        "broadcast_list": (_("Broadcasts"), "megaphone"),
        "welcome": (_("Welcome mail"), "party-popper"),
        "log": (_("Log"), "scroll-text"),
        "task_list": (_("Tasks"), "list-checks"),
        "me": (_("My mailbox"), "inbox"),
        "me_forwarding": (_("Forwarding"), "forward"),
        "me_vacation": (_("Vacation"), "tree-palm"),
        "me_password": (_("Password"), "key-round"),
    }


def navigation(user, path):
    """Groups of links; the current one is the longest whose address the page's begins with."""
    shown = labels()
    if not settings.ALIAS_DOMAIN:
        del shown["alias_domain_list"]
    items = [
        {"label": label, "items": [link_to(route, *shown[route]) for route in routes if opens(user, route, shown)]}
        for label, routes in user.role.menu
    ]
    flat = [item for group in items for item in group["items"]]
    overview = reverse("overview")  # every address begins with this one
    here = [item for item in flat if path == item["url"] or (path.startswith(item["url"]) and item["url"] != overview)]
    current = max(here, key=lambda item: len(item["url"]), default=None)
    for item in flat:
        item["current"] = item is current
    return items


def opens(user, route, shown):
    return route in shown and open_to(user, reverse(route))


def link_to(route, label, icon):
    return {"label": label, "url": reverse(route), "icon": icon}
