"""Taking over a database that PostfixAdmin made: what our models want and it lacks is added, and nothing else.

Tables and columns are looked at, never the number of the schema: upstream has given one number twice. That number stays
as it is too, and with it PostfixAdmin goes on working beside ours.
"""

import contextlib

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mailadmin.models import Adoption
from mailadmin.store.tables import table, with_tables
from mailadmin.upstream.described import Described
from mailadmin.upstream.schema import WITH_UPSTREAM_TABLES

OLDEST = 740  # of PostfixAdmin 2.3
# What makes a database PostfixAdmin's: the columns that all of its versions have.
KNOWN_BY = {
    "config": {"name", "value"},
    "admin": {"username", "password", "created", "modified", "active"},
    "domain": {"domain", "description", "aliases", "mailboxes", "maxquota", "quota", "transport", "backupmx", "active"},
    "domain_admins": {"username", "domain", "created", "active"},
    "alias_domain": {"alias_domain", "target_domain", "created", "modified", "active"},
    "mailbox": {"username", "password", "name", "maildir", "quota", "local_part", "domain", "active"},
    "alias": {"address", "goto", "domain", "created", "modified", "active"},
    "log": {"timestamp", "username", "domain", "action", "data"},
}
# Tables that not all versions have. Without these columns, one of that name is another program's.
KNOWN_BY_WHEN_THERE = {
    "admin_preferences": {"username", "pref_key", "pref_value"},
    "dkim": {"id", "domain_name", "selector", "private_key", "public_key"},
    "dkim_signing": {"id", "author", "dkim_id"},
    "fetchmail": {"id", "mailbox", "src_server", "src_user", "src_password", "poll_time", "protocol"},
    "mailbox_app_password": {"id", "username", "password_hash"},
    "quota": {"username", "path", "current"},
    "quota2": {"username", "bytes", "messages"},
    "totp_exception_address": {"id", "ip", "username"},
    "vacation": {"email", "subject", "body", "domain", "active"},
    "vacation_notification": {"on_vacation", "notified"},
}


def is_ours(loader=None):
    """Whether the tables are ours already: made by `migrate`, or adopted."""
    loader = loader or MigrationLoader(connection)
    roots = [root for root in loader.graph.root_nodes() if root[0] in WITH_UPSTREAM_TABLES]
    return all(root in loader.applied_migrations for root in roots)


def is_foreign():
    """Whether PostfixAdmin made this database and it was not adopted yet."""
    if is_ours():
        return False
    described = Described()
    return table("mailbox") in described.columns or bool(renamed(described))


def renamed(described):
    """{upstream's name: the name here} of tables that look like PostfixAdmin's under other names than the settings say,
    when it is more than two of those it is known by."""
    columns = {name: set(there) for name, there in described.columns.items()}
    found = {}
    for name, known in KNOWN_BY.items():
        if known <= columns.get(table(name), set()):
            return {}
        fitting = [other for other, there in columns.items() if known <= there]
        # By its end where several fit: `domain` has columns that a backup of it has too.
        fitting.sort(key=lambda other, name=name: (not other.endswith(name), len(other), other))
        if fitting:
            found[name] = fitting[0]
    return found if len(found) > 2 else {}


def check_fit():
    """Raises ValidationError unless this is a database of PostfixAdmin that can be adopted."""
    described = Described()
    if others := renamed(described):
        raise ValidationError(told_names(others))
    for name, columns in KNOWN_BY.items():
        if table(name) not in described.columns:
            raise ValidationError(no_table(described, table(name)))
        check_columns(described, table(name), columns)
    for name, columns in KNOWN_BY_WHEN_THERE.items():
        if table(name) in described.columns:
            check_optional(described, name, columns)
    if version() < OLDEST:
        text = _("This database is too old: schema %(found)s. Run upgrade.php of PostfixAdmin 3.3 or newer first.")
        raise ValidationError(text % {"found": version()})
    if connection.vendor != "mysql":
        for name in ("domain_admins", "log"):
            if "id" not in described.columns[table(name)]:
                text = _("The rows of %(table)s have no %(column)s to be named by; PostfixAdmin makes none in SQLite.")
                raise ValidationError(text % {"table": table(name), "column": "id"})


def no_table(described, name):
    if not described.columns:
        return _("This database is empty. To make the tables of a new one: manage.py migrate")
    return _("This is no database of PostfixAdmin: it has no table %(name)s.") % {"name": name}


def check_columns(described, name, columns):
    for column in sorted(columns - described.columns[name].keys()):
        text = _("This is no database of PostfixAdmin: its table %(table)s has no column %(column)s.")
        raise ValidationError(text % {"table": name, "column": column})


def check_optional(described, name, columns):
    """A table that we would add but whose name is taken is never extended: its own program could not go on with it."""
    name = table(name)
    for column in sorted(columns - described.columns[name].keys()):
        if name in described.views:
            text = _("The view %(table)s lacks the column %(column)s: let it have all of %(all)s.")
        else:
            text = _(
                "The table %(table)s is another program's: it has no column %(column)s. Rename it, or set"
                " DATABASE_TABLES so that ours goes by another name."
            )
        raise ValidationError(text % {"table": name, "column": column, "all": ", ".join(sorted(columns))})


def told_names(others):
    """What to set, for a database whose tables go by other names."""
    prefixes = {here.removesuffix(name) if here.endswith(name) else None for name, here in others.items()}
    if prefixes == {""}:
        return _("This looks like PostfixAdmin without a prefix before its tables. Unset DATABASE_PREFIX.")
    if len(prefixes) == 1 and None not in prefixes:
        text = _("This looks like PostfixAdmin with a prefix before its tables. Set DATABASE_PREFIX=%(prefix)s")
        return text % {"prefix": prefixes.pop()}
    names = ",".join(f"{name}={here}" for name, here in others.items() if name != here)
    text = _("This looks like PostfixAdmin with tables of other names. Set DATABASE_TABLES=%(names)s")
    return text % {"names": names}


def version():
    """The number of the schema, 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(with_tables("SELECT value FROM {config} WHERE name = 'version'"))
        row = cursor.fetchone()
    return int(row[0]) if row and str(row[0]).isdecimal() else 0


def adopt(missing):
    """Add what is missing, one by one (MariaDB has no transactions around it; a second run goes on where one stopped),
    then take the migrations for done. Raises ValidationError where one fails."""
    with connection.cursor() as cursor:
        for addition in missing:
            try:
                for statement in addition.sql:
                    cursor.execute(statement)
            except DatabaseError as error:
                text = _("%(name)s could not be added: %(error)s. What came before it is added; the next run goes on.")
                raise ValidationError(text % {"name": addition.name, "error": error.args[-1]}) from error
    loader = MigrationLoader(connection)
    for key in loader.graph.nodes.keys() - loader.applied_migrations.keys():
        MigrationRecorder(connection).record_applied(*key)
    if not Adoption.objects.exists():
        Adoption.objects.create(version=version())


@contextlib.contextmanager
def alone():
    """Raises ValidationError while another `adopt` changes this database."""
    if connection.vendor != "mysql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(CONCAT('mailadmin.adopt.', MD5(DATABASE())), 0)")
        if cursor.fetchone()[0] != 1:
            raise ValidationError(_("Another `manage.py adopt` is at work on this database. Nothing was changed."))
        try:
            yield
        finally:
            cursor.execute("SELECT RELEASE_LOCK(CONCAT('mailadmin.adopt.', MD5(DATABASE())))")
