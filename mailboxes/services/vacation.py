"""Replies in somebody's absence: the rows that PostfixAdmin and `vacation.pl` read, or a script for Dovecot."""

import re
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import AliasDomain
from mailadmin.audit.models import record
from mailadmin.store.changes import change, save_changed
from mailadmin.store.fields import now
from mailboxes import replies
from mailboxes.models import (
    END_OF_TIME,
    Mailbox,
    SieveScript,
    Vacation,
    VacationNotification,
    VacationPlan,
    vacation_address,
)
from mailboxes.services.forwarding import own_alias
from mailboxes.services.rows import locked

NO_END = END_OF_TIME.date()  # what `ends` is for a vacation that somebody has to end
LAST_MOMENT = time(23, 59, 59)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@change
def set_vacation(actor, address, *, subject=None, body=None, starts=None, ends=None, interval=None, active=None):
    """Set the reply that senders to a mailbox get from the day `starts` to the day `ends`; return its row.

    What is None stays as it is; of a first one that is on, from today, with no end, one reply to each sender. `body`
    may hold upstream's placeholders, see mailboxes.replies. `interval` is in seconds, one of
    settings.VACATION_CHOICE_OF_REPLY. Who was told before is told again, as upstream does it.
    """
    actor.require("vacation")
    mailbox, _domain = locked(actor, Mailbox, address)
    row, plan = replies.vacation_of(mailbox, Vacation.objects.select_for_update())
    before = None if row._state.adding else row.modified
    if starts:
        row.activefrom = datetime.combine(starts, time())
    if ends:
        row.activeuntil = END_OF_TIME if ends >= NO_END else datetime.combine(ends, LAST_MOMENT)
    if subject is not None:
        row.subject = subject.strip()
    if body is not None:
        plan.body = body.replace("\r\n", "\n").strip()
    if interval is not None:
        row.interval_time = interval
    if active is not None:
        row.active = active
    check(mailbox, row, plan, interval)
    row.body = replies.filled(plan.body, row)
    row.cache = ""
    state = row.state()
    plan.begins = row.activefrom if state == "planned" else None
    plan.full_clean(exclude=["email"], validate_unique=False)
    plan.save()
    save(row)
    if row.modified == before:  # twice within a second: Sieve tells the two apart by this, and tells everybody anew
        row.modified += timedelta(seconds=1)
        row.save(update_fields=["modified"])
    put(mailbox, row, away=state == "on")
    record(actor, "edit_vacation", mailbox.domain_id, mailbox.username)
    return row


@change
def end_vacation(actor, address, *, over_at=None):
    """End a vacation, or do without one that is planned. With `over_at` only if its end has passed at that moment.

    Subject, text and days are kept for the next time. Raises Vacation.DoesNotExist when there was never one.
    """
    actor.require("vacation")
    mailbox, _domain = locked(actor, Mailbox, address)
    row = Vacation.objects.select_for_update().get(email=mailbox.username)
    if over_at and (not row.active or row.activeuntil >= over_at):
        return row
    row.active = False
    save_changed(row, ["active"])
    VacationPlan.objects.filter(email=mailbox.username).update(begins=None)
    put(mailbox, row, away=False)
    record(actor, "edit_vacation", mailbox.domain_id, mailbox.username)
    return row


@change
def begin_vacation(actor, address, *, at):
    """Begin what was planned, if it is still to be at that moment."""
    actor.require("vacation")
    mailbox, _domain = locked(actor, Mailbox, address)
    plan = VacationPlan.objects.select_for_update().filter(email=mailbox.username, begins__lte=at).first()
    if not plan:
        return
    row = Vacation.objects.select_for_update().filter(email=mailbox.username).current(at).first()
    plan.begins = None
    plan.save(update_fields=["begins"])
    if row:
        put(mailbox, row, away=True)
        record(actor, "edit_vacation", mailbox.domain_id, mailbox.username)


def check(mailbox, row, plan, interval):
    """Raise ValidationError for what can't be, each at its field."""
    errors = {}
    if not row.subject:
        errors["subject"] = _("A reply needs a subject.")
    elif CONTROL.search(row.subject):
        errors["subject"] = _("A subject is one line.")
    if not plan.body:
        errors["body"] = _("A reply needs a text.")
    elif replies.UNTIL in plan.body and not row.has_end:
        errors["body"] = _("%(placeholder)s needs an end.") % {"placeholder": replies.UNTIL}
    if row.activeuntil < row.activefrom:
        errors["ends"] = _("The end is before the beginning.")
    elif row.active and row.activeuntil < now():
        errors["ends"] = _("This has passed already.")
    if interval is not None and interval not in settings.VACATION_CHOICE_OF_REPLY:
        allowed = ", ".join(map(str, settings.VACATION_CHOICE_OF_REPLY))
        errors["interval"] = _("Allowed are, in seconds: %(allowed)s.") % {"allowed": allowed}
    if errors:
        raise ValidationError(errors)
    # vacation.pl makes an address of the first # and cuts off what follows a +.
    if settings.VACATION_BY == "vacation.pl" and set("#+") & set(mailbox.username.rpartition("@")[0]):
        raise ValidationError(_("Nobody can reply for an address that has # or + before the @."))


def save(row):
    if not row._state.adding:
        save_changed(row, ["subject", "body", "cache", "active", "activefrom", "activeuntil", "interval_time"])
        return
    row.full_clean(exclude=["email", "domain"], validate_unique=False)  # the mailbox's own, however odd
    row.save(force_insert=True)


def put(mailbox, row, *, away):
    """Have mail for the mailbox answered, as the saved row says, or not; who was told is forgotten."""
    VacationNotification.objects.filter(on_vacation=mailbox.username).delete()
    by_sieve = settings.VACATION_BY == "sieve"
    redirect(mailbox, away=away and not by_sieve)
    SieveScript.objects.filter(email=mailbox.username).delete()
    if row.active and by_sieve:
        script = replies.sieve(addresses_of(mailbox), row)
        SieveScript.objects.create(email=mailbox.username, script=script, version=replies.version(script))


def addresses_of(mailbox):
    """A mailbox's own address, and the same in alias domains, of which there are few; Sieve replies for no others."""
    local, _at, domain = mailbox.username.rpartition("@")
    names = AliasDomain.objects.filter(target_domain=domain, active=True).values_list("alias_domain", flat=True)
    return [mailbox.username, *(f"{local}@{name}" for name in sorted(names)[:100])]


def redirect(mailbox, *, away):
    """Have mail for a mailbox go to vacation.pl too, or no longer: other targets, this one, then the mailbox itself."""
    alias, own, target = own_alias(mailbox), mailbox.username, vacation_address(mailbox.username)
    targets = [each for each in alias.stored_targets if each.strip().lower() != target.lower()]
    if away:
        targets.insert(len(targets) - (targets[-1:] == [own]), target)
    goto = ",".join(targets or [own])  # somebody else's row may have gone to vacation.pl alone
    if goto != alias.goto:
        alias.goto = goto
        save_changed(alias, ["goto"])
