"""manage.py resetfactor"""

from django.utils.translation import gettext as _

from domains.management.options import OfAdmin
from mailadmin.accounts.services import reset_admin_factor
from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.base import Delete
from mailadmin.store.rows import get
from mailboxes.management.options import OfMailbox
from mailboxes.services import reset_factor


class Command(OfMailbox, Delete):
    help = _("Take away the second factor of a mailbox' owner, or of an admin, whose device is lost.")
    question = _("Let %(name)s sign in by the password alone? [y/N] ")
    refused = _("Nothing was changed.")

    def add_fields(self, parser):
        super().add_fields(parser)
        parser.add_argument("--admin", action="store_true", help=_("of the admin with this address"))

    def handle(self, *, admin, yes, **options):
        service, kind = (reset_admin_factor, OfAdmin) if admin else (reset_factor, OfMailbox)
        self.missing = kind.missing
        person = get(kind.model.objects.all(), options["address"])
        if not yes:
            self.ask(person)
        service(command_line_actor(), person.pk)
        self.report(_("%(name)s signs in by the password alone now.") % {"name": person.shown})
