"""Vacation replies, as `vacation.pl` reads and writes them."""

from datetime import datetime

from django.db import models

from domains.models import Domain
from mailadmin.accounts.models import LONG_AGO
from mailadmin.store.fields import AddressField, TextField, TimestampField, now
from mailboxes.models.reach import InDomainQuerySet

END_OF_TIME = datetime(2038, 1, 18)  # upstream's: as late as a `timestamp` goes


class Vacation(models.Model):
    """A vacation reply, as `vacation.pl` reads it."""

    email = AddressField(primary_key=True)
    subject = models.CharField(max_length=255)
    body = TextField()
    cache = TextField(blank=True, default="")  # no longer used by anybody, and has no default in the database
    domain = models.ForeignKey(
        Domain, models.DO_NOTHING, db_column="domain", db_constraint=False, db_index=False, related_name="vacation_set"
    )
    created = models.DateTimeField(default=now, db_default=LONG_AGO)
    active = models.BooleanField(default=True, db_default=True)
    modified = TimestampField(default=now, db_default=models.functions.Now())
    activefrom = TimestampField(default=now, db_default=LONG_AGO)
    activeuntil = TimestampField(default=END_OF_TIME, db_default=END_OF_TIME)
    interval_time = models.IntegerField(default=0, db_default=0)  # seconds between two replies to one sender; 0 once

    objects = InDomainQuerySet.as_manager()

    class Meta:
        db_table = "vacation"
        db_table_comment = "Postfix Admin - Virtual Vacation"
        indexes = [models.Index(fields=["email"], name="vacation_email")]

    def __str__(self):
        return self.email


class VacationNotification(models.Model):
    """Who was told already, as `vacation.pl` writes it."""

    pk = models.CompositePrimaryKey("on_vacation", "notified")
    on_vacation = models.ForeignKey(
        Vacation, models.DO_NOTHING, db_column="on_vacation", db_constraint=False, db_index=False
    )
    notified = models.CharField(max_length=255, default="", db_default="")
    notified_at = TimestampField(default=now, db_default=models.functions.Now())

    class Meta:
        db_table = "vacation_notification"
        db_table_comment = "Postfix Admin - Virtual Vacation Notifications"

    def __str__(self):
        return f"{self.on_vacation_id}: {self.notified}"
