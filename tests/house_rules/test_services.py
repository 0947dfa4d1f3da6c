"""How services are called, and that what they write and its log entry are one transaction."""

import ast

import pytest

from tests.house_rules.source import modules

SERVICES = {name: tree for name, tree in modules().items() if "services" in name.split(".")}


def functions(tree):
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(function):
    """The names that a function mentions: called, or handed on to be called."""
    return {ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute)}


def recording(tree, others=frozenset()):
    """The functions of a module that write log entries: themselves, by others of the module, or by these `others`."""
    all_of_them, found = functions(tree), set()
    while True:
        more = {name for name, function in all_of_them.items() if called(function) & {"record", *others, *found}}
        if more == found:
            return found
        found = more


def unchanged(tree):
    """Those of them that anybody may call and that are no `@change`."""
    own = functions(tree)
    elsewhere = {f"accounts.{name}" for name in recording(modules()["mailadmin.accounts.services"])}
    return [
        name
        for name in sorted(recording(tree, elsewhere))
        if not name.startswith("_") and "change" not in {ast.unparse(each) for each in own[name].decorator_list}
    ]


def test_it_works():
    recorded = {name for tree in SERVICES.values() for name in recording(tree)}
    assert {"set_forwarding", "update_alias", "delete_domain", "create_account", "update_mailbox"} <= recorded


@pytest.mark.parametrize("name", SERVICES)
def test_who_records_is_a_change(name):
    assert not unchanged(SERVICES[name])


def test_a_missing_change_is_seen():
    """Straight, and by way of a helper."""
    source = """
@change
def good(actor): record(actor)
def bad(actor): record(actor)
def worse(actor): _tell(actor)
def _tell(actor): record(actor)
def harmless(actor): return actor
def far(actor): return accounts.delete_account(actor)
"""
    assert unchanged(ast.parse(source)) == ["bad", "far", "worse"]


@pytest.mark.parametrize("name", SERVICES)
def test_each_asks_whether_the_actor_may(name):
    """By `actor.require`; what a row is out of whose reach is another question. The own password is everybody's."""
    own = functions(SERVICES[name])
    open_to_all = [
        each for each in recording(SERVICES[name]) if each[0] != "_" and "actor.require(" not in ast.unparse(own[each])
    ]
    assert open_to_all in ([], ["change_own_password"])


@pytest.mark.parametrize("name", SERVICES)
def test_arguments_are_named(name):
    """What a form hides today, an API would publish: no service takes whatever it is given."""
    assert not [node.name for node in ast.walk(SERVICES[name]) if isinstance(node, ast.FunctionDef) and node.args.kwarg]


def test_nobody_else_writes_log_entries():
    others = {name: tree for name, tree in modules().items() if name not in SERVICES}
    assert not [name for name, tree in others.items() if "record" in called(tree)]
