"""App passwords, exceptions from the second factor and the throttle are accounts'. The tables stay as they are."""

import django.db.models.functions.datetime
from django.db import migrations, models

import mailadmin.store.fields
from mailadmin.store.tables import table


class Migration(migrations.Migration):
    # What made the tables.
    dependencies = [
        ("accounts", "0001_initial"),
        ("mailadmin", "0001_initial"),
        ("mailboxes", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="AppPassword",
                    fields=[
                        (
                            "id",
                            models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                        ),
                        ("username", mailadmin.store.fields.AddressField(max_length=255, null=True)),
                        ("description", models.CharField(max_length=255, null=True)),
                        ("password_hash", models.CharField(max_length=255, null=True)),
                    ],
                    options={"db_table": table("mailbox_app_password")},
                ),
                migrations.CreateModel(
                    name="Throttle",
                    fields=[
                        ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("since", models.DateTimeField(db_index=True, default=mailadmin.store.fields.now)),
                    ],
                    options={"db_table": "mailadmin_throttle"},
                ),
                migrations.CreateModel(
                    name="TotpException",
                    fields=[
                        (
                            "id",
                            models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                        ),
                        ("ip", models.CharField(max_length=46)),
                        ("username", models.CharField(max_length=255, null=True)),
                        ("description", models.CharField(max_length=255, null=True)),
                        (
                            "created",
                            mailadmin.store.fields.TimestampField(
                                db_default=django.db.models.functions.datetime.Now(),
                                default=mailadmin.store.fields.now,
                            ),
                        ),
                        (
                            "modified",
                            mailadmin.store.fields.TimestampField(
                                db_default=django.db.models.functions.datetime.Now(),
                                default=mailadmin.store.fields.now,
                            ),
                        ),
                    ],
                    options={
                        "db_table": table("totp_exception_address"),
                        "constraints": [models.UniqueConstraint(fields=("ip", "username"), name="ip_user")],
                    },
                ),
            ],
        ),
    ]
