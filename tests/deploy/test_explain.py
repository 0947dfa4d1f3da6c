"""Every lookup goes by an index: EXPLAIN of each query with 100,000 mailboxes in 1,000 domains.

On MariaDB both in the character set of a fresh database and in that of one that PostfixAdmin made.
"""

import re

import pytest
from django.db import connection

from tests.engines import MARIADB, on_mariadb, on_sqlite

from .maps import asked_for, dovecot_queries, postfix_queries

pytestmark = pytest.mark.django_db

TABLES = ("domain", "mailbox", "alias", "alias_domain", "mailbox_app_password", "totp_exception_address")
DOMAINS, MAILBOXES = 1000, 100_000
# Mailboxes, an alias for each and 1,000 catch-alls; 500 of the domains stand for the next one. Two app passwords each.
FILL = [
    "INSERT INTO domain (domain, description, transport) SELECT"
    " CONCAT('d', seq, '.test'), '', 'virtual' FROM {domains}",
    "INSERT INTO mailbox (username, password, name, maildir, quota, local_part, domain) SELECT"
    " CONCAT('m', seq, '@d', seq % 1000, '.test'), '$1$x', '', 'x/', 0, CONCAT('m', seq),"
    " CONCAT('d', seq % 1000, '.test') FROM {mailboxes}",
    "INSERT INTO alias (address, goto, domain) SELECT username, username, domain FROM mailbox",
    "INSERT INTO alias (address, goto, domain) SELECT CONCAT('@', domain), 'root', domain FROM domain",
    "INSERT INTO alias_domain (alias_domain, target_domain) SELECT CONCAT('d', seq * 2, '.test'),"
    " CONCAT('d', seq * 2 - 1, '.test') FROM {domains} WHERE seq <= 500",
    "INSERT INTO mailbox_app_password (username, password_hash) SELECT username, '$1$x' FROM mailbox",
    "INSERT INTO mailbox_app_password (username, password_hash) SELECT username, '$1$y' FROM mailbox",
    "UPDATE mailbox SET totp_secret = 'x' WHERE local_part = 'm1998'",
    "INSERT INTO totp_exception_address (ip, username) SELECT CONCAT('10.0.0.', seq), NULL FROM {domains}",
    "INSERT INTO totp_exception_address (ip, username) VALUES ('192.0.2.7', 'd998.test')",
]
# A mailbox, one by an alias domain, a catch-all, nobody, and a domain.
ADDRESSES = ("m1998@d998.test", "m997@d998.test", "@d998.test", "nobody@nowhere.test", "d998.test")
QUERIES = postfix_queries("mysql" if MARIADB else "sqlite") | {
    name: query
    for name, query in dovecot_queries("mysql" if MARIADB else "sqlite").items()
    if "iterate" not in name  # it lists everybody, so it reads everybody
}


@pytest.fixture(scope="module")
def tables(django_db_setup, django_db_blocker):
    """A cursor on full copies of the tables: a database of its own on MariaDB, temporary tables on SQLite."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if MARIADB:
            home = connection.settings_dict["NAME"]
            cursor.execute("CREATE DATABASE explained")
            for table in TABLES:
                cursor.execute(f"CREATE TABLE explained.{table} LIKE {table}")
            cursor.execute("USE explained")
        else:
            for table in TABLES:
                copy_to_temporary(cursor, table)
        fill(cursor)
        yield cursor
        if MARIADB:
            cursor.execute(f"USE {home}")
            cursor.execute("DROP DATABASE explained")
        else:
            for table in TABLES:
                cursor.execute(f"DROP TABLE temp.{table}")


def copy_to_temporary(cursor, table):
    """The table and its indexes, in memory; a name finds a temporary table first."""
    cursor.execute(
        "SELECT sql FROM main.sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY rootpage", [table]
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(re.sub(r'^CREATE (TABLE |(UNIQUE )?INDEX )"', r'CREATE \1temp."', statement))


def fill(cursor):
    for statement in FILL:
        if not MARIADB:
            statement = re.sub(r"CONCAT\(([^()]*)\)", lambda match: f"({match[1].replace(', ', ')||(')})", statement)
        cursor.execute(statement.format(domains=numbers(DOMAINS), mailboxes=numbers(MAILBOXES)))
    cursor.execute(f"ANALYZE TABLE {', '.join(TABLES)}" if MARIADB else "ANALYZE temp")
    if MARIADB:
        cursor.fetchall()


def numbers(count):
    """A table whose column `seq` counts from 1."""
    if MARIADB:
        return f"seq_1_to_{count}"
    return f"(WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq+1 FROM n WHERE seq<{count}) SELECT * FROM n)"


@pytest.fixture(scope="module")
def adopted(tables):
    """The same in upstream's character set, as a database is that PostfixAdmin made."""
    for table in TABLES:
        tables.execute(f"ALTER TABLE {table} CONVERT TO CHARACTER SET latin1 COLLATE latin1_general_ci")
    tables.execute(f"ANALYZE TABLE {', '.join(TABLES)}")
    tables.fetchall()
    return tables


def explained(cursor, query, address):
    """[(table, type, rows, extra)] of MariaDB's EXPLAIN."""
    cursor.execute("EXPLAIN " + asked_for(query, address).replace("%", "%%"), [])
    names = [column[0] for column in cursor.description]
    return [
        tuple(dict(zip(names, row, strict=True))[name] for name in ("table", "type", "rows", "Extra")) for row in cursor
    ]


def check(cursor, query, address):
    for table, kind, rows, extra in explained(cursor, query, address):
        if table is None or str(table).startswith("<"):  # known to be nothing, or the sum of a UNION
            continue
        assert kind in ("const", "eq_ref", "system", "ref", "range", "ref_or_null"), (address, table, kind, extra)
        assert rows is None or int(rows) <= 5, (address, table, kind, rows)


@on_mariadb
@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_works(tables, name, address):
    check(tables, QUERIES[name], address)


@on_mariadb
@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_adopted(adopted, name, address):
    check(adopted, QUERIES[name], address)


@on_mariadb
def test_a_query_without_an_index_would_be_seen(tables):
    with pytest.raises(AssertionError):
        check(tables, "SELECT maildir FROM mailbox WHERE local_part='%u'", "m1@d2.test")


@on_sqlite
@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_sqlite(tables, name, address):
    tables.execute("EXPLAIN QUERY PLAN " + asked_for(QUERIES[name], address).replace("%", "%%"), [])
    steps = [row[3] for row in tables]
    assert any("SEARCH" in step for step in steps)
    assert not [step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step], steps
