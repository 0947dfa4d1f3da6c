"""What `make run` installs: pinned, with hashes, from whatever index the machine uses."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["requirements.txt", "requirements-mysql.txt", "requirements-dev.txt"]


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_it_works():
    assert pins("requirements.txt")["django"].startswith("5.2.")


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_a_hash(name):
    for entry in re.split(r"^(?=\S)", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]:
        assert re.match(r"[a-z0-9-]+==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", FILES)
def test_no_index_is_named(name):
    assert not re.search(r"://|--.*index|--find-links|file:", (ROOT / name).read_text())


@pytest.mark.parametrize("name", FILES[1:])
def test_the_files_agree(name):
    assert pins("requirements.txt").items() <= pins(name).items()


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-mysql.txt": project["project"]["optional-dependencies"]["mysql"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }
    for name, dependencies in wanted.items():
        assert {re.match(r"[a-z0-9-]+", each)[0] for each in dependencies} <= set(pins(name))


def test_the_readme_says_what_each_is_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    section = (ROOT / "README.md").read_text().partition("## Libraries")[2].partition("\n## ")[0]
    for dependency in project["dependencies"] + project["optional-dependencies"]["mysql"]:
        assert re.search(rf"^\|.*\b{re.match(r'[a-z0-9-]+', dependency)[0]}\b.*\|.+\|$", section, re.MULTILINE), (
            dependency
        )
