"""The table `log`: what was done, by whom, from where. Entries are added, never changed and never removed."""

from django.conf import settings
from django.db import models

from mailadmin.accounts.models import LONG_AGO
from mailadmin.audit.labels import ACTIONS
from mailadmin.store.addresses import shown_address, shown_domain
from mailadmin.store.fields import TextField, now
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table


class Log(NullsRead):
    """One act. Names are stored, not keys, so that an entry outlives what it tells of."""

    timestamp = models.DateTimeField(default=now, db_default=LONG_AGO)
    username = models.CharField(max_length=255)
    domain = models.CharField(max_length=255)
    action = models.CharField(max_length=255)
    data = TextField()

    class Meta:
        db_table = table("log")
        db_table_comment = "Postfix Admin - Log"
        indexes = [
            models.Index(fields=["timestamp"], name="log_timestamp"),
            models.Index(fields=["domain", "timestamp"], name="log_domain_timestamp"),
        ]

    def __str__(self):
        return f"{self.timestamp} {self.action} {self.data}"

    @property
    def action_label(self):
        return ACTIONS.get(self.action, self.action)

    @property
    def shown(self):
        return shown_address(self.data) if "@" in self.data else shown_domain(self.data)

    def delete(self, *args, **kwargs):
        raise TypeError("Log entries are kept.")


def record(actor, action, domain, data):
    """Add a log entry; part of the caller's transaction. Nothing is written with LOGGING=NO, as upstream.

    `action` is one of upstream's keys, such as `create_mailbox`; `domain` a domain's name or "".
    """
    if settings.LOGGING_ENABLED:
        Log.objects.create(username=actor.log_name[:255], domain=domain, action=action, data=data)
