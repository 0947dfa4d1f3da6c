"""manage.py importconfig"""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from mailadmin.commands.base import PlainCommand, uncoloured
from mailadmin.upstream.config import dotenv, read
from mailadmin.upstream.options import OPTIONS
from mailadmin.upstream.php import Unreadable


class Command(PlainCommand):
    help = _(
        "Read PostfixAdmin's configuration and print it as lines for .env, with what has no counterpart as comments."
        " PHP runs the files, fenced in, where it is installed: give only files that you trust."
    )

    needs_tables = False

    def add_arguments(self, parser):
        text = _("config.inc.php, config.local.php, dbconfig.inc.php; a later one goes before an earlier one")
        parser.add_argument("files", nargs="*", metavar="FILE", help=text)
        text = _("run nothing: read only plain values, and list what is none")
        parser.add_argument("--without-php", action="store_true", help=text)
        text = _("print every option of PostfixAdmin's with its setting here, or the reason why there is none")
        parser.add_argument("--list", action="store_true", help=text)

    def handle(self, *, files, without_php, list, **options):
        if list:
            self.stdout.write("\n".join(f"{name:<42} {meaning(OPTIONS[name])}" for name in sorted(OPTIONS)))
            return
        if not files:
            raise CommandError(_("Give the files, such as /etc/postfixadmin/config.inc.php."))
        try:
            found = read(files, run=not without_php)
        except Unreadable as error:
            raise CommandError(_("Nothing was read. %(error)s.") % {"error": error}) from error
        if not found.values and not found.variables:
            raise CommandError(_("There is no $CONF in it."))
        self.stdout.write("\n".join(dotenv(found)))
        self.stderr.write(_("The lines hold passwords: keep them where only the console's user can read."), uncoloured)


def meaning(option):
    """An option in a line: its setting, and why that has another default; or why there is none."""
    if not option.setting:
        return f"- {_(option.why)}"
    return f"{option.setting} ({_(option.why)})" if option.why else option.setting
