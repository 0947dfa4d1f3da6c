"""manage.py setvacation"""

import argparse
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.base import RowCommand
from mailboxes.management.options import OfMailbox
from mailboxes.models import Vacation
from mailboxes.services import end_vacation, set_vacation


class Command(OfMailbox, RowCommand):
    help = _("Set the reply in a mailbox owner's absence. What is not given stays as it is.")
    service = set_vacation

    def add_fields(self, parser):
        parser.add_argument("--subject", metavar="T", help=_("of the reply; $SUBJECT stands for that of the mail"))
        text = parser.add_mutually_exclusive_group()
        # Percent signs are doubled for argparse.
        text.add_argument("--body", metavar="T", help=_("its text, with <%%From_Date> and <%%Until_Date> for the days"))
        text.add_argument("--body-file", metavar="FILE", help=_("a file with the text; - is standard input"))
        parser.add_argument("--from", dest="starts", metavar="DAY", type=day, help=_("the first day, as 2026-12-24"))
        parser.add_argument("--until", dest="ends", metavar="DAY", type=day, help=_("the last day"))
        parser.add_argument("--interval", metavar="S", type=int, help=_("seconds between two replies to one sender"))
        parser.add_argument("--off", action="store_true", help=_("end it, or do without one that is planned"))

    def handle(self, *, address, off, body_file, **options):
        fields = self.fields(options)
        if body_file:
            fields["body"] = sys.stdin.read() if body_file == "-" else Path(body_file).read_text()
        if off and fields:
            raise CommandError(_("--off goes alone."))
        if not off and not fields:
            raise CommandError(_("Nothing to change. Give an option; --help lists them."))
        row = end_vacation(command_line_actor(), address) if off else self.serve(address, active=True, **fields)
        self.report(_("%(name)s was changed.") % {"name": row.email})

    def sentence(self, error, options):
        if isinstance(error, Vacation.DoesNotExist):
            return _("%(name)s has no vacation.") % {"name": options[self.key]}
        return super().sentence(error, options)


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“%(text)s” is no day, such as 2026-12-24.") % {"text": text}) from None
