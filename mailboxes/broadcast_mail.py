"""Sending broadcasts in the background: to each recipient once, whatever dies meanwhile."""

import smtplib
import time
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from domains.models import Domain
from mailadmin.store.fields import now
from mailboxes.mail import BULK, NotSent, mail_server, send
from mailboxes.models import Alias, Broadcast, BroadcastRecipient, Mailbox, vacation_address

LISTED = 1000  # addresses that are looked up at once
ROUNDS = 3  # how often a mail is tried that the server puts off
PAUSE = 20  # seconds between two rounds
KEPT = timedelta(days=90)  # how long the result of a broadcast can be read

WAITING, SENDING, SENT = BroadcastRecipient.WAITING, BroadcastRecipient.SENDING, BroadcastRecipient.SENT
REFUSED, UNKNOWN = BroadcastRecipient.REFUSED, BroadcastRecipient.UNKNOWN


@task(takes_context=True, title=gettext_lazy("Broadcast"))
def send_broadcast(context, broadcast):
    """Send a broadcast to everybody whom it was not sent to yet. Nobody gets it twice, whatever dies meanwhile."""
    row = Broadcast.objects.filter(pk=broadcast).first()
    if row is None:
        return _("The broadcast is not there any more.")
    list_recipients(context, row)
    # Whoever was at it died. The mail may have been handed over or not: not again.
    with context.step({"listed": True}):
        row.recipients.filter(state=SENDING).update(state=UNKNOWN)
    for turn in range(ROUNDS):
        if turn:
            pause(context)
        if not deliver(context, row, last=turn == ROUNDS - 1):
            break
    counts = row.recipients.filter(state__in=[SENT, REFUSED, UNKNOWN])
    return {str(label): str(counts.filter(state=state).count()) for state, label in LABELS.items()}


LABELS = {SENT: gettext_lazy("Sent"), REFUSED: gettext_lazy("Refused"), UNKNOWN: gettext_lazy("Unknown")}


def list_recipients(context, row):
    """Write down whom it goes to, some at a time, from where it was left."""
    place = context.place or {}
    if place.get("listed"):
        return
    for kind, rows in sources(context.actor.user, row).items():
        if place.get("kind", kind) != kind:
            continue
        after = place.get("after", "")
        place = {}
        while keys := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:LISTED]):
            addresses = keys if kind == "mailboxes" else targets_of(keys)
            after = keys[-1]
            with context.step({"kind": kind, "after": after}, note=_("Looking up whom it goes to")):
                BroadcastRecipient.objects.bulk_create(
                    [BroadcastRecipient(broadcast=row, address=address) for address in addresses],
                    ignore_conflicts=True,
                )
    with context.step({"listed": True}):
        pass


def sources(user, row):
    """The mailboxes, and if wanted the aliases, that it is for: those within the reach of `user` that are in use."""
    domains = Domain.objects.visible_to(user).filter(active=True)
    if row.domains:
        domains = domains.filter(domain__in=row.domains)
    names = domains.values("domain")
    found = {"mailboxes": Mailbox.objects.filter(domain__in=names, active=True)}
    if row.with_aliases:
        found["aliases"] = Alias.objects.filter(domain__in=names, active=True).without_mailboxes()
    return found


def targets_of(addresses):
    """Where these aliases lead, as far as those are addresses of somebody."""
    aliases = Alias.objects.filter(address__in=addresses)
    return {
        target
        for alias in aliases
        for target in alias.targets
        if target.rpartition("@")[0] and target != vacation_address(alias.address)
    }


def deliver(context, row, last):
    """Hand over what waits. Returns whether something still does; the `last` time it counts as refused."""
    total, after, put_off = row.recipients.count(), 0, False
    done = total - row.recipients.filter(state=WAITING).count()
    waiting = row.recipients.filter(state=WAITING).order_by("pk")
    try:
        with mail_server() as connection:
            while batch := list(waiting.filter(pk__gt=after)[:100]):
                for recipient in batch:
                    after = recipient.pk
                    with context.step({"listed": True}, done=done, total=total, note=_("Sending")):
                        recipient.broadcast = row
                        BroadcastRecipient.objects.filter(pk=recipient.pk).update(state=SENDING)
                    state, reason = handed_over(connection, recipient)
                    if state == WAITING and last:
                        state = REFUSED
                    put_off = put_off or state == WAITING
                    done += state != WAITING
                    # No step: that may end the task, and what was done must be written down first.
                    with transaction.atomic():
                        BroadcastRecipient.objects.filter(pk=recipient.pk).update(state=state, reason=reason)
                        context.keep(done=done)
    except NotSent as error:
        row.recipients.filter(state=WAITING).update(reason=str(error)[:255])
        if last:
            raise
        return True
    return put_off


def handed_over(connection, recipient):
    """(state, reason) after one try."""
    row = recipient.broadcast
    try:
        awake(connection)
        send(
            connection,
            sender=row.sender,
            recipient=recipient.address,
            subject=row.subject,
            text=row.body,
            headers=BULK,
        )
    except NotSent as error:
        return (WAITING if error.passing else REFUSED), str(error)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        connection.close()
        return UNKNOWN, " ".join(str(error).split())[:255]
    return SENT, ""


def awake(connection):
    """Connect again if the server has hung up meanwhile, as it does after some time or some mails."""
    if not hasattr(connection, "connection"):  # EMAIL_URL names no server: mails go to a file, or to the terminal
        return
    try:
        alive = connection.connection is not None and connection.connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        alive = False
    if alive:
        return
    try:
        connection.close()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)[:255], passing=True) from error


def pause(context):
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        context.report(note=_("The mail server puts it off; trying again soon"))
        time.sleep(0.5)


@task(title=gettext_lazy("Remove old broadcasts"))
def clear_broadcasts():
    """Results that are old are removed, with the addresses in them."""
    old = Broadcast.objects.filter(created__lt=now() - KEPT)
    BroadcastRecipient.objects.filter(broadcast__in=old.values("pk")).delete()
    return str(old.delete()[0])
