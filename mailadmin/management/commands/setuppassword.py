"""manage.py setuppassword"""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.accounts.password_rules import validate_new_password
from mailadmin.commands.base import PlainCommand, uncoloured
from mailadmin.commands.passwords import add_password_options, new_password
from mailadmin.passwords import hash_setup_password


class Command(PlainCommand):
    help = _(
        "Make the hash of a setup password, with which the setup page makes a superadmin, and print the line for .env."
    )

    needs_tables = False

    def add_arguments(self, parser):
        add_password_options(parser.add_mutually_exclusive_group(), typed=False)
        text = _("keep the hash under var/ instead; a running console reads it when it starts again")
        parser.add_argument("--write", action="store_true", help=text)

    def handle(self, *, password_stdin, generate, write, **options):
        path = Path(settings.VAR_DIR) / "setup_password_hash"
        if write:
            refuse_if_set_elsewhere(path)
        plain = new_password(password_stdin=password_stdin, generate=generate)
        stored = hashed(plain)
        text = f"SETUP_PASSWORD_HASH='{stored}'"  # in quotes: a shell would take $2y for a variable
        if write:
            replace(path, stored)
            text = _("The hash is in %(path)s.") % {"path": path}
        if generate:
            self.stderr.write(text, uncoloured)
            text = plain
        self.stdout.write(text)


def hashed(plain):
    """Raises ValidationError for what is no good password."""
    validate_new_password(plain)
    try:
        return hash_setup_password(plain)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def refuse_if_set_elsewhere(path):
    """Raise CommandError when the environment or .env says another hash, which would go before the file."""
    kept = path.read_text().strip() if path.is_file() else ""
    if settings.SETUP_PASSWORD_HASH not in ("", kept):
        raise CommandError(
            _("SETUP_PASSWORD_HASH is set in the environment or .env, and goes before what is kept. Change it there.")
        )


def replace(path, stored):
    """Write the hash, for the eyes of the folder's owner only. The plain text that `serve` kept is out of date then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(stored + "\n")
        if os.geteuid() == 0:  # the console runs as the owner of the folder, and has to read it
            os.fchown(file.fileno(), path.parent.stat().st_uid, path.parent.stat().st_gid)
    new.replace(path)
    path.with_name("setup_password").unlink(missing_ok=True)
