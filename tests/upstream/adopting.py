"""What the tests of `adopt` share: making a database of some version, and what the command says."""

import io
import re

from django.core.management import call_command
from django.db import connection


def made(definitions, version):
    """Make these tables, by their definitions."""
    run("SET foreign_key_checks = 0", *definitions.values(), "SET foreign_key_checks = 1")
    run(f"REPLACE INTO config (name, value) VALUES ('version', '{version}')")


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def printed(*options, command="adopt"):
    stream = io.StringIO()
    call_command(command, *options, stdout=stream, stderr=stream)
    return stream.getvalue()


def adopt(*options):
    """What it prints, as a set of (kind, name) and a text."""
    text = printed(*options)
    return {tuple(line.strip().split("  ")) for line in text.splitlines() if re.match("  [a-z]", line)}, text
