"""What the commands share. Each names the service that it calls; here is how it is called, and how it refuses.

Exit code 0, or 1 with one line on standard error and nothing changed: a service is one transaction, and whatever it
raises becomes that line.
"""

import os
import signal
import sys
from argparse import BooleanOptionalAction
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, handle_default_options
from django.db import DatabaseError, IntegrityError
from django.utils.translation import gettext as _

from mailadmin.audit.actors import command_line_actor
from mailadmin.store.rows import get
from mailadmin.upstream.readiness import what_is_missing

# What Django gives to every command, and call_command adds; nothing of it is meant for a service.
DJANGO_OPTIONS = set("settings pythonpath traceback no_color force_color verbosity skip_checks stdout stderr".split())
REFUSALS = (ValidationError, PermissionDenied, ObjectDoesNotExist, DatabaseError, OSError, UnicodeError)


class PlainCommand(BaseCommand):
    """A command whose every refusal is one line."""

    # Checks would import every page of the console, which takes longer than the command itself, and print warnings.
    requires_system_checks = []
    needs_tables = True
    suppressed_base_arguments = set("--version --verbosity --settings --pythonpath --no-color --force-color".split())

    def create_parser(self, prog_name, subcommand, **kwargs):
        # With abbreviations, an option that is added later could break a script.
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        self.known = parser._option_string_actions
        return parser

    def run_from_argv(self, argv):
        """As Django's, but an argument that is refused is one line and exit code 1 too, not the usage and 2."""
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Unicode is no reason to fail
        options = None
        try:
            parser = self.create_parser(argv[0], argv[1])
            options = parser.parse_intermixed_args(joined(argv[2:], self.known))  # options may stand anywhere
            handle_default_options(options)
            self.execute(**vars(options))
        except CommandError as error:
            if options and options.traceback:
                raise
            if isinstance(error.__cause__, OSError):
                drop_output()
            self.stderr.write(f"{argv[1]}: {str(error).removeprefix('Error: ').removeprefix('argument ')}")
            sys.exit(1)
        except BrokenPipeError:  # whoever reads has enough, as `head` has
            drop_output()
            sys.exit(1)
        except KeyboardInterrupt:  # to die of it, as shells expect, stops a loop around the command as well
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)

    def execute(self, *args, **options):
        """As Django's, but whatever services raise comes out as CommandError."""
        try:
            if self.needs_tables and (missing := what_is_missing()):
                raise CommandError(missing)
            super().execute(*args, **options)
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except REFUSALS as error:
            raise CommandError(" ".join(self.sentence(error, options).split())) from error

    def sentence(self, error, options):
        """A refusal in words."""
        if isinstance(error, ValidationError):
            return " ".join(self.messages(error))
        if isinstance(error, PermissionDenied):
            return str(error) or _("This is not allowed.")
        if isinstance(error, UnicodeError):
            return _("This is not text in UTF-8.")
        if isinstance(error, OSError):
            return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        text = _("Database error: %(error)s.") % {"error": error.args[-1] if error.args else error}
        no_tables = error.args[0] == 1146 if error.args and isinstance(error.args[0], int) else "no such table" in text
        return text + (" " + _("To make the tables: manage.py migrate") if no_tables else "")

    def messages(self, error):
        """Its sentences; those about what has an option here begin with the option's name."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, messages in by_field.items():
            option = f"--{field.replace('_', '-')}"
            start = f"{option}: " if option in self.known and field != "password" else ""
            yield from (start + message for message in messages)


class RowCommand(PlainCommand):
    """A command about one row of `model`, which its first argument names; what it does is `service`."""

    model = None
    key = ""  # what services call that argument
    missing = ""  # "There is no … %(name)s."
    service = None

    def add_arguments(self, parser):
        parser.add_argument(self.key, metavar=self.key.upper())
        self.add_fields(parser)

    def add_fields(self, parser):
        """Add the options that become arguments of the service, with None where nothing is given."""

    def fields(self, options):
        """The arguments for the service: the options that were given."""
        return {name: value for name, value in options.items() if value is not None and name not in DJANGO_OPTIONS}

    def serve(self, *args, **fields):
        return type(self).service(command_line_actor(), *args, **fields)

    def sentence(self, error, options):
        if isinstance(error, ObjectDoesNotExist):
            return self.missing % {"name": options[self.key]}
        return super().sentence(error, options)

    def report(self, text):
        """Say what was done."""
        self.stdout.write(text)


class Create(RowCommand):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--inactive", dest="active", action="store_false", default=None, help=_("switched off"))
        parser.add_argument("--if-not-exists", action="store_true", help=_("no error when it is there already"))

    def handle(self, *, if_not_exists, **options):
        made = None if self.found(options) else self.make(options)
        if made:
            return self.report(_("%(name)s was added.") % {"name": made.shown})
        text = _("%(name)s is there already.") % {"name": self.found(options).shown}
        if not if_not_exists:
            raise CommandError(text)
        return self.report(text)

    def make(self, options):
        """The new row, or None if somebody else makes the same at this moment."""
        try:
            return self.serve(**self.fields(options))
        except (ValidationError, IntegrityError):
            if self.found(options):
                return None
            raise

    def found(self, options):
        return self.model.objects.filter(pk=options[self.key]).first()


class Update(RowCommand):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        state = parser.add_mutually_exclusive_group()
        state.add_argument("--active", action="store_true", default=None, help=_("switch it on"))
        state.add_argument("--inactive", action="store_false", default=None, dest="active", help=_("switch it off"))

    def add_switch(self, parser, name, help):
        """Add `--name` and `--no-name`."""
        parser.add_argument(name, action=BooleanOptionalAction, default=None, help=help)

    def handle(self, **options):
        fields = self.fields(options)
        key = fields.pop(self.key)
        if not fields:
            raise CommandError(_("Nothing to change. Give an option; --help lists them."))
        changed = self.serve(key, **fields)
        self.report(_("%(name)s was changed.") % {"name": changed.shown})


class Delete(RowCommand):
    question = _("Delete %(name)s? [y/N] ")
    refused = _("Nothing was deleted.")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--yes", action="store_true", help=_("don't ask"))

    def goes(self, row):
        """What goes with it, in words; each is a line above the question."""
        return []

    def handle(self, *, yes, **options):
        row = get(self.model.objects.visible_to(command_line_actor().user), options[self.key])
        if not yes:
            self.ask(row)
        self.serve(row.pk)
        self.report(_("%(name)s was deleted.") % {"name": row.shown})

    def ask(self, row):
        """Raise CommandError unless a person at a terminal agrees."""
        if not at_terminal():
            raise CommandError(_("There is nobody to ask: standard input is no terminal. With --yes it goes unasked."))
        for line in self.goes(row):
            self.stderr.write(f"  {line}", uncoloured)
        self.stderr.write(self.question % {"name": row.shown}, uncoloured, ending="")
        self.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise CommandError(self.refused)


def joined(words, known):
    """`--password -x1` as `--password=-x1`, which argparse would take for a missing value and an unknown option."""
    words, result = list(words), []
    while words:
        word = words.pop(0)
        if word == "--":
            return [*result, word, *words]
        if word.startswith("--") and word in known and known[word].nargs is None and words:
            value = words[0]
            if value.startswith("-") and value.partition("=")[0] not in known:
                word = f"{word}={words.pop(0)}"
        result.append(word)
    return result


def drop_output():
    """Forget what could not be printed, or Python would try once more at its end, and complain in its own words."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115


def at_terminal():
    return sys.stdin is not None and sys.stdin.isatty()


def uncoloured(text):
    """The style of what goes to standard error without being an error."""
    return text
