"""What `make` and tests/setup.sh say where something is missing that they can't get themselves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path):
    """The files that set-up needs, and a folder of programs that go before the real ones."""
    for name in ("Makefile", "requirements.txt", "requirements-mysql.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "tests", tmp_path / "tests", ignore=lambda _folder, names: set(names) - {"setup.sh", "packages.txt"}
    )
    (tmp_path / "bin").mkdir()
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)  # for the test that runs as nobody
    return tmp_path


def stand_in(checkout, name, script):
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(checkout, *command, **env):
    path = f"{checkout / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=checkout,
        env=os.environ | {"PATH": path, "MAKEFLAGS": ""} | env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_works(checkout):
    done = run(checkout, "make")
    assert done.returncode == 0
    for target in ("run", "demo", "test", "lint", "bench"):
        assert f"make {target} " in done.stdout


def test_a_missing_venv_module_is_named(checkout):
    stand_in(checkout, "python3", f'case "$*" in *ensurepip*|*venv*) exit 1;; esac; exec {sys.executable} "$@"')
    done = run(checkout, "make", "run")
    assert done.returncode != 0
    assert "apt-get install -y python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_old_python_is_named(checkout):
    stand_in(checkout, "python3", "exit 1")
    assert "Python 3.11 or newer is needed" in run(checkout, "make", "run").stderr


def test_mariadb_brings_its_driver(checkout):
    names = "requirements-mysql.txt"
    assert names not in run(checkout, "make", "--dry-run", "setup").stdout
    assert names in run(checkout, "make", "--dry-run", "setup", DATABASE_URL="mysql://a:b@localhost/c").stdout
    (checkout / ".env").write_text("DATABASE_URL=mysql://a:b@localhost/c\n")
    assert names in run(checkout, "make", "--dry-run", "setup").stdout


def test_missing_packages_are_named_without_the_right_to_install(checkout):
    stand_in(checkout, "dpkg-query", '[ "$4" = postfix-sqlite ] || echo installed')
    stand_in(checkout, "sudo", "exit 1")
    as_nobody = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = run(checkout, *as_nobody, "tests/setup.sh")
    assert done.returncode == 1
    assert "sudo apt-get install --no-install-recommends postfix-sqlite\n" in done.stderr
    assert "dovecot" not in done.stderr


def test_nothing_is_installed_when_all_is_there(checkout):
    stand_in(checkout, "dpkg-query", "echo installed")
    done = run(checkout, "tests/setup.sh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
