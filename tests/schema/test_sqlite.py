"""On SQLite the same tables have the same columns, as far as SQLite knows them."""

import pytest
from django.db import connection

from tests.engines import on_sqlite
from tests.schema.facts import COLUMNS, FOREIGN, KEYS

pytestmark = [on_sqlite, pytest.mark.django_db]

TYPES = {
    "bool": {"bool"},
    "int": {"integer", "integer unsigned", "bigint"},
    "bigint": {"bigint"},
    "varchar": {"varchar"},
    "enum": {"varchar"},
    "text": {"text"},
    "datetime": {"datetime"},
    "timestamp": {"datetime"},
}


def pragma(name, argument):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}({argument})").fetchall()


def default_of(text):
    if text is None or text == "NULL":
        return None
    return "now" if "NOW" in text.upper() else text.strip("()'")


def test_it_works():
    assert set(connection.introspection.table_names()) >= COLUMNS.keys()


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns(table):
    mine = {name: row for _id, name, *row in pragma("table_info", table)}
    assert mine.keys() == COLUMNS[table].keys()
    for name, theirs in COLUMNS[table].items():
        kind, not_null, default, _key = mine[name]
        kind, _bracket, size = kind.lower().rstrip(")").partition("(")
        where = f"{table}.{name}: {mine[name]}"
        assert kind in TYPES[theirs.type], where
        assert int(size or 0) >= theirs.size, where
        assert bool(not_null) != theirs.null, where
        assert default_of(default) == theirs.default, where


@pytest.mark.parametrize("table", KEYS)
def test_the_keys(table):
    indexes = [
        (", ".join(column for _seq, _id, column in pragma("index_info", name)), bool(unique))
        for _seq, name, unique, *_rest in pragma("index_list", table)
    ]
    key = [row for row in pragma("table_info", table) if row[5]]
    if [row[2].lower() for row in key] == ["integer"]:  # a row id, which needs no index
        indexes.append((key[0][1], True))
    assert sorted(indexes) == KEYS[table]


@pytest.mark.parametrize("table", FOREIGN)
def test_no_foreign_key_stands_in_the_way(table):
    """Upstream has those keys on MariaDB only; the services remove what depends on a row on both."""
    assert not pragma("foreign_key_list", table)
