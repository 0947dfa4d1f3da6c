"""manage.py createalias"""

from django.utils.translation import gettext as _

from mailadmin.commands.base import Create
from mailboxes.management.options import OfAlias
from mailboxes.services import create_alias


class Command(OfAlias, Create):
    help = _("Create an alias: mail for ADDRESS goes to each GOTO. @DOMAIN or *@DOMAIN is the domain's catch-all.")
    service = create_alias

    def add_fields(self, parser):
        parser.add_argument("goto", metavar="GOTO", nargs="+", help=_("an address, or an account of the mail server"))
        parser.add_argument("--description", metavar="T")

    def found(self, options):
        # The alias that makes a mailbox known to Postfix is none in people's eyes.
        return self.model.objects.without_mailboxes().filter(pk=options["address"]).first()
