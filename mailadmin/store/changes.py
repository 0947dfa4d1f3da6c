"""One change to the database: all of it or nothing, and what only the database can refuse said in a sentence."""

import re
from functools import wraps

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from mailadmin.store.fields import now

TRIES = 3
TRY_AGAIN = {1020, 1213}  # MariaDB: record has changed since last read, deadlock
TAKEN = _("Somebody else has just added this.")
# MariaDB's numbers; which class of error the driver makes of them differs from version to version.
REFUSED = {
    "UNIQUE": TAKEN,  # SQLite
    1062: TAKEN,
    1264: _("This number is too large for the database's column."),
    1366: _("The database can't store some of these characters: its column is not UTF-8."),
    1406: _("This is too long for the database's column."),
}


def change(function):
    """Decorates a service function: as transaction.atomic, and safe against what others do at the same moment.

    MariaDB ends a deadlock by undoing one of the two completely; that one is done again. Raises ValidationError when
    somebody else took the same name first, and when a column of an adopted database is too narrow for a value.
    """

    @wraps(function)
    def run(*args, **kwargs):
        tries = 0
        while True:
            tries += 1
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except DatabaseError as error:
                # Within an outer transaction there is nothing left to go back to.
                if code_of(error) in TRY_AGAIN and tries < TRIES and not connection.in_atomic_block:
                    continue
                if code_of(error) in REFUSED:
                    raise refusal(error) from error
                raise

    return run


def given(row, **values):
    """Set those of a row's fields whose value is not None, which is for "as it is"; return their names."""
    values = {name: value for name, value in values.items() if value is not None}
    for name, value in values.items():
        setattr(row, name, value)
    return [*values]


def save_changed(row, names):
    """Validate and save the fields of these names, and say that the row was changed now.

    No others: what is odd elsewhere in an adopted row (a date of zeros, an empty transport) stays and does no harm.
    """
    row.modified = now()
    changed = {field.name for field in row._meta.fields if {field.name, field.attname} & set(names)}
    try:
        row.full_clean(exclude={field.name for field in row._meta.fields} - changed)
    except ValidationError as error:
        # What goes by several fields, clean() finds wrong in those too that nobody touches.
        touched = {name: errors for name, errors in error.error_dict.items() if name in {*changed, NON_FIELD_ERRORS}}
        if touched:
            raise ValidationError(touched) from None
    row.save(force_update=True, update_fields=[*names, "modified"])


def code_of(error):
    """MariaDB's number of an error; SQLite has only words, of which this is the first."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, int) else str(first).partition(" ")[0]


def refusal(error):
    """What to say about a refused value, at the field named like its column."""
    column = re.search(r"column [`'](?:.*[`'.])?(\w+)[`'] at row", str(error.args[-1]))
    message = REFUSED[code_of(error)]
    return ValidationError({column[1]: message}) if column else ValidationError(message)
