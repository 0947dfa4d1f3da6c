"""Arrows point one way, up the floors of the house; and within an app from what people see to what is stored."""

import ast

import pytest

from tests.house_rules.source import APPS, imports, inside, modules

# The floors, lowest first: each may use those below it. The site is the top floor of mailadmin, all else its ground.
FLOORS = ["mailadmin", "domains", "mailboxes", "deploy", "mailadmin.site"]
PAGES = [
    *("django.http", "django.shortcuts", "django.urls", "django.forms", "django.views", "django.template"),
    "django.contrib.messages",
]
# Part of a module's name → what such a module never imports.
LOWER = {
    **dict.fromkeys(["models", "fields", "addresses", "quotas", "services", "throttle", "dangling", "changes"], PAGES),
    "forms": ["django.http", "django.shortcuts", "django.urls", "django.views", "django.contrib.messages"],
}
VIEWS = {"views", "site"}  # a package of either name holds pages


def test_it_works():
    assert "mailboxes.models" in modules()
    assert "domains.models.Domain" in set(imports(modules()["mailboxes.models.addresses"]))


def floor(name):
    """How high up a module lies; None for what is no part of the house."""
    return max((height for height, package in enumerate(FLOORS) if inside(name, package)), default=None)


@pytest.mark.parametrize("package", FLOORS)
def test_arrows_point_one_way(package):
    height = FLOORS.index(package)
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        if floor(name) == height
        for what in imports(tree)
        if inside(what, "tests") or (floor(what) or 0) > height
    ]
    assert not wrong


def is_page(name):
    """Whether a module holds pages, and not commands or what lies below them."""
    return bool(VIEWS & set(name.split("."))) and ".management" not in name


@pytest.mark.parametrize("kind", LOWER)
def test_what_is_stored_knows_nothing_of_pages(kind):
    checked = {name: tree for name, tree in modules().items() if kind in name.split(".")}
    assert checked
    own_pages = {name for name in modules() if is_page(name) or name.rpartition(".")[2] in {"forms"} - {kind}}
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
    """What is shared lies in mailadmin.web; where a page is of a domain is the domains' matter; the site shows all."""
    wrong = [
        f"{name} imports {what}"
        for name, tree in modules().items()
        if not inside(name, "mailadmin.site")
        for what in imports(tree)
        for module in modules()
        if inside(what, module) and is_page(module) and not inside(what, "domains.views.in_domain")
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
        or any(inside(what, other) and (is_page(other) or other.endswith(".forms")) for other in modules())
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
    """They hide a cycle, and a cycle means a misplaced thing. Django wants one in AppConfig.ready."""
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not (name.endswith(".apps") and function.name == "ready")
    ]
    assert not wrong


def test_people_are_signed_in_in_one_place():
    """Where the second factor is asked. Everything else that could begin a session would be a way around it."""
    calls = [
        f"{name}.{function.name}"
        for name, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "login"
    ]
    assert calls == ["mailadmin.accounts.views.sign_in.enter"]
    keys = {"SESSION_KEY", "force_login", "_auth_user_id"}
    assert not [name for name, tree in modules().items() if keys & {what.rpartition(".")[2] for what in imports(tree)}]


# --- Reflection reaches what an import may not ----------------------------------------------------------------------

REFLECTION = {"related_model", "related_objects", "get_model", "get_models", "_related_objects", "rel"}
SEARCHES_ALL_TABLES = ("mailadmin.upstream", "mailadmin.store.snapshots")  # what compares the whole database


def accessors():
    """{name by which a relation is reached from its other side: the floor of the model that has it}."""
    return {
        keyword.value.value: floor(name)
        for name, tree in modules().items()
        if ".migrations." not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "related_name"
    }


def reached(name, tree):
    """What a module reaches upstairs without an import: by name of a relation, or by asking a model for another."""
    above = {relation for relation, height in accessors().items() if height > (floor(name) or 0)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in REFLECTION | above:
            yield f"{name}:{node.lineno} .{node.attr}"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"getattr", "hasattr"}:
            words = {getattr(part, "value", None) for argument in node.args for part in ast.walk(argument)}
            if any(isinstance(word, str) and (word.endswith("_set") or word in above) for word in words):
                yield f"{name}:{node.lineno} getattr"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.partition("__")[0] in above:
            yield f"{name}:{node.lineno} {node.value!r}"


def test_no_relation_is_reached_upstairs():
    assert accessors()["mailbox_set"] == floor("mailboxes")
    wrong = [
        what
        for name, tree in modules().items()
        if ".migrations." not in name and not any(inside(name, each) for each in SEARCHES_ALL_TABLES)
        for what in reached(name, tree)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "source",
    [
        'getattr(Domain, "mailbox_set").rel',
        "rights.model.domain.field.related_model",
        "domain.alias_set.count()",
        'Domain.all_of("mailbox_set")',
        'getattr(domain, kind + "_set")',
        'apps.get_model("mailboxes", "Mailbox")',
    ],
)
def test_reflection_is_seen(source):
    assert [*reached("domains.contents", ast.parse(source))]
