"""manage.py mailconfig: deploy/ for this database and these settings, ready for /etc."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deploy import siteconfig, vacationconfig
from deploy.mailconfig import Account, Database, Policy, Unfit, renamed, render
from mailadmin.store.tables import UPSTREAMS, table

OWN_ACCOUNT = gettext_lazy(
    "%(name)s is not set: the console's own account, which may change everything, is in these files."
)
DEPLOY = Path(__file__).resolve().parents[2]
# What a person does with the files, each in its section of deploy/README.md.
NEXT = """
install -d -m 750 -g postfix /etc/postfix/sql
install -m 640 -g postfix {folder}/postfix/sql/* /etc/postfix/sql/
# Dovecot 2.3 (Debian 12, Ubuntu 24.04); for 2.4 (Debian 13) the same from {folder}/dovecot-2.4
install -m 640 -g dovecot {folder}/dovecot/*.conf.ext /etc/dovecot/
install -m 644 {folder}/dovecot/mailadmin.conf /etc/dovecot/conf.d/99-mailadmin.conf
"""


class Command(BaseCommand):
    help = "Write the configuration of Postfix, Dovecot, DNS, nginx and web mail for this database into a folder."
    requires_system_checks = []  # the database need not be there yet: its GRANT statements come from here

    def add_arguments(self, parser):
        parser.add_argument("--output", required=True, metavar="DIR", type=Path, help="where to write")
        parser.add_argument("--force", action="store_true", help="replace files that are there already")

    def handle(self, *, output, force, **options):
        console = account("DATABASE_URL")
        postfix, dovecot = account("POSTFIX_DATABASE"), account("DOVECOT_DATABASE")
        try:
            files = render(DEPLOY, database(), console, postfix or console, dovecot or console, policy()) | self.site()
            if settings.VACATION:
                files |= self.vacation(files["postfix/main.cf"], console, dovecot or console)
            files = {path: renamed(text, other_names()) for path, text in files.items()}
            write(output, files, force)
        except (Unfit, OSError) as error:
            raise CommandError(str(error)) from error
        if "postfix/sql/mysql_virtual_domains_maps.cf" in files:
            for name, found in (("POSTFIX_DATABASE_USER", postfix), ("DOVECOT_DATABASE_USER", dovecot)):
                if not found:
                    self.warn(OWN_ACCOUNT, name)
        self.stdout.write(_("%(count)d files written to %(folder)s. Next:") % {"count": len(files), "folder": output})
        self.stdout.write(NEXT.format(folder=output))

    def site(self):
        """DNS, nginx, systemd and web mail, which need a host name. Raises Unfit as siteconfig does."""
        if not siteconfig.is_name(settings.MAIL_HOST):
            self.warn(
                _("%(name)s in BASE_URL is no host name: the files for DNS, nginx and web mail are left out."),
                settings.MAIL_HOST,
            )
            return {}
        files = siteconfig.render(DEPLOY, settings.MAIL_HOST)
        roundcube = account("ROUNDCUBE_DATABASE")
        if roundcube:
            files |= siteconfig.render_password_page(
                DEPLOY, database(), roundcube, settings.PASSWORD_SCHEME, settings.PASSWORD_EXPIRATION
            )
        return files

    def vacation(self, main_cf, console, dovecot):
        """Who replies in somebody's absence. Raises Unfit as vacationconfig does."""
        domain, by = settings.VACATION_DOMAIN, settings.VACATION_BY
        own = account("VACATION_DATABASE")
        by_script = by == "vacation.pl"
        if by_script and other_names():
            self.warn(
                _("vacation.pl knows tables by their usual names only: its queries are yours to change (%(name)s)."),
                "DATABASE_PREFIX",
            )
        if by_script and not own:
            self.warn(OWN_ACCOUNT, "VACATION_DATABASE_USER")
        files = vacationconfig.render(
            DEPLOY, database(), by, account=own or console, dovecot=dovecot, domain=domain, host=settings.MAIL_HOST
        )
        if not own:  # nobody's rights are to be cut down to these
            files.pop("vacation/grants.sql", None)
        return files | ({"postfix/main.cf": vacationconfig.with_transport(main_cf, domain)} if by_script else {})

    def warn(self, text, name):
        self.stderr.write(self.style.WARNING(text % {"name": name}))


def database():
    """The default database, as mail software names it."""
    default = settings.DATABASES["default"]
    host, socket = default.get("HOST", ""), default.get("OPTIONS", {}).get("unix_socket", "")
    if host.startswith("/"):
        host, socket = "", host
    return Database(
        engine="sqlite" if default["ENGINE"].endswith("sqlite3") else "mysql",
        name=str(default["NAME"]),
        host=host,
        port=int(default.get("PORT") or 0),
        socket=socket,
    )


def other_names():
    """The tables that have other names in this database than upstream's, by upstream's (see DATABASE_PREFIX)."""
    return {name: table(name) for name in UPSTREAMS if table(name) != name}


def policy():
    return Policy(**{name: getattr(settings, name.upper()) for name in Policy.__dataclass_fields__})


def account(setting):
    """The database user of `DATABASE_URL`, or of `…_USER` and `…_PASSWORD`; None when that is not set."""
    if setting == "DATABASE_URL":
        default = settings.DATABASES["default"]
        return Account(default.get("USER", ""), default.get("PASSWORD", ""), setting)
    user, password = getattr(settings, f"{setting}_USER"), getattr(settings, f"{setting}_PASSWORD")
    return Account(user, password, f"{setting}_PASSWORD") if user else None


def write(folder, files, force):
    """Write all files, readable by owner and group, or none: each is complete before the first takes its place.

    Raises FileExistsError when one is there already, unless `force`.
    """
    paths = {folder / name: text for name, text in files.items()}
    there = [str(path) for path in paths if path.exists()]
    if there and not force:
        raise FileExistsError(_("%(path)s is there already; --force replaces it.") % {"path": there[0]})
    unfinished = {path: path.with_name(f".{path.name}.new") for path in paths}
    try:
        for path, text in paths.items():
            make_folder(path.parent)
            unfinished[path].unlink(missing_ok=True)
            with os.fdopen(os.open(unfinished[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "w") as file:
                os.fchmod(file.fileno(), 0o640)
                file.write(text)
        for path, new in unfinished.items():
            new.replace(path)
    finally:
        for new in unfinished.values():
            new.unlink(missing_ok=True)


def make_folder(path):
    """`path` and what is missing above it, open to owner and group only."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir()
        path.chmod(0o750)
