"""Which role somebody has is asked in accounts/roles.py only: all else asks for a permission, or goes by reach."""

import ast
import re

import pytest

from mailadmin.accounts import roles
from tests.house_rules.source import ROOT, modules

NAMES = {role.name for role in vars(roles).values() if isinstance(role, roles.Role) and role.name}
CONSTANTS = {name for name, role in vars(roles).items() if isinstance(role, roles.Role)}
OUTSIDE = {name: tree for name, tree in modules().items() if name != "mailadmin.accounts.roles"}
# In templates: what a role may is asked with `can`, and a right can't be told from who somebody is.
IN_TEMPLATES = re.compile(r"""\brole\b|is_superadmin|\b(?:person|user)\.\w*admin|["'](?:superadmin|owner|admin)["']""")


def test_it_works():
    assert {"superadmin", "admin", "owner"} == NAMES
    assert {"SUPERADMIN", "DOMAIN_ADMIN", "OWNER", "NOBODY"} == CONSTANTS


def wrong_in(tree):
    """Where a module compares a role, or looks something up by it."""
    for node in ast.walk(tree):
        compared = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.Subscript | ast.MatchValue):
            compared = [node.slice if isinstance(node, ast.Subscript) else node.value]
        elif isinstance(node, ast.Match):
            compared = [node.subject]
        if any(names_a_role(part) for whole in compared for part in ast.walk(whole)):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Attribute) and node.attr == "is_superadmin":
            yield f"line {node.lineno}: {ast.unparse(node)}"


def names_a_role(node):
    if isinstance(node, ast.Attribute):
        return node.attr in {"role", *CONSTANTS}
    if isinstance(node, ast.Name):
        return node.id in CONSTANTS or node.id == "role"
    return False


def names_compared(tree):
    """Strings that are a role's name, in a comparison with something's `role` or in a set of such."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(to, "id", "") in {"roles", "role"} for to in node.targets):
            yield from (each.value for each in ast.walk(node.value) if getattr(each, "value", None) in NAMES)


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_module_compares_roles(name):
    allowed = name == "mailadmin.site.management.commands.demodata"  # its SUPERADMIN is an address
    assert allowed or not [*wrong_in(OUTSIDE[name]), *names_compared(OUTSIDE[name])]


@pytest.mark.parametrize(
    "source",
    [
        'if user.role == "owner": pass',
        'x = getattr(user, role, "") in {"admin"}',
        "allowed[user.role]",
        "user.role is roles.OWNER",
        "if user.is_superadmin: pass",
        'roles = {"superadmin"}',
        "match user.role:\n    case _: pass",
    ],
)
def test_a_comparison_is_seen(source):
    tree = ast.parse(source)
    assert [*wrong_in(tree), *names_compared(tree)]


def test_no_template_compares_roles():
    tags = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
    wrong = [
        f"{path.name}: {tag}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for tag in tags.findall(path.read_text())
        if IN_TEMPLATES.search(tag) and "translate" not in tag
    ]
    assert not wrong
    assert IN_TEMPLATES.search('{% if person.role == "owner" %}')


def test_each_permission_that_is_asked_for_exists():
    asked = set()
    for tree in OUTSIDE.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"may", "require"} and node.args:
                asked |= {each.value for each in node.args if isinstance(each, ast.Constant)}
            if isinstance(node, ast.Assign) and any(getattr(to, "id", "") == "wants" for to in node.targets):
                asked |= {each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)}
    for path in (ROOT / "templates").rglob("*.html"):
        asked |= set(re.findall(r"\bcan\.(\w+)", path.read_text()))
    assert asked == set(roles.PERMISSIONS)


def test_a_role_of_unknown_permissions_stops_the_start():
    with pytest.raises(ValueError, match="see_domain\\."):
        roles.Role(name="x", label="", reach=roles.NOTHING, may=frozenset({"see_domain"}))
