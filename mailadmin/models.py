"""Tables that belong to no app: upstream's `config`, and our own for stored figures."""

from django.db import models

from mailadmin.store.fields import now
from mailadmin.store.tables import table


class Config(models.Model):
    """Upstream's settings table. Only its row `version`, the number of the schema, is in use."""

    name = models.CharField(max_length=20, unique=True, default="", db_default="")
    value = models.CharField(max_length=20, default="", db_default="")

    class Meta:
        db_table = table("config")

    def __str__(self):
        return f"{self.name}={self.value}"


class Adoption(models.Model):
    """That this database was PostfixAdmin's and `manage.py adopt` took it over; at most one row."""

    made = models.DateTimeField(default=now)
    version = models.IntegerField(default=0)  # of upstream's schema at that time

    class Meta:
        db_table = "mailadmin_adoption"

    def __str__(self):
        return f"{self.made}: {self.version}"


class Snapshot(models.Model):
    """Figures that cost a walk through whole tables, kept for some minutes; see mailadmin.store.snapshots."""

    key = models.CharField(max_length=255, primary_key=True)
    made = models.DateTimeField(default=now)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "mailadmin_snapshot"

    def __str__(self):
        return self.key
