"""Every setting is in README.md and, with its default, in .env.example; and nothing is there that is no setting."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "mailadmin/settings.py").read_text()))
SETTINGS |= {"DATABASE_URL", "EMAIL_URL"}  # named in env.py


def test_it_works():
    assert {"BASE_URL", "QUOTA_MULTIPLIER", "PASSWORD_SCHEME"} <= SETTINGS


def test_the_example_file_holds_them_all():
    assert set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)) == SETTINGS


def test_the_readme_holds_them_all():
    section = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z_]+)`", section)) == SETTINGS


@pytest.mark.parametrize("name", sorted(path.stem for path in ROOT.glob("[!.]*/**/management/commands/[a-z]*.py")))
def test_the_readme_names_every_command(name):
    assert f"`{name}" in (ROOT / "README.md").read_text()
