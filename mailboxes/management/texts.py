"""How the commands that send mail take its sender, subject and text."""

import sys
from argparse import FileType

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.commands.base import at_terminal


def add_text_options(parser):
    parser.add_argument("--subject", metavar="T", required=True)
    parser.add_argument("--from", dest="sender", metavar="A", help=_("whom it comes from; default: ADMIN_EMAIL"))
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--body", metavar="T", help=_("the text"))
    source.add_argument("--body-file", metavar="FILE", type=FileType(encoding="utf-8"), help=_("a file with the text"))


def text_of(options):
    """The arguments `sender`, `subject` and `body` of the services, from the options."""
    sender = options["sender"] or settings.ADMIN_EMAIL
    if not sender:
        raise CommandError(_("Say whom it comes from: --from, or ADMIN_EMAIL in the settings."))
    body = options["body"]
    if options["body_file"]:
        with options["body_file"] as file:
            body = file.read()
    elif body is None:
        if at_terminal():
            raise CommandError(_("Say where the text is: --body, --body-file, or standard input."))
        body = sys.stdin.read() if sys.stdin else ""
    return {"sender": sender, "subject": options["subject"], "body": body}
