"""The foreign keys that upstream's own programs count on, by their names there; MariaDB only, as upstream.

Django would make them without ON DELETE CASCADE, so the models have none and this adds them.
"""

from django.db import migrations

from mailadmin.store.tables import table

KEYS = [
    ("vacation_notification", "vacation_notification_pkey", "on_vacation", "vacation", "email"),
    ("dkim", "dkim_ibfk_1", "domain_name", "domain", "domain"),
    ("dkim_signing", "dkim_signing_ibfk_1", "dkim_id", "dkim", "id"),
]


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "mysql":
        for own, name, column, other, key in KEYS:
            schema_editor.execute(
                f"ALTER TABLE {table(own)} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {table(other)} ({key}) ON DELETE CASCADE"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "mysql":
        for own, name, *_rest in KEYS:
            schema_editor.execute(f"ALTER TABLE {table(own)} DROP FOREIGN KEY {name}")


class Migration(migrations.Migration):
    atomic = False  # MariaDB has no transactions around ALTER TABLE
    dependencies = [("mailboxes", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
