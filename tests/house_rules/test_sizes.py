"""A file that grows beyond a guide's number is a question; beyond this one it is two files."""

import pytest

from tests.house_rules.source import ROOT

FOLDERS = ["mailadmin", "domains", "mailboxes", "templates", "tests"]
FILES = [path for folder in FOLDERS for kind in ("py", "html") for path in (ROOT / folder).rglob(f"*.{kind}")]


def test_it_works():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", [path for path in FILES if path.stat().st_size > 10_000], ids=lambda path: path.name)
def test_no_file_is_over_500_lines(path):
    assert len(path.read_text().splitlines()) <= 500
