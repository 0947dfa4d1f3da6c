"""Secrets may come from the environment, from `.env`, or from a file that NAME_FILE names; always as they are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
import json
from django.conf import settings
default = settings.DATABASES["default"]
print(json.dumps({
    "SECRET_KEY": settings.SECRET_KEY, "SETUP_PASSWORD_HASH": settings.SETUP_PASSWORD_HASH,
    "DATABASE_URL": [default["NAME"], default.get("PASSWORD")], "EMAIL_URL": settings.EMAIL_HOST_PASSWORD,
    "POSTFIX_DATABASE_PASSWORD": settings.POSTFIX_DATABASE_PASSWORD,
}))
"""
SECRETS = {
    "SECRET_KEY": "$HOME=${PATH}#'x",
    "SETUP_PASSWORD_HASH": "$2y$10$yfjPmDR1RucC7Fu1prtIke5pr7rjX.DQNcaS/PK1akRibUYlQ6iNy",
    "DATABASE_URL": "mysql://mailadmin:$secret%40@localhost/postfix_db",
    "EMAIL_URL": "smtp+tls://user:$secret@mail.example.org:587",
    "POSTFIX_DATABASE_PASSWORD": "$1$=#% \"'",
}
READ = SECRETS | {"DATABASE_URL": ["postfix_db", "$secret@"], "EMAIL_URL": "$secret"}


def read(folder, **environment):
    environment = {"DOTENV": os.devnull} | environment
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mailadmin.settings", "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True)
    return json.loads(done.stdout or json.dumps(done.stderr))


def test_it_works(tmp_path):
    assert read(tmp_path, **SECRETS) == READ


def test_from_files(tmp_path):
    for name, secret in SECRETS.items():
        (tmp_path / name).write_text(secret + "\n")
    assert read(tmp_path, **{f"{name}_FILE": str(tmp_path / name) for name in SECRETS}) == READ


@pytest.mark.parametrize("quote", ["", "'"])
def test_from_the_settings_file(tmp_path, quote):
    lines = [f"{name}={quote}{secret}{quote}\n" for name, secret in SECRETS.items()]
    (tmp_path / ".env").write_text("".join(lines))
    assert read(tmp_path, DOTENV=str(tmp_path / ".env")) == READ


def test_a_file_that_is_not_there_stops_the_start(tmp_path):
    error = read(tmp_path, SECRET_KEY_FILE=str(tmp_path / "missing"))
    assert "SECRET_KEY_FILE=" in error.splitlines()[-1]
    assert "Allowed: a readable file" in error.splitlines()[-1]
