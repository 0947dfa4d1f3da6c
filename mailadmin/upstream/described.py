"""The tables that are there, as the server describes them."""

from dataclasses import dataclass

from django.db import connection

COLUMNS = """
SELECT table_name, column_name, column_type, collation_name, is_nullable, column_default, extra
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position
"""
TABLES = """
SELECT table_name, table_type, engine, row_format, create_options LIKE '%row_format=dynamic%'
FROM information_schema.tables WHERE table_schema = DATABASE()
"""


@dataclass(frozen=True)
class Column:
    type: str
    collation: str | None
    nullable: bool
    given: bool  # whether a row can be added without it
    counts: bool  # the server numbers rows by it

    @property
    def base(self):
        """What has to be equal on both sides of a foreign key: not the length of text, nor the width of a number."""
        kind, _bracket, rest = self.type.partition("(")
        return kind + (" unsigned" if rest.endswith("unsigned") else "")


class Described:
    """Of every table of this database, by its name: its columns by theirs, and its engine. Views are told apart."""

    def __init__(self):
        self.columns, self.engines, self.views = {}, {}, set()
        self.narrow = set()  # tables whose indexes hold, now or after the next ALTER TABLE, no more than 767 bytes
        with connection.cursor() as cursor:
            if connection.vendor == "mysql":
                self.read_mysql(cursor)
            else:
                self.read(cursor)

    def read_mysql(self, cursor):
        cursor.execute("SELECT @@innodb_default_row_format")
        usual = cursor.fetchone()[0]
        cursor.execute(TABLES)
        for name, kind, engine, form, said in cursor.fetchall():
            self.columns[name] = {}
            if kind == "VIEW":
                self.views.add(name)
            else:
                self.engines[name] = engine
                if engine == "InnoDB" and (form != "Dynamic" or usual != "dynamic" and not said):
                    self.narrow.add(name)
        cursor.execute(COLUMNS)
        for name, column, kind, collation, nullable, default, extra in cursor.fetchall():
            nullable, counts = nullable == "YES", "auto_increment" in extra
            given = nullable or counts or default is not None or "GENERATED" in extra
            self.columns.setdefault(name, {})[column.lower()] = Column(kind, collation, nullable, given, counts)

    def read(self, cursor):
        for info in connection.introspection.get_table_list(cursor):
            rows = connection.introspection.get_table_description(cursor, info.name)
            self.columns[info.name] = {
                row.name.lower(): Column(
                    "", None, row.null_ok, row.null_ok or row.default is not None or row.pk, row.pk
                )
                for row in rows
            }
            if info.type == "v":
                self.views.add(info.name)

    def constraints(self, table):
        with connection.cursor() as cursor:
            return connection.introspection.get_constraints(cursor, table).values()

    def leading(self, table):
        """The columns that some index begins with."""
        found = self.constraints(table)
        return {each["columns"][0] for each in found if each["columns"] and (each["index"] or each["unique"])}

    def key(self, table):
        """The columns of the primary key, none if there is none."""
        return next((each["columns"] for each in self.constraints(table) if each["primary_key"]), [])

    def refers(self, table, column):
        """The (table, column) that a foreign key of this column refers to, or None."""
        if table not in self.columns:
            return None
        found = (each for each in self.constraints(table) if each["foreign_key"] and each["columns"] == [column])
        return next((each["foreign_key"] for each in found), None)
