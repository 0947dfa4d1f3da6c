"""Model fields that keep values in their one normal form, for saves and for look-ups alike."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailadmin.store.addresses import (
    ascii_of,
    normal_address,
    normal_domain,
    validate_address,
    validate_alias_address,
    validate_domain,
)


class Stored(str):
    """A key just as another program stored it, in no normal form: taken as it is, the row is found by it again."""


class NormalisedField(models.CharField):
    """Text of at most 255 characters with a normal form. Subclasses say which, and what is valid."""

    normalise = staticmethod(str)

    def from_db_value(self, value, expression, connection):
        return value if value is None or self.normalise(value) == value else Stored(value)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return value if value is None or isinstance(value, Stored) else self.normalise(value)

    def get_prep_value(self, value):
        if isinstance(value, Stored):
            return value
        value = super().get_prep_value(value)
        return value if value is None else self.normalise(value)


class DomainNameField(NormalisedField):
    normalise = staticmethod(normal_domain)
    default_validators = [validate_domain]


class AddressField(NormalisedField):
    normalise = staticmethod(normal_address)
    default_validators = [validate_address]


class AliasAddressField(AddressField):
    """An address, or `@domain` for all of a domain's."""

    default_validators = [validate_alias_address]


@NormalisedField.register_lookup
class Prefix(models.Lookup):
    """`field__prefix="bob"`: what starts with it, answered from the index on every engine.

    Django's `startswith` is `LIKE BINARY` on MariaDB and `LIKE … ESCAPE` on SQLite, and neither of those uses one.
    """

    lookup_name = "prefix"
    prepare_rhs = False

    def get_prep_lookup(self):
        # Not the field's normal form: a half-typed `@exam` or `*@` is no address yet. Other letters are looked for as a
        # domain has them stored.
        local, at, domain = str(self.rhs).strip().rpartition("@")
        return ascii_of(local) + at + (domain.lower() if domain.isascii() else normal_domain(domain))

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", [*params, connection.ops.prep_for_like_query(self.rhs) + "%"]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            return f"{column} IS NOT NULL", params
        after = self.rhs[:-1] + chr(ord(self.rhs[-1]) + 1)
        return f"({column} >= %s AND {column} < %s)", [*params, self.rhs, *params, after]


@models.CharField.register_lookup
class AnyLetters(models.Transform):
    """`name__any_letters__icontains="例"`: for what people type, compared with text that they typed.

    In an adopted database such a column may be latin1, and MariaDB ends a comparison with other letters in an error.
    """

    lookup_name = "any_letters"

    def as_sql(self, compiler, connection):
        return compiler.compile(self.lhs)

    def as_mysql(self, compiler, connection):
        column, params = self.as_sql(compiler, connection)
        return f"CONVERT({column} USING utf8mb4)", params


class TextField(models.TextField):
    """Text as the MySQL drivers of mail programs expect it: `text` (64 KB), where Django makes `longtext`."""

    def db_type(self, connection):
        return "text"

    def validate(self, value, instance):
        super().validate(value, instance)
        if value and len(value.encode()) > 65_535:
            raise ValidationError(_("This text is too long: at most 65,535 bytes."), code="max_length")


class TimestampField(models.DateTimeField):
    """A `timestamp` on MariaDB, where upstream has one; elsewhere an ordinary point in local time."""

    def db_type(self, connection):
        return "timestamp(6)" if connection.vendor == "mysql" else super().db_type(connection)


def now():
    """The local time, to the second as upstream stores it."""
    return timezone.now().replace(microsecond=0)
