"""The number of upstream's newest schema, which this one equals, so that upstream's own programs accept it."""

from django.db import migrations

VERSION = "1856"


def insert(apps, schema_editor):
    apps.get_model("mailadmin", "Config").objects.get_or_create(name="version", defaults={"value": VERSION})


class Migration(migrations.Migration):
    dependencies = [("mailadmin", "0001_initial")]
    operations = [migrations.RunPython(insert, migrations.RunPython.noop)]
