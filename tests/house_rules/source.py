"""The product's own Python files, read as syntax trees."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("mailadmin", "domains", "mailboxes", "deploy")


@cache
def modules():
    """{dotted name: syntax tree} of all packages."""
    return {
        module_name(path): ast.parse(path.read_text()) for app in APPS for path in sorted((ROOT / app).rglob("*.py"))
    }


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree):
    """The dotted names that a tree imports, `from a import b` as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(name, package):
    """Whether a dotted name is the package or lies in it."""
    return name == package or name.startswith(package + ".")
