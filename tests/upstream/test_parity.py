"""Every feature of PostfixAdmin has a test here that shows it, or a reason why it is left out (parity.txt)."""

import ast
from functools import cache

import pytest

from tests.house_rules.source import ROOT

FILE = ROOT / "tests/upstream/parity.txt"
FEATURES = 90


def rows():
    """(number, feature, tests or reason) of each row."""
    lines = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@cache
def names_in(path):
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def missing(shown):
    """What of a row's last cell is no test, or what it lacks to be a reason."""
    if shown.startswith("-"):
        return [] if len(shown.split()) > 3 else ["a reason in a few words"]
    wrong = []
    for name in shown.split(","):
        path, _colons, test = name.strip().partition("::")
        file = ROOT / "tests" / path
        if not path or not file.is_file() or not test.startswith("test_") or test not in names_in(file):
            wrong.append(name.strip() or "a test or a reason")
    return wrong


def test_it_works():
    assert [row[0] for row in rows()] == [str(number) for number in range(1, FEATURES + 1)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_it_is_shown_or_left_out_on_purpose(row):
    assert len(row) == 3 and all(row)
    assert not missing(row[2])


@pytest.mark.parametrize("shown", ["", "- no", "nothing.py::test_x", "upstream/test_parity.py::test_nothing", "parity"])
def test_a_row_with_neither_would_be_seen(shown):
    assert missing(shown)
