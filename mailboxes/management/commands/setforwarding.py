"""manage.py setforwarding"""

from argparse import BooleanOptionalAction

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.commands.base import RowCommand
from mailboxes.management.options import OfMailbox
from mailboxes.services import set_forwarding


class Command(OfMailbox, RowCommand):
    help = _("Set where a mailbox's mail goes besides, or instead. What is not given stays as it is.")
    service = set_forwarding

    def add_fields(self, parser):
        parser.add_argument("goto", metavar="GOTO", nargs="*", help=_("an address, or an account of the mail server"))
        parser.add_argument("--off", action="store_true", help=_("forward nothing, and keep the mail"))
        text = _("whether the mail stays in the mailbox too")
        parser.add_argument("--copy", dest="keep_copy", action=BooleanOptionalAction, default=None, help=text)

    def handle(self, *, address, goto, off, keep_copy, **options):
        if off and (goto or keep_copy is not None):
            raise CommandError(_("--off goes alone."))
        if not off and not goto and keep_copy is None:
            raise CommandError(_("Nothing to change. Give an option; --help lists them."))
        alias = self.serve(address, goto=[] if off else goto or None, keep_copy=True if off else keep_copy)
        self.report(_("%(name)s was changed.") % {"name": alias.shown})
