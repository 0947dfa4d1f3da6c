"""One change to the database: all of it or nothing, and what only the database can refuse said in a sentence."""

import re
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

TRIES = 3
TRY_AGAIN = {1020, 1213}  # MariaDB: record has changed since last read, deadlock
DUPLICATE = {1062, "UNIQUE"}  # MariaDB, SQLite
REFUSED = {
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
            except OperationalError as error:
                # Within an outer transaction there is nothing left to go back to.
                if tries == TRIES or connection.in_atomic_block or code_of(error) not in TRY_AGAIN:
                    raise
            except IntegrityError as error:
                if code_of(error) not in DUPLICATE:
                    raise
                raise ValidationError(_("Somebody else has just added this.")) from error
            except DataError as error:
                if code_of(error) not in REFUSED:
                    raise
                raise refusal(error) from error

    return run


def code_of(error):
    """MariaDB's number of an error; SQLite has only words, of which this is the first."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, int) else str(first).partition(" ")[0]


def refusal(error):
    """A value that its column refused, as an error at the field of that name."""
    column = re.search(r"column [`'](?:.*[`'.])?(\w+)[`'] at row", str(error.args[-1]))
    message = REFUSED[code_of(error)]
    return ValidationError({column[1]: message}) if column else ValidationError(message)
