"""What the setup page checks about its surroundings, each with what to do when it is not right."""

import os
import shutil
import sys

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from mailadmin.models import Config
from mailadmin.passwords import WEAK_SCHEMES, check_password, make_password


def examined(request):
    """A list of {ok, label, fix}; `ok` is None for a warning, and `fix` is empty where all is well."""
    return [
        _result(
            True,
            _("Python %(python)s and Django %(django)s")
            % {"python": sys.version.split()[0], "django": django.__version__},
        ),
        _database(),
        _migrations(),
        _schema(),
        _folder(),
        _passwords(),
        _result(
            request.is_secure() or None,
            _("The connection is encrypted (HTTPS)"),
            _(
                "Put the console behind nginx with a certificate, see deploy/README.md, and set "
                "BASE_URL to its https:// address."
            ),
        ),
        _result(
            not settings.DEBUG or None,
            _("Debugging is off"),
            _("Remove DEBUG from the settings: with it, error pages show the program's inside."),
        ),
        _program("postconf", _("Postfix is on this machine"), "postfix postfix-mysql"),
        _program("doveadm", _("Dovecot is on this machine"), "dovecot-imapd dovecot-lmtpd dovecot-mysql"),
    ]


def _result(ok, label, fix=""):
    return {"ok": ok, "label": label, "fix": "" if ok else fix}


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SELECT version()")
        version = cursor.fetchone()[0]
    name = {"sqlite": "SQLite", "mysql": "MariaDB / MySQL"}.get(connection.vendor, connection.vendor)
    return _result(True, _("The database answers: %(name)s %(version)s") % {"name": name, "version": version})


def _migrations():
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _result(not missing, _("All tables are up to date"), _("Run: manage.py migrate"))


def _schema():
    row = Config.objects.filter(name="version").first()
    known = row is not None and row.value.isdecimal()
    return _result(
        known,
        _("PostfixAdmin's schema, number %(number)s") % {"number": row.value if row else "?"},
        _("The table `config` has no row `version`. Run: manage.py migrate"),
    )


def _folder():
    return _result(
        os.access(settings.VAR_DIR, os.W_OK) or None,
        _("The data folder is writable"),
        _("Give the account that runs mailadmin the right to write into %(folder)s.") % {"folder": settings.VAR_DIR},
    )


def _passwords():
    scheme = settings.PASSWORD_SCHEME
    if not check_password("setup-check-1", make_password("setup-check-1")):
        return _result(
            False, _("Password hashing by %(scheme)s") % {"scheme": scheme}, _("Choose another PASSWORD_SCHEME.")
        )
    weak = scheme in WEAK_SCHEMES
    return _result(
        None if weak else True,
        _("Password hashing by %(scheme)s") % {"scheme": scheme},
        _(
            "It works with every mail program but is weak today. Set PASSWORD_SCHEME to "
            "SHA512-CRYPT, BLF-CRYPT or ARGON2ID."
        ),
    )


def _program(command, label, packages):
    found = shutil.which(command, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    return _result(
        bool(found) or None,
        label,
        _("That is fine if it runs elsewhere. Otherwise: apt-get install %(packages)s") % {"packages": packages},
    )
