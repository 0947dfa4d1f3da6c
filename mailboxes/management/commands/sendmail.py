"""manage.py sendmail"""

from django.utils.translation import gettext as _

from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.base import PlainCommand
from mailboxes.management.texts import add_text_options, text_of
from mailboxes.outgoing import send_mail


class Command(PlainCommand):
    help = _("Send one mail. The text comes from --body, --body-file, or standard input.")

    def add_arguments(self, parser):
        parser.add_argument("recipient", metavar="TO")
        add_text_options(parser)

    def handle(self, *, recipient, **options):
        taken = send_mail(command_line_actor(), recipient=recipient, **text_of(options))
        self.stdout.write(_("The mail server took the mail to %(address)s.") % {"address": taken})
