"""NULL in columns where upstream has none, as tables that grew over years or were filled by other programs hold it."""

from functools import cache

from django.db import models


class NullsRead(models.Model):
    """A model whose NULLs are read as empty, 0 or off; dates stay None. What is not touched stays NULL."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        if None in values:
            instead = instead_of_null(cls, tuple(field_names))
            values = [other if value is None else value for value, other in zip(values, instead, strict=True)]
        return super().from_db(db, field_names, values)


@cache
def instead_of_null(model, names):
    """What stands in for NULL in the columns of these names, in the order of the model's fields."""
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    return [None if field.null else empty_of(field) for field in fields]


def empty_of(field):
    """What NULL stands for in the column of this field; None for a date."""
    field = getattr(field, "target_field", field)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 0
    return None if isinstance(field, models.DateTimeField) else ""
