"""A fresh database on MariaDB has upstream's tables: columns as wide or wider, and the same defaults and keys."""

import pytest
from django.db import connection

from tests.engines import on_mariadb
from tests.schema.facts import COLUMNS, FOREIGN, KEYS, PRIMARY, Column

pytestmark = [on_mariadb, pytest.mark.django_db]

# What may stand where upstream has another type, narrowest first; all of them take what upstream's column takes.
AS_WIDE = {
    "bool": ["tinyint"],
    "int": ["int", "bigint"],
    "bigint": ["bigint"],
    "varchar": ["varchar"],
    "enum": ["varchar"],
    "text": ["text", "mediumtext", "longtext"],
    "datetime": ["datetime"],
    "timestamp": ["timestamp"],  # not datetime: vacation.pl and fetchmail.pl count on the session's time zone
}


def rows(sql, table):
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return cursor.fetchall()


def ours(table):
    """The columns of a table as the server describes them."""
    found = rows(
        "SELECT column_name, data_type, character_maximum_length, column_type, is_nullable, column_default, extra "
        "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s",
        table,
    )
    return {
        name: Column(
            type=kind,
            size=size or 0,
            null=nullable == "YES",
            auto="auto_increment" in extra,
            unsigned="unsigned" in definition,
            has_default=default is not None,
            default=default_of(default),
        )
        for name, kind, size, definition, nullable, default, extra in found
    }


def default_of(text):
    """`'2000-01-01 00:00:00.000000'` is upstream's `2000-01-01 00:00:00`, `current_timestamp(6)` is its now."""
    if text is None or text == "NULL":
        return None
    if text.startswith("current_timestamp"):
        return "now"
    return text.strip("'").removesuffix(".000000")


def test_it_works():
    tables = {name for (name,) in rows("SHOW TABLES LIKE %s", "%")}
    assert tables >= COLUMNS.keys()


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns(table):
    mine = ours(table)
    assert mine.keys() == COLUMNS[table].keys()
    for name, theirs in COLUMNS[table].items():
        column = mine[name]
        where = f"{table}.{name}: {column}"
        assert column.type in AS_WIDE[theirs.type], where
        assert column.size >= theirs.size, where
        assert not column.unsigned or theirs.unsigned or theirs.type == "bool", where
        assert (column.null, column.auto) == (theirs.null, theirs.auto), where
        assert (column.has_default, column.default) == (theirs.has_default, theirs.default), where


@pytest.mark.parametrize("table", KEYS)
def test_the_keys(table):
    found = rows(
        "SELECT index_name, MAX(non_unique), GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', ') "
        "FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = %s GROUP BY index_name",
        table,
    )
    assert sorted((columns, not not_unique) for _name, not_unique, columns in found) == KEYS[table]
    assert {columns for name, _not_unique, columns in found if name == "PRIMARY"} == {PRIMARY[table]}


@pytest.mark.parametrize("table", FOREIGN)
def test_the_foreign_keys(table):
    found = rows(
        "SELECT k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule "
        "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r "
        "USING (constraint_schema, table_name, constraint_name) "
        "WHERE k.constraint_schema = DATABASE() AND k.table_name = %s",
        table,
    )
    assert sorted("{} -> {}({}), {}".format(*row) for row in found) == FOREIGN[table]


@pytest.mark.parametrize("table", COLUMNS)
def test_no_date_changes_by_itself(table):
    assert not rows(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = DATABASE() AND table_name = %s AND extra LIKE '%%on update%%'",
        table,
    )


@pytest.mark.parametrize("table", COLUMNS)
def test_the_engine_has_transactions_and_the_text_is_unicode(table):
    found = rows(
        "SELECT engine, table_collation FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name = %s",
        table,
    )
    assert found == (("InnoDB", "utf8mb4_general_ci"),)
