"""What mailboxes hold, as Dovecot writes it."""

from django.db import models

from mailadmin.store.fields import AddressField
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table
from mailboxes.models.addresses import Mailbox


class Quota(models.Model):
    """Usage as Dovecot up to 1.1 wrote it."""

    pk = models.CompositePrimaryKey("username", "path")
    username = AddressField()
    path = models.CharField(max_length=100)
    current = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = table("quota")

    def __str__(self):
        return f"{self.username} {self.path}"


class Quota2(NullsRead):
    """Usage as Dovecot writes it: bytes and messages of a mailbox."""

    username = models.OneToOneField(
        Mailbox, models.DO_NOTHING, primary_key=True, db_column="username", db_constraint=False, related_name="usage"
    )
    bytes = models.BigIntegerField(default=0, db_default=0)
    messages = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = table("quota2")

    def __str__(self):
        return f"{self.username_id}: {self.bytes}"
