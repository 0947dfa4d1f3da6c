"""What a database that PostfixAdmin made lacks, and the SQL that adds it: what is printed is what is run.

Each statement says all that a server's defaults could decide otherwise: engine, row format, character set. Dates are
upstream's, without fractions of a second.
"""

from dataclasses import dataclass

from django.db import connection, models, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.expressions import RawSQL

from mailadmin.store.fields import NormalisedField, TimestampField
from mailadmin.store.tables import table, with_tables
from mailadmin.upstream.described import Described

UNICODE = "utf8mb4_general_ci"
TABLE_OPTIONS = f"ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE={UNICODE}"
# The apps whose tables PostfixAdmin may have made. Those of an app that came later are made by `migrate`, here too.
WITH_UPSTREAM_TABLES = {"mailadmin", "accounts", "audit", "domains", "mailboxes"}
# Those that upstream's programs count on: (table, name, column, the other table, its key), by upstream's names.
FOREIGN_KEYS = [
    ("vacation_notification", "vacation_notification_pkey", "on_vacation", "vacation", "email"),
    ("dkim", "dkim_ibfk_1", "domain_name", "domain", "domain"),
    ("dkim_signing", "dkim_signing_ibfk_1", "dkim_id", "dkim", "id"),
]
# What a new column must hold at once. Before schema 1284 the ALL row alone made a superadmin.
FILLED = {
    ("admin", "superadmin"): "UPDATE {admin} SET superadmin = 1 WHERE username IN"
    " (SELECT username FROM {domain_admins} WHERE domain = 'ALL' AND active = 1);"
}


@dataclass(frozen=True)
class Addition:
    """Something that is missing (a table, a column, an index, numbers for rows, a foreign key), and how it is made."""

    kind: str
    name: str
    sql: tuple


def additions():
    """What is missing, in the order in which it can be added."""
    described = Described()
    found = [addition for model in wanted_models() for addition in lacking(model, described)]
    return found + [key for key in missing_keys(described) if key.kind]


def wanted_models():
    """The models as the migrations leave them, with the types and collations that fit this database."""
    found = MigrationLoader(connection).project_state().apps.get_models()
    found = [model for model in found if router.allow_migrate_model(connection.alias, model)]
    if connection.vendor == "mysql":
        # Joined with a column of another character set, an index is of no use.
        addresses = Described().columns[table("domain")]["domain"].collation or UNICODE
        for model in found:
            for field in model._meta.local_concrete_fields:
                fit(field, addresses, is_upstreams(model))
    return [*found, MigrationRecorder.Migration]


def is_upstreams(model):
    """Whether it is one of PostfixAdmin's own tables."""
    ours = model._meta.db_table.startswith("mailadmin_")
    return model._meta.app_label in WITH_UPSTREAM_TABLES and not ours


def fit(field, addresses, upstreams):
    if isinstance(field, models.CharField | models.TextField):
        field.db_collation = addresses if isinstance(field, NormalisedField) else UNICODE
    elif upstreams and isinstance(field, models.DateTimeField):
        kind = "timestamp" if isinstance(field, TimestampField) else "datetime"
        field.db_type = lambda connection: kind
        if isinstance(field.db_default, models.functions.Now):
            field.db_default = RawSQL("CURRENT_TIMESTAMP", [])


def lacking(model, described):
    """What of this model the database lacks."""
    name = model._meta.db_table
    if name in described.views:
        return
    if name not in described.columns:
        yield Addition("table", name, sql_of(lambda editor: editor.create_model(model)))
        return
    if name in described.narrow and model._meta.app_label in WITH_UPSTREAM_TABLES:
        yield from widened(name, [*lacking_in(model, name, described)])
    else:
        yield from lacking_in(model, name, described)


def widened(name, found):
    """The same with the row format said first: without, the server would take its own at ALTER TABLE, and that may
    hold no index over 767 bytes."""
    for number, addition in enumerate(found):
        first = (f"ALTER TABLE `{name}` ROW_FORMAT=DYNAMIC;",) if number == 0 else ()
        yield Addition(addition.kind, addition.name, first + addition.sql)


