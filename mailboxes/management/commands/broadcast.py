"""manage.py broadcast"""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailadmin.audit.actors import command_line_actor
from mailadmin.commands.base import PlainCommand
from mailboxes.management.texts import add_text_options, text_of
from mailboxes.services import start_broadcast
from mailboxes.services.broadcast import audience, check_domains


class Command(PlainCommand):
    help = _(
        "Write to all mailboxes of some domains, in the background. The text comes from --body, --body-file, or "
        "standard input; a worker sends it."
    )

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group(required=True)
        text = _("to the mailboxes of these domains")
        where.add_argument("--domain", dest="domains", metavar="D", nargs="+", action="extend", help=text)
        where.add_argument("--all", action="store_true", help=_("to the mailboxes of all domains"))
        parser.add_argument("--with-aliases", action="store_true", help=_("also to where the domains' aliases lead"))
        parser.add_argument("--dry-run", action="store_true", help=_("only say to how many it would go"))
        add_text_options(parser)

    def handle(self, *, domains, with_aliases, dry_run, **options):
        actor = command_line_actor()
        names = check_domains(actor, domains or [])
        mailboxes, _aliases = audience(actor.user, domains=names, with_aliases=with_aliases)
        if not mailboxes and not with_aliases:
            raise CommandError(_("There is nobody whom it would go to."))
        to = ngettext("%(count)s mailbox", "%(count)s mailboxes", mailboxes) % {"count": mailboxes}
        if dry_run:
            self.stdout.write(to)
            return
        row = start_broadcast(actor, domains=names, with_aliases=with_aliases, **text_of(options))
        self.stdout.write(_("Broadcast %(number)s waits for a worker: %(to)s.") % {"number": row.pk, "to": to})
