"""Finding one row by a key that a person or a program gave."""

from django.db.models import F

from mailadmin.store.fields import AnyLetters, Stored


def found(rows, key):
    """The row of `rows` (a queryset) with this key, or None: by its normal form, else just as it is stored.

    What other programs left (a blank first, a raw umlaut, a dot last) can be opened and deleted by the second.
    """
    row = rows.filter(pk=key).first()
    if row is None and key and len(key) <= 255 and "\0" not in key:
        if key.isascii():
            row = rows.filter(pk=Stored(key)).first()
        else:  # a column of another character set can't be compared with letters that it has none of
            row = rows.alias(as_stored=AnyLetters(F(rows.model._meta.pk.attname))).filter(as_stored=Stored(key)).first()
    return row


def get(rows, key):
    """As `found`, but raises the model's DoesNotExist."""
    row = found(rows, key)
    if row is None:
        raise rows.model.DoesNotExist(f"There is no {rows.model._meta.model_name} {key!r}.")
    return row
