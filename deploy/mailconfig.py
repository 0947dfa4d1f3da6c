"""Turns deploy/ into files for one database: its address, its accounts, no placeholder left. No Django in here.

A file under deploy/ is whole but for placeholders such as @DATABASE_NAME@, each named after the syntax it stands in, so
that one value is quoted as its file wants it: Postfix takes a value as it is, to the end of the line; Dovecot wants it
between double quotes, where 2.3 splits its connect string at spaces and 2.4 fills in %{variables}; SQL wants it between
single quotes.

A line that begins with the name of a setting is there when that setting says YES, and a paragraph or file that names
@APP_PASSWORD@ is there once for each app password that Dovecot tries.
"""

import re
from dataclasses import dataclass
from pathlib import Path

PLACEHOLDER = re.compile(r"@([A-Z][A-Z0-9_]*)@")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
APP_PASSWORD = "@APP_PASSWORD@"  # noqa: S105 (a number from 0)
# The server's local time, which is what PostfixAdmin's tables hold, as each engine says it. MariaDB knows zones by name
# where their tables are loaded; SQLite knows only the machine's.
NOW = {
    "mysql": "COALESCE(CONVERT_TZ(UTC_TIMESTAMP(),'+00:00','{zone}'),NOW())",
    "sqlite": "datetime('now','localtime')",
}


class Unfit(ValueError):
    """A setting that cannot be written into one of the files; says which and why."""


@dataclass(frozen=True)
class Account:
    """A database user. `setting` is the name of the setting that its password comes from, for messages."""

    user: str
    password: str
    setting: str


@dataclass(frozen=True)
class Database:
    """Where the tables are. `name` is a path for SQLite; `socket` wins over host and port, 0 is the usual port."""

    engine: str  # "mysql" or "sqlite", as Postfix and Dovecot call them
    name: str
    host: str = ""
    port: int = 0
    socket: str = ""

    @property
    def account_host(self):
        """Where MariaDB sees its clients: at this machine by the name they use for it, or anywhere."""
        if self.socket or self.host in ("", "localhost"):
            return "localhost"
        return self.host if self.host in ("127.0.0.1", "::1") else "%"


@dataclass(frozen=True)
class Policy:
    """What settings decide about signing in and about where mail lies, by their names."""

    mail_dir: str = "/var/mail/vmail"
    mail_location_suffix: str = "Maildir"
    app_passwords_only: bool = True
    app_passwords_tried: int = 10
    password_expiration: bool = False
    time_zone: str = "UTC"


def render(source, database, console, postfix, dovecot, policy=Policy()):  # noqa: B008 (frozen)
    """{path: text} of every file that mail software needs, from the folder `source` (deploy/).

    Raises Unfit for a value that some file has no way to write.
    """
    values = placeholders(database, console, postfix, dovecot) | decided(policy, database.engine)
    return {
        path: fill(text, values)
        for template in templates(Path(source), database.engine)
        for path, text in numbered(*template, policy.app_passwords_tried)
    }


def renamed(text, tables):
    """`text` for a database whose tables have other names; `tables` has the names of those that differ, by the usual.

    A query goes on calling a table by its usual name, so its columns need no change.
    """

    def queried(match):
        word, name, alias = match.groups()
        return f"{word} {tables[name]}{alias or f' AS {name}'}" if name in tables else match[0]

    text = re.sub(r"\b(FROM|JOIN) (\w+)\b( AS \w+)?", queried, text)
    named = r"(?<=\bON )\w+(?= TO )|(?<=\bUPDATE )\w+(?= SET\b)|(?<=table = )\w+"
    return re.sub(named, lambda match: tables.get(match[0], match[0]), text)


def templates(source, engine):
    """(path, text) of the files for one engine. Those that name a map are written for MariaDB and turned here."""
    folders = ["postfix", "dovecot", "dovecot-2.4"] + (["mariadb"] if engine == "mysql" else [])
    other = "sqlite_" if engine == "mysql" else "mysql_"
    for path in sorted(path for folder in folders for path in (source / folder).rglob("*") if path.is_file()):
        if not path.name.startswith(other):
            text = path.read_text().replace("mysql:/etc/postfix/sql/mysql_", f"{engine}:/etc/postfix/sql/{engine}_")
            yield str(path.relative_to(source)), text


