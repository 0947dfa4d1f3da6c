"""Tables that belong to no app: upstream's `config`, and our own for throttling and stored figures."""

from django.db import models

from mailadmin.store.fields import now


class Config(models.Model):
    """Upstream's settings table. Only its row `version`, the number of the schema, is in use."""

    name = models.CharField(max_length=20, unique=True, default="", db_default="")
    value = models.CharField(max_length=20, default="", db_default="")

    class Meta:
        db_table = "config"

    def __str__(self):
        return f"{self.name}={self.value}"


class Throttle(models.Model):
    """Failed sign-ins of one account or one client address since `since`; see mailadmin.accounts.throttle."""

    key = models.CharField(max_length=64, primary_key=True)  # a digest: an attacker's input is not kept as it came
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=now, db_index=True)

    class Meta:
        db_table = "mailadmin_throttle"

    def __str__(self):
        return f"{self.key[:8]}…: {self.failures}"


class Snapshot(models.Model):
    """Figures that cost a walk through whole tables, kept for some minutes; see mailadmin.store.snapshots."""

    key = models.CharField(max_length=255, primary_key=True)
    made = models.DateTimeField(default=now)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "mailadmin_snapshot"

    def __str__(self):
        return self.key
