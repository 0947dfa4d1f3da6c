"""Runs commands as `manage.py` does, in this process and on this test's database."""

import sys
from dataclasses import dataclass
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class


@dataclass
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def manage(cast, capsys):
    """A function that runs a command to its end; returns its exit code and what it printed."""

    def run(name, *args, stdin=""):
        capsys.readouterr()
        code = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", StringIO(stdin))
            patch.setattr("sys.stdout", sys.stdout)  # a command that can't print puts another in its place
            try:
                load_command_class(get_commands()[name], name).run_from_argv(["manage.py", name, *args])
            except SystemExit as end:
                code = end.code
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def works(manage):
    """Runs a command that has to succeed, and say nothing on standard error; returns what it printed."""

    def run(name, *args, **options):
        done = manage(name, *args, **options)
        assert (done.code, done.err) == (0, "")
        return done.out

    return run


@pytest.fixture
def refused(manage):
    """Runs a command that must refuse in one line and change nothing; returns that line without the command's name."""

    def run(name, *args, **options):
        before = everything()
        done = manage(name, *args, **options)
        assert done.code == 1
        assert done.out == ""
        assert done.err.startswith(f"{name}: "), done.err
        assert done.err.count("\n") == 1, done.err
        assert everything() == before
        return done.err.removeprefix(f"{name}: ").rstrip()

    return run


def everything():
    """All rows of all our tables, the log too."""
    labels = ("mailadmin", "accounts", "audit", "domains", "mailboxes")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model: sorted(map(repr, model.objects.values_list())) for model in models}
