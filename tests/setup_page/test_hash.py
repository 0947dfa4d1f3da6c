"""Step 1: the setup password's hash, and the line that carries it into the settings."""

import os
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from mailadmin.accounts.models import Admin
from mailadmin.passwords import check_setup_password
from tests.setup_page.conftest import NEW, PLAIN, URL, post

ROOT = Path(__file__).parents[2]
OBSOLETE = "0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def no_hash(db, settings):
    settings.SETUP_PASSWORD_HASH = ""


def test_it_works():
    assert "Make the hash" in Client().get(URL).content.decode()
    response = post(new=PLAIN)
    assert response.status_code == 200
    assert check_setup_password(PLAIN, response.context["hash"])
    assert f"SETUP_PASSWORD_HASH='{response.context['hash']}'" in unescape(response.content.decode())


def test_the_hash_is_shown_and_not_stored(settings):
    """That it can be put into the settings is the proof that is asked for."""
    post(new=PLAIN)
    assert not settings.SETUP_PASSWORD_HASH
    assert "Make the hash" in post(setup_password=PLAIN).content.decode()


@pytest.mark.parametrize("bad", ["", "ab1", "letters", "123456", "x" * 73, "ß" * 40 + "12", "a\nbcd12", "a\0bcd12"])
def test_bad_passwords_are_told_why(bad):
    response = post(new=bad)
    assert response.status_code in (200, 422)
    assert not response.context["hash"]


def test_no_superadmin_can_be_made_without_it():
    for proof in ("", "x", "ImZvcmdlZCI:1:x"):
        post(proof=proof, **NEW)
    assert not Admin.objects.exists()


@pytest.mark.parametrize("line", ["{}", "export {}", "# a comment\n\n{}\nPASSWORD_SCHEME=BLF-CRYPT"])
def test_the_line_can_be_pasted_into_the_settings_file(tmp_path, line):
    """`$2y$12$…` holds dollars: nothing may be put in their place, neither here nor by a shell."""
    shown = post(new=PLAIN).context
    (tmp_path / ".env").write_text(line.format(shown["env_line"]) + "\n")
    assert read_by_another_process(tmp_path, DOTENV=str(tmp_path / ".env")) == shown["hash"]


def test_it_can_be_pasted_into_a_shell_and_stand_in_the_environment(tmp_path):
    shown = post(new=PLAIN).context
    command = f'{shown["env_line"]}; printf %s "$SETUP_PASSWORD_HASH"'
    assert subprocess.run(["sh", "-c", command], capture_output=True, text=True).stdout == shown["hash"]
    assert read_by_another_process(tmp_path, SETUP_PASSWORD_HASH=shown["hash"]) == shown["hash"]


def read_by_another_process(folder, **environment):
    code = "from django.conf import settings; print(settings.SETUP_PASSWORD_HASH)"
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mailadmin.settings", "PATH": os.environ["PATH"]}
    environment.setdefault("DOTENV", os.devnull)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


def test_upstream_s_old_form_is_told_apart(settings):
    settings.SETUP_PASSWORD_HASH = OBSOLETE
    response = Client().get(URL)
    assert response.context["obsolete"]
    assert "no longer safe" in response.content.decode()
    assert check_setup_password(PLAIN, post(new=PLAIN).context["hash"])
    assert post(proof="x", **NEW).status_code in (200, 422)
    assert not Admin.objects.exists()


def test_making_hashes_is_throttled(settings):
    """bcrypt is slow by design: a stranger must not keep the machine busy with it."""
    settings.THROTTLE_ACCOUNT = 2
    assert [post(new=PLAIN).status_code for _attempt in range(3)] == [200, 200, 429]
