"""What is wrong or dangerous in the data of a database, before it is adopted or after: each kind with a count, three
examples and what to do. Nothing is changed here, and other programs' tables are none of ours.
"""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, models
from django.utils.translation import gettext as _

from mailadmin.store.fields import NormalisedField, now
from mailadmin.store.nulls import empty_of
from mailadmin.store.tables import UPSTREAMS, table, with_tables
from mailadmin.upstream.described import Described
from mailadmin.upstream.in_use import cleartext, schemes, vacation_domains, weak
from mailadmin.upstream.kinds import KEYS, KINDS
from mailadmin.upstream.schema import missing_keys, wanted_models

EXAMPLES = 3
DATES = ("datetime", "timestamp", "date")
ZERO = "0000-00-00 00:00:00"


@dataclass(frozen=True)
class Finding:
    """`name` is what --repair takes, "" where there is nothing that it could mend."""

    name: str
    text: str
    count: int
    examples: list
    remedy: str


def findings():
    """Everything found, the worst first."""
    described = Described()
    sources = [of_rows, upper_case, zero_dates, nulls, vacations, passwords, factors]
    if connection.vendor == "mysql":
        sources += [engines, primary_keys, collations, refused_keys]
    sources.append(unknown_columns)
    return [finding for source in sources for finding in source(described)]


def of_rows(described):
    for kind in KINDS:
        if known(described, kind):
            count, examples = counted(kind.show, kind.table, kind.where)
            repair = kind.name if kind.change else ""
            if count:
                yield Finding(repair, str(kind.text), count, examples, str(kind.remedy))


def known(described, kind):
    """Whether the tables and columns that a kind is about are there; views are not ours to look after."""
    columns = described.columns.get(table(kind.table))
    if not columns or table(kind.table) in described.views:
        return False
    return set(kind.show) <= columns.keys() and ("superadmin" not in kind.where or "superadmin" in columns)


def counted(show, name, where):
    """How many rows there are, and some of them by name. 0 where the database can't compare the columns, of which
    `collations` tells."""
    condition = with_tables(f"FROM {{{name}}} WHERE ({where})")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) {condition}")
            count = cursor.fetchone()[0]
            if not count:
                return 0, []
            cursor.execute(f"SELECT {', '.join(show)} {condition} LIMIT {EXAMPLES}")
            return count, [named(row) for row in cursor.fetchall()]
    except DatabaseError:
        return 0, []


def named(row):
    return " ".join(str(value) for value in row if value not in (None, ""))


def summed(described, conditions):
    """(count, examples) of rows over several tables; `conditions` are (table, columns to show, condition)."""
    total, examples = 0, []
    for name, show, where in conditions:
        count, some = counted(show, name, where)
        total += count
        examples += [f"{table(name)} {each}" for each in some]
    return total, examples[:EXAMPLES]


def upper_case(described):
    count, examples = summed(described, upper_case_rows(described))
    if count:
        text, remedy = (
            _("keys with capitals"),
            _("Programs that compare exactly miss them; the repair lowers them."),
        )
        yield Finding("upper-case", text, count, examples, remedy)


def upper_case_rows(described):
    exact = "BINARY " if connection.vendor == "mysql" else ""
    for name, columns in KEYS.items():
        if table(name) in described.columns and table(name) not in described.views:
            differs = " OR ".join(f"{exact}{column} <> {exact}LOWER({column})" for column in columns)
            spared = " AND domain <> 'ALL'" if name in ("domain", "domain_admins") else ""
            yield name, columns[:1], f"({differs}){spared}"


def zero_dates(described):
    count, examples = summed(described, zero_date_rows(described))
    if count:
        remedy = _("Programs stumble over them; the repair makes them 2000-01-01, as PostfixAdmin's own step does.")
        yield Finding("zero-dates", _("dates of zeros"), count, examples, remedy)


def zero_date_rows(described):
    for name, columns in base_tables(described):
        dates = [column for column, there in columns.items() if there.type.partition("(")[0] in DATES]
        if dates:
            show = list(KEYS.get(name, ())[:1]) or dates[:1]
            yield name, show, " OR ".join(f"{column} = '{ZERO}'" for column in dates)


def base_tables(described):
    """(upstream's name, columns) of its tables that are there."""
    for name in UPSTREAMS:
        if table(name) in described.columns and table(name) not in described.views:
            yield name, described.columns[table(name)]


def nulls(described):
    conditions = [
        (name, KEYS.get(name, (column,))[:1], f"{column} IS NULL") for name, column, _empty in null_columns(described)
    ]
    count, examples = summed(described, conditions)
    if count:
        remedy = _("Here they read as empty, 0 or off; the repair stores that.")
        yield Finding("nulls", _("values that are NULL where PostfixAdmin has none"), count, examples, remedy)


def null_columns(described):
    """(upstream's table, column, what NULL stands for) of the columns that should not be nullable and are."""
    by_name = {table(name): name for name in UPSTREAMS}
    for model in wanted_models():
        columns = described.columns.get(model._meta.db_table, {})
        if model._meta.db_table not in by_name or model._meta.db_table in described.views:
            continue
        for field in model._meta.local_concrete_fields:
            if field.column in columns and columns[field.column].nullable and not field.null and not field.primary_key:
                empty = empty_of(field)
                empty = "2000-01-01" if empty is None else int(empty) if empty is False else empty
                yield by_name[model._meta.db_table], field.column, empty


