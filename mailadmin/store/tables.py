"""What upstream's tables are called in this database: by their own names, or as PostfixAdmin's settings of the site
have it (DATABASE_PREFIX, DATABASE_TABLES)."""

from django.conf import settings

UPSTREAMS = (
    *("admin", "admin_preferences", "alias", "alias_domain", "config", "dkim", "dkim_signing", "domain"),
    *("domain_admins", "fetchmail", "log", "mailbox", "mailbox_app_password", "quota", "quota2"),
    *("totp_exception_address", "vacation", "vacation_notification"),
)


def table(name):
    """The table that upstream calls `name` where nothing else is set."""
    return settings.DATABASE_PREFIX + settings.DATABASE_TABLES.get(name, name)


class _Names(dict):
    def __missing__(self, name):
        return table(name)


def with_tables(sql):
    """SQL in which `{mailbox}` and the like stand for tables, with their names in this database."""
    return sql.format_map(_Names())