def numbered(path, text, count):
    """The files that one template makes: one for each app password, or one with a paragraph for each."""
    if path.endswith("-N.conf.ext"):
        return [(path.replace("-N.", f"-{n}."), text.replace(APP_PASSWORD, str(n))) for n in range(count)]
    paragraphs = (
        paragraph.replace(APP_PASSWORD, str(n))
        for paragraph in re.split(r"\n\n(?=\S)", text)
        for n in range(count if APP_PASSWORD in paragraph else 1)
    )
    return [(path, "\n\n".join(paragraphs))]


def fill(text, values):
    """`text` with every placeholder replaced, and without the lines that have one whose value is None.

    KeyError for one that does not exist, so that none is ever left.
    """
    lines = (line for line in text.splitlines(True) if None not in map(values.get, PLACEHOLDER.findall(line)))
    return PLACEHOLDER.sub(lambda match: values[match[1]], "".join(lines))


def placeholders(database, console, postfix, dovecot):
    """What each placeholder stands for, quoted for where it stands."""
    refuse_control(database, console, postfix, dovecot)
    host = database.account_host
    values = {
        "ENGINE": database.engine,
        "DATABASE_NAME": database.name,
        "POSTFIX_USER": postfix.user,
        "POSTFIX_PASSWORD": unpadded(postfix.password, postfix.setting),
        "POSTFIX_HOSTS": postfix_hosts(database),
        "DOVECOT_CONNECT": double_quoted(dovecot_connect(database, dovecot)),
        "DOVECOT_24_HOST": database.socket or database.host or "localhost",
        "DATABASE_PORT": str(database.port),
        "ACCOUNT_HOST": host,
    }
    for name, value in (("NAME", database.name), ("USER", dovecot.user), ("PASSWORD", dovecot.password)):
        values[f"DOVECOT_24_{name}"] = double_quoted(value).replace("%{", "%%{")
    for name, account in (("CONSOLE", console), ("POSTFIX", postfix), ("DOVECOT", dovecot)):
        values[f"{name}_ACCOUNT"] = f"'{sql_quoted(account.user)}'@'{host}'"
        values[f"{name}_SQL_PASSWORD"] = sql_quoted(account.password)
    return values


def decided(policy, engine):
    """The placeholders that come from the policy. A condition is nothing at all, or None to leave its lines out."""
    return {
        "MAIL_DIR": policy.mail_dir,
        "MAIL_LOCATION": f"~/{policy.mail_location_suffix}".rstrip("/"),
        # Among the folders of a maildir, whose names begin with a dot, a file of that kind would be a broken one.
        "SIEVE_ACTIVE": "~/.dovecot.sieve" if policy.mail_location_suffix else "~/dovecot.sieve",
        "NOW": NOW[engine].format(zone=policy.time_zone),
        "APP_PASSWORDS_ONLY": "" if policy.app_passwords_only else None,
        "PASSWORD_EXPIRATION": "" if policy.password_expiration else None,
    }


def refuse_control(database, *accounts):
    """Raise Unfit for a line break or the like, which no file can hold."""
    words = [("The database's name", database.name), ("The database's host", database.host + database.socket)]
    for account in accounts:
        words += [(account.setting, account.password), (f"The user of {account.setting}", account.user)]
    for what, value in words:
        if CONTROL.search(value):
            raise Unfit(f"{what} holds a line break or another control character; choose another.")


def unpadded(value, setting):
    """`value`, which Postfix reads to the end of the line but for spaces around it."""
    if value != value.strip():
        raise Unfit(f"{setting} begins or ends with a space, which Postfix would drop; choose another.")
    return value


def postfix_hosts(database):
    """The value of `hosts` in a map."""
    if database.socket:
        return f"unix:{database.socket}"
    return f"inet:{database.host or 'localhost'}" + (f":{database.port}" if database.port else "")


def dovecot_connect(database, account):
    """Dovecot 2.3's connect string: the path of an SQLite file, or words that must not hold a space."""
    if database.engine == "sqlite":
        return database.name
    words = {"host": database.socket or database.host or "localhost", "dbname": database.name}
    if database.port and not database.socket:
        words["port"] = str(database.port)
    words |= {"user": account.user, "password": account.password}
    for name, value in words.items():
        if " " in value:
            what = account.setting if name == "password" else f"The database's {name}"
            raise Unfit(f"{what} holds a space, at which Dovecot 2.3 would end it; choose another.")
    return " ".join(f"{name}={value}" for name, value in words.items() if value)


def double_quoted(value):
    """For between the double quotes of a Dovecot file."""
    return value.replace("\\", "\\\\").replace('"', '\\"')


def sql_quoted(value):
    """For between the single quotes of an SQL file."""
    return value.replace("\\", "\\\\").replace("'", "''")