def vacations(described):
    others = vacation_domains()
    others.pop(settings.VACATION_DOMAIN, None)
    for domain, count in others.most_common(EXAMPLES):
        remedy = _("Their replies look like forwardings here: set VACATION_DOMAIN=%(domain)s") % {"domain": domain}
        yield Finding("", _("vacations that go by another domain"), count, [domain], remedy)
    if "activeuntil" in described.columns.get(table("vacation"), {}):
        over = expired_vacations()
        if over:
            remedy = _("The repair takes the reply out of their alias and switches it off.")
            examples = [email for email, _goto in over[:EXAMPLES]]
            yield Finding("expired-vacations", _("vacations that are over, still on"), len(over), examples, remedy)


def expired_vacations():
    """(address, goto) of the mailboxes whose vacation is over and whose alias still leads to the reply."""
    sql = (
        "SELECT v.email, a.goto FROM {vacation} v JOIN {alias} a ON a.address = v.email"
        " WHERE v.active = 1 AND v.activeuntil < %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(with_tables(sql), [now()])
        return [(email, goto) for email, goto in cursor.fetchall() if email.replace("@", "#") + "@" in (goto or "")]


def passwords(described):
    found = schemes()
    if feeble := weak(found):
        remedy = _(
            "A stolen database is soon a list of them. With PASSWORD_SCHEME set to a better scheme that PostfixAdmin"
            " reads too (its `encrypt`), they are renewed as people sign in."
        )
        yield Finding("", _("passwords that are hashed weakly"), sum(feeble.values()), told(feeble), remedy)
    if plain := cleartext(found):
        remedy = _("Nobody signs in by them unless CLEARTEXT_PASSWORDS=YES says that this site has them.")
        yield Finding("", _("passwords that are stored as they are"), plain, [], remedy)


def told(counts):
    return [f"{name} {count}" for name, count in Counter(counts).most_common()]


def factors(described):
    for name in ("admin", "mailbox"):
        if "totp_secret" in described.columns[table(name)]:
            count, examples = counted(("username",), name, "totp_secret <> ''")
            if count:
                remedy = _("Sign-in here asks for their code too; for a lost device: manage.py resetfactor")
                yield Finding("", _("accounts with a second factor"), count, examples, remedy)
    if table("mailbox_app_password") in described.columns:
        count, examples = counted(("username", "description"), "mailbox_app_password", "password_hash <> ''")
        if count:
            remedy = _("Dovecot takes them with the files of manage.py mailconfig; until then keep your own query.")
            yield Finding("", _("app passwords"), count, examples, remedy)


def engines(described):
    found = [table(name) for name in UPSTREAMS if described.engines.get(table(name), "InnoDB") != "InnoDB"]
    if found:
        remedy = _("A change to them may be left half done, and they have no foreign keys; the repair converts them.")
        yield Finding("engine", _("tables that are not InnoDB"), len(found), found[:EXAMPLES], remedy)


def primary_keys(described):
    found = [name for name, _columns in keyless(described)]
    if found:
        remedy = _("Replication and clusters need one; the repair adds it.")
        yield Finding("primary-key", _("tables without a primary key"), len(found), found[:EXAMPLES], remedy)


def keyless(described):
    """(table, columns of the key it should have); those that get numbers by adoption are left to it."""
    upstreams = {table(name) for name in UPSTREAMS}
    for model in wanted_models():
        name, key = model._meta.db_table, model._meta.pk
        if name in described.engines and name in upstreams and not described.key(name):
            columns = [field.column for field in model._meta.pk_fields]
            if set(columns) <= described.columns[name].keys() and not isinstance(key, models.AutoField):
                yield name, columns


def collations(described):
    """Columns that the server can't compare with the domains' names."""
    usual = described.columns[table("domain")]["domain"].collation
    for model in wanted_models():
        for field in model._meta.local_concrete_fields:
            column = described.columns.get(model._meta.db_table, {}).get(field.column)
            if column is None or not column.collation or column.collation == usual:
                continue
            same_letters = column.collation.partition("_")[0] == usual.partition("_")[0]
            if isinstance(getattr(field, "target_field", field), NormalisedField) and same_letters:
                where = f"{model._meta.db_table}.{field.column}"
                null = "" if column.nullable else " NOT NULL"
                change = f"ALTER TABLE {model._meta.db_table} MODIFY {field.column} {column.type} COLLATE {usual}{null}"
                text = _("%(column)s is %(found)s, which MariaDB can't compare with the %(usual)s of domain.domain")
                text = text % {"column": where, "found": column.collation, "usual": usual}
                yield Finding("", text, 1, [], change)


def refused_keys(described):
    reasons = {
        "engine": _("A table is not InnoDB: first manage.py adopt --repair engine"),
        "type": _("Its type or collation is not that of the key: give it the same."),
        "orphans": _("It has rows that belong to nothing: first the repair of these orphans."),
    }
    for key in missing_keys(described):
        if not key.kind:
            text = _("the foreign key of %(column)s can't be added") % {"column": key.name}
            yield Finding("", text, 1, [], reasons[key.sql[0]])


def unknown_columns(described):
    for model in wanted_models():
        name = model._meta.db_table
        ours = {field.column for field in model._meta.local_concrete_fields}
        if name not in described.views:
            for column, there in described.columns.get(name, {}).items():
                if column not in ours and not there.given:
                    text = _("%(column)s is unknown here and has no default, so no row can be added")
                    remedy = _("Give it one: %(sql)s") % {"sql": f"ALTER TABLE {name} ALTER {column} SET DEFAULT …"}
                    yield Finding("", text % {"column": f"{name}.{column}"}, 1, [], remedy)
