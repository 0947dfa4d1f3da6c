"""manage.py setpassword"""

from django.utils.translation import gettext as _

from domains.management.options import OfAdmin
from domains.services import update_admin
from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.base import RowCommand
from mailadmin.commands.passwords import TakesPassword
from mailadmin.store.rows import get
from mailboxes.management.options import OfMailbox
from mailboxes.services import update_mailbox


class Command(OfMailbox, TakesPassword, RowCommand):
    help = _("Give a mailbox, or an admin, a new password. Without an option about it, it is asked for.")

    def add_fields(self, parser):
        super().add_fields(parser)
        parser.add_argument("--admin", action="store_true", help=_("of the admin with this address"))

    def handle(self, *, admin, **options):
        service, kind = (update_admin, OfAdmin) if admin else (update_mailbox, OfMailbox)
        self.missing = kind.missing
        person = get(kind.model.objects.all(), options["address"])
        service(command_line_actor(), person.pk, password=self.fields(options)["password"])
        self.report(_("%(name)s has a new password.") % {"name": person.shown})
