"""Databases that were adopted before there was this table are known by upstream's dates, which have no fractions."""

from django.db import migrations, models

import mailadmin.store.fields
from mailadmin.store.tables import table


def notice(apps, schema_editor):
    if schema_editor.connection.vendor != "mysql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT datetime_precision FROM information_schema.columns"
            " WHERE table_schema = DATABASE() AND table_name = %s AND column_name = 'created'",
            [table("domain")],
        )
        found = cursor.fetchone()
    if found and found[0] == 0:
        apps.get_model("mailadmin", "Adoption").objects.create()


class Migration(migrations.Migration):
    dependencies = [("mailadmin", "0003_throttle_of_accounts"), ("domains", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made", models.DateTimeField(default=mailadmin.store.fields.now)),
                ("version", models.IntegerField(default=0)),
            ],
            options={"db_table": "mailadmin_adoption"},
        ),
        migrations.RunPython(notice, migrations.RunPython.noop),
    ]
