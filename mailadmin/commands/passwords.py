"""Where a command takes a password from: its arguments, standard input, a person, or chance."""

import sys
from getpass import getpass

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.commands.base import at_terminal, uncoloured
from mailadmin.passwords import generate_password


class TakesPassword:
    """Mixed into a command whose service takes `password`, and perhaps `password_hash`."""

    takes_hash = False
    required = True  # asks for one at the terminal, if no option gives it
    only_password = False  # whether standard output is kept for the password that is made
    made = ""

    def add_fields(self, parser):
        super().add_fields(parser)
        sources = parser.add_mutually_exclusive_group()
        if self.takes_hash:
            sources.add_argument("--password-hash", metavar="H", help=_("its hash in one of Dovecot's schemes"))
        add_password_options(sources)

    def execute(self, *args, **options):
        self.only_password = bool(options["generate"])
        return super().execute(*args, **options)

    def fields(self, options):
        """As always, with `password` from where the options say."""
        fields = super().fields(options)
        sources = {name: fields.pop(name) for name in ("password", "password_stdin", "generate") if name in fields}
        if sources or (self.required and "password_hash" not in fields):
            fields["password"] = new_password(**sources)
        if "" in (fields.get("password"), fields.get("password_hash")):
            raise CommandError(_("The password is empty."))
        self.made = fields["password"] if self.only_password else ""
        return fields

    def report(self, text):
        """What was done; on standard error where standard output is for the password."""
        if not self.only_password:
            return super().report(text)
        self.stderr.write(text, uncoloured)
        if self.made:
            self.stdout.write(self.made)
        return None


def add_password_options(sources, typed=True):
    """Add the options to a group of which at most one is taken."""
    if typed:
        text = _("the password; other accounts of this machine may see it in the list of processes")
        sources.add_argument("--password", metavar="P", help=text)
    text = _("take the first line of standard input")
    sources.add_argument("--password-stdin", action="store_true", default=None, help=text)
    text = _("make one, and print nothing else to standard output")
    sources.add_argument("--generate", action="store_true", default=None, help=text)


def new_password(*, password=None, password_stdin=False, generate=False):
    """The password that these options mean; without any, the one that a person types twice. May be empty."""
    if generate:
        return generate_password()
    if password_stdin:
        return sys.stdin.readline().removesuffix("\n") if sys.stdin else ""
    return ask_twice() if password is None else password


def ask_twice():
    if not at_terminal():
        raise CommandError(_("Say where the password comes from: --password-stdin or --generate."))
    try:
        first, second = getpass(_("New password: ")), getpass(_("The same again: "))
    except EOFError:
        return ""
    if first != second:
        raise CommandError(_("These are two different passwords."))
    return first
