"""Arrows point one way: mailadmin ← domains ← mailboxes; and within an app from what people see to what is stored."""

import ast

import pytest

from tests.house_rules.source import APPS, imports, inside, modules

# Package → what it never imports. Only the settings and the map of the site name the apps.
NEVER = {
    "mailadmin": ["domains", "mailboxes", "tests"],
    "domains": ["mailboxes", "tests"],
    "mailboxes": ["tests"],
}
NAMES_APPS = {"mailadmin.settings", "mailadmin.site.urls"}
PAGES = [
    *("django.http", "django.shortcuts", "django.urls", "django.forms", "django.views", "django.template"),
    "django.contrib.messages",
]
# Last part of a module's name → what such a module never imports.
LOWER = {
    **dict.fromkeys(["models", "fields", "addresses", "quotas", "services", "throttle", "dangling", "changes"], PAGES),
    "forms": ["django.http", "django.shortcuts", "django.urls", "django.views", "django.contrib.messages"],
}
VIEWS = {"views", "alias_views", "admins", "hub", "log", "me", "find", "overview", "setup", "urls"}
# What the pages of all domains are made of is shared with mailboxes on purpose: the hub, its tabs and the log's reach.
SHARED_PAGES = {"mailadmin.site.hub", "mailadmin.site.log"}


def test_it_works():
    assert "mailboxes.models" in modules()
    assert "domains.models.Domain" in set(imports(modules()["mailboxes.models"]))


@pytest.mark.parametrize("app", APPS)
def test_arrows_point_one_way(app):
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        if inside(name, app) and name not in NAMES_APPS
        for what in imports(tree)
        if any(inside(what, other) for other in NEVER[app])
    ]
    assert not wrong


@pytest.mark.parametrize("kind", LOWER)
def test_what_is_stored_knows_nothing_of_pages(kind):
    checked = {name: tree for name, tree in modules().items() if name.rpartition(".")[2] == kind}
    assert checked
    own_pages = {name for name in modules() if name.rpartition(".")[2] in VIEWS | ({"forms"} - {kind})}
    wrong = [
        f"{name} imports {what}"
        for name, tree in checked.items()
        for what in imports(tree)
        if any(inside(what, page) for page in [*LOWER[kind], *own_pages])
    ]
    assert not wrong


def test_passwords_are_pure():
    """Besides the one setting that names the scheme: no models, no requests."""
    used = {what for name, tree in modules().items() if inside(name, "mailadmin.passwords") for what in imports(tree)}
    django = {what for what in used if inside(what, "django")}
    assert django == {"django.conf.settings", "django.utils.translation.gettext"}
    assert all(inside(what, "mailadmin.passwords") for what in used if what.partition(".")[0] in APPS)


def test_mailconfig_is_free_of_django():
    assert not [what for what in imports(modules()["deploy.mailconfig"]) if inside(what, "django")]


def test_no_app_uses_another_s_views():
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        if name != "mailadmin.site.urls"
        for what in imports(tree)
        for module in modules()
        if inside(what, module) and module.rpartition(".")[2] in VIEWS and module not in SHARED_PAGES
        if module.partition(".")[0] != name.partition(".")[0]
    ]
    assert not wrong


def test_commands_use_services_not_pages():
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        if ".management." in name
        for what in imports(tree)
        if any(inside(what, page) for page in (*PAGES, "mailadmin.web.pages", "mailadmin.web.lists"))
        or any(what.startswith(f"{app}.{page}") for app in APPS for page in (*VIEWS, "forms"))
    ]
    assert not wrong


def test_no_signals():
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        for what in imports(tree)
        if "signals" in what or inside(what, "django.dispatch")
    ]
    assert not wrong


def test_no_imports_within_functions():
    """They hide a cycle, and a cycle means a misplaced thing. Django wants one in AppConfig.ready, for checks."""
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not (name == "mailadmin.apps" and function.name == "ready")
    ]
    assert not wrong