def lacking_in(model, name, described):
    """What a table that is there lacks."""
    there, led = described.columns[name], described.leading(name)
    for field in model._meta.local_concrete_fields:
        column = there.get(field.column)
        if field.primary_key and isinstance(field, models.AutoField | models.BigAutoField):
            if connection.vendor == "mysql" and not (column and column.counts):
                yield Addition("id", f"{name}.{field.column}", counting(name, field, column, described))
        elif column is None:
            yield Addition("column", f"{name}.{field.column}", adding(model, field))
        elif field in indexed(model) and field.column not in led:
            # PostfixAdmin's own names are kept free: it would stumble over them when it adds the same one day.
            index = models.Index(fields=[field.name], name=f"{name}_by_{field.column}"[:30])
            yield Addition("index", f"{name}.{field.column}", sql_of(lambda e, index=index: e.add_index(model, index)))


def adding(model, field):
    made = sql_of(lambda editor: editor.add_field(model, field))
    for (name, column), filled in FILLED.items():
        if (table(name), column) == (model._meta.db_table, field.column):
            made += (with_tables(filled),)
    return made


def counting(name, field, column, described):
    """Numbers for rows that have none, or none that the server counts on by itself: AUTO_INCREMENT."""
    kind = column.type if column else ("bigint(20)" if isinstance(field, models.BigAutoField) else "int(11)")
    verb = "MODIFY" if column else "ADD COLUMN"
    key = ""
    if not column or field.column not in described.leading(name):
        key = ", ADD UNIQUE KEY" if described.key(name) else ", ADD PRIMARY KEY"
        key = f"{key} ({field.column})"
    change = f"ALTER TABLE `{name}` {verb} `{field.column}` {kind} NOT NULL AUTO_INCREMENT{key};"
    if not column:
        return (change,)
    return ("SET foreign_key_checks = 0;", change, "SET foreign_key_checks = 1;")  # a key may refer to it


def sql_of(make):
    """The statements that `make` runs on a schema editor."""
    with connection.schema_editor(collect_sql=True) as editor:
        if connection.vendor == "mysql":
            editor.sql_create_table = f"{editor.sql_create_table} {TABLE_OPTIONS}"
        make(editor)
    return tuple(editor.collected_sql)


def indexed(model):
    """The fields that an index should begin with: whatever comes behind only makes it quicker still."""
    first = {index.fields[0] for index in model._meta.indexes if index.fields}
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.db_index and not field.primary_key or field.name in first
    ]


def missing_keys(described):
    """Upstream's foreign keys that are not there; one that the tables don't allow has no kind, and a reason as SQL."""
    if connection.vendor != "mysql":
        return
    for own, name, column, other, key in FOREIGN_KEYS:
        own, other = table(own), table(other)
        if own in described.views or (other, key) == described.refers(own, column):
            continue
        reason = in_the_way(described, own, column, other, key)
        made = (
            f"ALTER TABLE `{own}` ADD CONSTRAINT `{name}` FOREIGN KEY (`{column}`)"
            f" REFERENCES `{other}` (`{key}`) ON DELETE CASCADE;"
        )
        yield Addition("" if reason else "foreign key", f"{own}.{column}", (reason,) if reason else (made,))


def in_the_way(described, own, column, other, key):
    """Why a foreign key can't be made, as (word, values), or ""."""
    engines = [described.engines.get(name, "InnoDB") for name in (own, other)]
    if set(engines) != {"InnoDB"}:
        return "engine"
    if own not in described.columns or other not in described.columns:
        return ""  # it is made to fit
    here, there = described.columns[own].get(column), described.columns[other].get(key)
    if here and there and (here.base, here.collation) != (there.base, there.collation):
        return "type"
    sql = f"SELECT 1 FROM `{own}` o WHERE NOT EXISTS (SELECT 1 FROM `{other}` p WHERE p.`{key}` = o.`{column}`) LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return "orphans" if cursor.fetchone() else ""
