"""Whether the tables are ours to work on: asked before each command, and before each request until they are."""

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mailadmin.upstream.adoption import is_foreign

NO_TABLE = 1146  # MariaDB's number; SQLite has only words
_ready = set()  # databases that were found ready, by their names: they stay so


def what_is_missing():
    """A sentence about what has to be done first, or "" when the console can work. Costs one query until it can.

    Raises nothing of its own: a database that is down is for whoever asks it next.
    """
    name = str(connection.settings_dict["NAME"])
    if name in _ready:
        return ""
    try:
        if MigrationRecorder.Migration.objects.using(connection.alias).filter(app="mailboxes").exists():
            _ready.add(name)
            return ""
        return told()
    except DatabaseError as error:
        return told() if is_no_table(error) else ""


def is_no_table(error):
    return bool(error.args) and (error.args[0] == NO_TABLE or "no such table" in str(error.args[0]))


def told():
    if is_foreign():
        return _("This database was made by PostfixAdmin. To take it over: manage.py adopt")
    return _("The database has no tables yet. To make them: manage.py migrate")
