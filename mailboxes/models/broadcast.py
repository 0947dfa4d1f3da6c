"""Mails to many mailboxes, and to whom each was sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailadmin.accounts.roles import EVERYTHING, OWN_DOMAINS, reach_of
from mailadmin.store.fields import TextField, now


class BroadcastQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All of them for who reaches everything; a domain admin sees the own ones."""
        if reach_of(user) == EVERYTHING:
            return self
        return self.filter(owner=user.username) if reach_of(user) == OWN_DOMAINS else self.none()


class Broadcast(models.Model):
    """One text to the mailboxes of some domains. Names are kept, so that the result outlives the domains."""

    created = models.DateTimeField(default=now)
    owner = models.CharField(max_length=255)  # who sends it
    sender = models.CharField(_("from"), max_length=255)
    subject = models.CharField(_("subject"), max_length=255)
    body = TextField(_("text"))
    domains = models.JSONField(default=list, blank=True)  # names; none: all that the owner may see
    with_aliases = models.BooleanField(default=False)  # also to where the domains' aliases go
    job = models.UUIDField(null=True, blank=True)  # the background task; its row goes before this one

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        db_table = "mailadmin_broadcast"
        indexes = [models.Index(fields=["created", "id"], name="mailadmin_broadcast_created")]

    def __str__(self):
        return self.subject


class BroadcastRecipient(models.Model):
    """One address of a broadcast, and what became of its mail."""

    WAITING, SENDING, SENT, REFUSED, UNKNOWN = "waiting", "sending", "sent", "refused", "unknown"

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, db_constraint=False, related_name="recipients")
    address = models.CharField(max_length=255)
    # `unknown`: the program or the machine died while the mail was handed over; it is not sent again.
    state = models.CharField(max_length=8, default=WAITING)
    reason = models.CharField(max_length=255, default="")

    class Meta:
        db_table = "mailadmin_broadcast_recipient"
        constraints = [models.UniqueConstraint(fields=["broadcast", "address"], name="mailadmin_broadcast_once")]
        indexes = [models.Index(fields=["broadcast", "state", "id"], name="mailadmin_broadcast_state")]

    def __str__(self):
        return f"{self.address}: {self.state}"


class WelcomeText(models.Model):
    """What greets a new mailbox, in one language: of one domain, or with no domain of the whole site."""

    domain = models.CharField(max_length=255, default="")
    language = models.CharField(max_length=16)
    subject = models.CharField(_("subject"), max_length=255)
    body = TextField(_("text"))

    class Meta:
        db_table = "mailadmin_welcome"
        constraints = [models.UniqueConstraint(fields=["domain", "language"], name="mailadmin_welcome_once")]

    def __str__(self):
        return f"{self.domain} {self.language}"
