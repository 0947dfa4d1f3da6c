"""Reads facts.toml: what each table of upstream's newest schema looks like."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

COLUMN = re.compile(
    r"(?P<type>\w+)(\((?P<size>\d+)\))?(?P<unsigned> unsigned)?(?P<null> null)?(?P<auto> auto)?( ?= ?(?P<default>.*))?"
)


@dataclass(frozen=True)
class Column:
    """`default` is a text, None for NULL; `has_default` tells NULL from a column that must be given."""

    type: str
    size: int
    null: bool
    auto: bool = False
    unsigned: bool = False
    has_default: bool = False
    default: str | None = None


def column(text):
    found = COLUMN.fullmatch(text)
    default = found["default"]
    return Column(
        type=found["type"],
        size=int(found["size"] or 0),
        null=bool(found["null"]),
        auto=bool(found["auto"]),
        unsigned=bool(found["unsigned"]),
        has_default=default is not None,
        default=None if default == "NULL" else default,
    )


_tables = tomllib.loads(Path(__file__).with_name("facts.toml").read_text())
COLUMNS = {table: {name: column(text) for name, text in facts["columns"].items()} for table, facts in _tables.items()}
# Keys that upstream lacks: Dovecot asks for app passwords by their user at every log-in.
OURS = {"mailbox_app_password": [("username", False)]}
# Each key as (columns, whether unique); the primary key is unique, and is named apart too.
PRIMARY = {table: facts["primary"] for table, facts in _tables.items()}
KEYS = {
    table: sorted(
        [(facts["primary"], True)]
        + [(columns, True) for columns in facts.get("unique", [])]
        + [(columns, False) for columns in facts.get("keys", [])]
        + OURS.get(table, [])
    )
    for table, facts in _tables.items()
}
FOREIGN = {table: sorted(facts.get("foreign", [])) for table, facts in _tables.items()}
