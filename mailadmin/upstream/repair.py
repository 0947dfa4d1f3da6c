"""`manage.py adopt --repair KIND`: mends one kind of what `findings` found, all or nothing, and says which rows."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from mailadmin.store.tables import UPSTREAMS, table, with_tables
from mailadmin.upstream import findings
from mailadmin.upstream.described import Described
from mailadmin.upstream.kinds import KEYS, KINDS


def repair(name):
    """Mend one kind; return what was changed, a line each. Raises ValidationError for an unknown kind and where the
    database refuses."""
    kinds = {kind.name: kind for kind in KINDS if kind.change}
    if name not in kinds and name not in OTHERS:
        text = _("There is no repair “%(name)s”. Allowed: %(names)s.")
        raise ValidationError(text % {"name": name, "names": ", ".join(sorted({*kinds, *OTHERS}))})
    described = Described()
    try:
        if name in SCHEMA:  # MariaDB ends a transaction at each of these statements
            return [*OTHERS[name](described)]
        with transaction.atomic():
            return [*(OTHERS[name](described) if name in OTHERS else mend(described, kinds[name]))]
    except DatabaseError as error:
        text = _("Nothing was changed, for the database refused: %(error)s.")
        raise ValidationError(text % {"error": error.args[-1]}) from error


def mend(described, kind):
    if not findings.known(described, kind):
        return []
    return changed(kind.table, kind.show, kind.where, kind.change)


def changed(name, show, where, change):
    """Run `change` on the rows of a table and say which they were."""
    with connection.cursor() as cursor:
        cursor.execute(with_tables(f"SELECT {', '.join(show)} FROM {{{name}}} WHERE ({where})"))
        lines = [f"{table(name)} {findings.named(row)}" for row in cursor.fetchall()]
        if lines:
            cursor.execute(with_tables(f"{change} WHERE ({where})"))
    return lines


def upper_case(described):
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":  # a key and what refers to it change one after the other
            cursor.execute("SET foreign_key_checks = 0")
        try:
            for name, show, where in findings.upper_case_rows(described):
                small = ", ".join(f"{column} = {lowered(name, column)}" for column in KEYS[name])
                yield from changed(name, show, where, f"UPDATE {{{name}}} SET {small}")
        finally:
            if connection.vendor == "mysql":
                cursor.execute("SET foreign_key_checks = 1")


def lowered(name, column):
    small = f"LOWER({column})"
    return f"CASE WHEN {column} = 'ALL' THEN 'ALL' ELSE {small} END" if column == "domain" else small


def zero_dates(described):
    for name, show, where in findings.zero_date_rows(described):
        for condition in where.split(" OR "):
            column = condition.partition(" ")[0]
            yield from changed(name, show, condition, f"UPDATE {{{name}}} SET {column} = '2000-01-01 00:00:00'")


def nulls(described):
    for name, column, empty in findings.null_columns(described):
        show = KEYS.get(name, (column,))[:1]
        yield from changed(
            name,
            show,
            f"{column} IS NULL",
            f"UPDATE {{{name}}} SET {column} = '{empty}'",
        )


def expired_vacations(described):
    """Take the reply out of where the mail goes; what would be left without a target keeps its mail."""
    with connection.cursor() as cursor:
        for email, goto in findings.expired_vacations():
            start = email.replace("@", "#") + "@"
            left = ",".join(target for target in goto.split(",") if not target.strip().startswith(start))
            cursor.execute(with_tables("UPDATE {alias} SET goto = %s WHERE address = %s"), [left or email, email])
            cursor.execute(with_tables("UPDATE {vacation} SET active = 0 WHERE email = %s"), [email])
            yield f"{email}: {goto} -> {left or email}"


def engine(described):
    for name in sorted(each for each in map(table, UPSTREAMS) if each in described.engines):
        if described.engines[name] != "InnoDB":
            yield run(f"ALTER TABLE `{name}` ENGINE=InnoDB ROW_FORMAT=DYNAMIC")


def primary_key(described):
    for name, columns in findings.keyless(described):
        yield run(f"ALTER TABLE `{name}` ADD PRIMARY KEY ({', '.join(columns)})")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return statement


OTHERS = {
    "upper-case": upper_case,
    "zero-dates": zero_dates,
    "nulls": nulls,
    "expired-vacations": expired_vacations,
    "engine": engine,
    "primary-key": primary_key,
}
SCHEMA = {"engine", "primary-key"}
