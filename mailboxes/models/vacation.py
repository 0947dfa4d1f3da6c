"""Vacation replies, as `vacation.pl` reads and writes them."""

from datetime import datetime

from django.db import models

from domains.models import Domain
from mailadmin.accounts.models import LONG_AGO
from mailadmin.store.fields import AddressField, TextField, TimestampField, now
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table
from mailboxes.models.reach import InDomainQuerySet

END_OF_TIME = datetime(2038, 1, 18)  # upstream's: as late as a `timestamp` goes


class VacationQuerySet(InDomainQuerySet):
    def current(self, at=None):
        """Those on vacation at a moment, by default now."""
        at = at or now()
        return self.filter(active=True, activefrom__lte=at, activeuntil__gte=at)

    def over(self, at):
        """Those that are still active although they should have ended by themselves."""
        return self.filter(active=True, activeuntil__lt=at)


class Vacation(NullsRead):
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

    objects = VacationQuerySet.as_manager()

    class Meta:
        db_table = table("vacation")
        db_table_comment = "Postfix Admin - Virtual Vacation"
        indexes = [models.Index(fields=["email"], name="vacation_email")]

    def __str__(self):
        return self.email

    def state(self, at=None):
        """One of "planned", "on", "over" and "off"; over is also what was switched off since."""
        at = at or now()
        if self.activeuntil < at:
            return "over"
        if not self.active:
            return "off"
        return "planned" if self.activefrom > at else "on"

    @property
    def has_end(self):
        return self.activeuntil.date() < END_OF_TIME.date()


class VacationPlan(models.Model):
    """What the console keeps beside upstream's row: the text as it was typed, and what is yet to begin."""

    email = AddressField(primary_key=True)
    body = TextField()  # with the placeholders that are filled in `vacation.body`
    begins = models.DateTimeField(null=True, blank=True, db_index=True)  # until it has

    class Meta:
        db_table = "mailadmin_vacation"

    def __str__(self):
        return self.email


class SieveScript(models.Model):
    """The reply of who is away as Dovecot runs it, with VACATION_BY=sieve. Who is not away has none."""

    email = AddressField(primary_key=True)
    version = models.CharField(max_length=32)  # a digest of the script, by which Dovecot knows a new one
    script = TextField()

    class Meta:
        db_table = "mailadmin_sieve"

    def __str__(self):
        return f"{self.email}: {self.version[:8]}"


class VacationNotification(models.Model):
    """Who was told already, as `vacation.pl` writes it."""

    pk = models.CompositePrimaryKey("on_vacation", "notified")
    on_vacation = models.ForeignKey(
        Vacation, models.DO_NOTHING, db_column="on_vacation", db_constraint=False, db_index=False
    )
    notified = models.CharField(max_length=255, default="", db_default="")
    notified_at = TimestampField(default=now, db_default=models.functions.Now())

    class Meta:
        db_table = table("vacation_notification")
        db_table_comment = "Postfix Admin - Virtual Vacation Notifications"

    def __str__(self):
        return f"{self.on_vacation_id}: {self.notified}"
