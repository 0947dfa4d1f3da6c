"""Our tables of background work; and on MariaDB, that they and django-tasks' own can hold any text, whatever charset and
engine the database makes tables with by default: a traceback of a Chinese name must not be refused."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("django_tasks_database_dbtaskresult", "mailadmin_job", "mailadmin_periodic")


def convert(apps, schema_editor):
    if schema_editor.connection.vendor == "mysql":
        for table in TABLES:
            schema_editor.execute(
                f"ALTER TABLE {table} ENGINE=InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
            )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        db_column="id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="job",
                        serialize=False,
                        to="django_tasks_database.dbtaskresult",
                    ),
                ),
                ("owner", models.CharField(db_index=True, default="", max_length=255)),
                ("origin", models.CharField(default="", max_length=255)),
                ("language", models.CharField(default="", max_length=16)),
                ("about", models.CharField(default="", max_length=255)),
                ("once", models.CharField(max_length=255, null=True, unique=True)),
                ("longest", models.PositiveIntegerField(default=3600)),
                ("spent", models.PositiveIntegerField(default=0)),
                ("turn", models.BigIntegerField(default=0)),
                ("holder", models.CharField(default="", max_length=255)),
                ("until", models.BigIntegerField(db_index=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("stop", models.BooleanField(default=False)),
                ("place", models.JSONField(null=True)),
                ("done", models.PositiveIntegerField(null=True)),
                ("total", models.PositiveIntegerField(null=True)),
                ("note", models.CharField(default="", max_length=255)),
            ],
            options={
                "db_table": "mailadmin_job",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("due", models.BigIntegerField(default=0)),
                ("last", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "mailadmin_periodic",
            },
        ),
        migrations.RunPython(convert, migrations.RunPython.noop, atomic=False),
    ]
