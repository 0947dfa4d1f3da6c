"""Taking over a database that PostfixAdmin made: what our models want and it lacks is added, and nothing else.

Tables and columns are looked at, never the number of the schema: upstream has given one number twice. That number stays
as it is too, and with it PostfixAdmin goes on working beside ours.
"""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db import connection, models, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mailadmin.store.fields import NormalisedField

OLDEST = 1844  # of PostfixAdmin 3.3.9; before it, tables had no keys that a row can be named by
UNICODE = "utf8mb4_general_ci"
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
# The apps whose tables PostfixAdmin may have made. Those of an app that came later are made by `migrate`, here too.
WITH_UPSTREAM_TABLES = {"mailadmin", "accounts", "audit", "domains", "mailboxes"}


@dataclass(frozen=True)
class Addition:
    """Something that is missing: a table, a column or an index. `add` takes a schema editor."""

    kind: str
    name: str
    add: object


def is_adopted(loader=None):
    """Whether the tables are ours already: made by `migrate`, or adopted."""
    loader = loader or MigrationLoader(connection)
    roots = [root for root in loader.graph.root_nodes() if root[0] in WITH_UPSTREAM_TABLES]
    return all(root in loader.applied_migrations for root in roots)


def is_foreign():
    """Whether PostfixAdmin made this database and it was not adopted yet."""
    return "mailbox" in connection.introspection.table_names() and not is_adopted()


def additions():
    """What is missing, in the order in which it can be added."""
    described = Described()
    return [addition for model in wanted_models() for addition in lacking(model, described)]


def lacking(model, described):
    table = model._meta.db_table
    if table not in described.columns:
        yield Addition("table", table, lambda editor: editor.create_model(model))
        return
    there, led = described.columns[table], described.leading(table)
    for field in model._meta.local_concrete_fields:
        if field.column not in there:
            yield Addition("column", f"{table}.{field.column}", partial(add_field, model, field))
        elif field in indexed(model) and field.column not in led:
            # PostfixAdmin's own names are kept free: it would stumble over them when it adds the same one day.
            index = models.Index(fields=[field.name], name=f"{table}_by_{field.column}")
            yield Addition("index", f"{table}.{field.column}", partial(add_index, model, index))


def add_field(model, field, editor):
    editor.add_field(model, field)


def add_index(model, index, editor):
    editor.add_index(model, index)


def indexed(model):
    """The fields that an index should begin with: whatever comes behind only makes it quicker still."""
    first = {index.fields[0] for index in model._meta.indexes if index.fields}
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.db_index and not field.primary_key or field.name in first
    ]


def wanted_models():
    """The models as the migrations leave them, with collations that fit this database."""
    found = MigrationLoader(connection).project_state().apps.get_models()
    found = [model for model in found if router.allow_migrate_model(connection.alias, model)]
    if connection.vendor == "mysql":
        # Joined with a column of another character set, an index is of no use.
        addresses = collations()["domain", "domain"]
        for model in found:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.CharField | models.TextField):
                    field.db_collation = addresses if isinstance(field, NormalisedField) else UNICODE
    return found


def collations():
    """The collation of each column that has text, by (table, column)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND collation_name IS NOT NULL"
        )
        return {(table, column): collation for table, column, collation in cursor.fetchall()}


class Described:
    """The tables that are there."""

    def __init__(self):
        self.columns = {}  # of each table: what introspection says, by the column's name
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                rows = connection.introspection.get_table_description(cursor, table)
                self.columns[table] = {row.name.lower(): row for row in rows}

    def leading(self, table):
        """The columns that some index begins with."""
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, table).values()
        return {each["columns"][0] for each in found if each["columns"] and (each["index"] or each["unique"])}


def check_fit():
    """Raises ValidationError unless this is a database of PostfixAdmin that can be adopted."""
    described = Described()
    for table, columns in KNOWN_BY.items():
        if table not in described.columns:
            text = _("This is no database of PostfixAdmin: it has no table %(name)s. For a new one: manage.py migrate")
            raise ValidationError(text % {"name": table})
        for column in sorted(columns - described.columns[table].keys()):
            text = _("This is no database of PostfixAdmin: its table %(table)s has no column %(column)s.")
            raise ValidationError(text % {"table": table, "column": column})
    if version() < OLDEST:
        text = _("This database is too old: schema %(found)s. Run upgrade.php of PostfixAdmin 3.3.9 or newer first.")
        raise ValidationError(text % {"found": version()})
    for model in wanted_models():
        key, table = model._meta.pk, model._meta.db_table
        if key.column and table in described.columns and key.column not in described.columns[table]:
            text = _("The rows of %(table)s have no %(column)s to be named by; PostfixAdmin makes none in SQLite.")
            raise ValidationError(text % {"table": table, "column": key.column})


def version():
    """The number of the schema, 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM config WHERE name = 'version'")
        row = cursor.fetchone()
    return int(row[0]) if row and str(row[0]).isdecimal() else 0


def warnings():
    """What adopting leaves as it is, and somebody should look at."""
    yield from unknown_columns()
    if connection.vendor == "mysql":
        yield from other_collations()
        yield from other_engines()


def unknown_columns():
    described = Described()
    for model in wanted_models():
        table = model._meta.db_table
        ours = {field.column for field in model._meta.local_concrete_fields}
        for name, column in described.columns.get(table, {}).items():
            given = column.null_ok or column.default is not None or getattr(column, "extra", "")
            if name not in ours and not given:
                text = _("%(column)s is unknown here and has no default, so no row can be added: give it one.")
                yield text % {"column": f"{table}.{name}"}


def other_collations():
    found = collations()
    usual = found["domain", "domain"]
    for model in wanted_models():
        for field in model._meta.local_concrete_fields:
            collation = found.get((model._meta.db_table, field.column), usual)
            same_letters = collation.partition("_")[0] == usual.partition("_")[0]
            if (
                isinstance(getattr(field, "target_field", field), NormalisedField)
                and collation != usual
                and same_letters
            ):
                text = _("%(column)s is %(found)s, which MariaDB can't compare with the %(usual)s of domain.domain.")
                yield text % {"column": f"{model._meta.db_table}.{field.column}", "found": collation, "usual": usual}


def other_engines():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
            "AND table_type = 'BASE TABLE' AND engine <> 'InnoDB' ORDER BY table_name"
        )
        for (table,) in cursor.fetchall():
            text = _("%(table)s has no transactions, so a change may be half done: ALTER TABLE %(table)s ENGINE=InnoDB")
            yield text % {"table": table}


def adopt(missing):
    """Add what is missing, one by one (MariaDB has no transactions around it; a second run goes on where one stopped),
    then take the migrations for done."""
    for addition in missing:
        with connection.schema_editor() as editor:
            addition.add(editor)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    loader = MigrationLoader(connection)
    for key in loader.graph.nodes.keys() - loader.applied_migrations.keys():
        recorder.record_applied(*key)
