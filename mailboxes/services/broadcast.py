"""Mail that admins write to the mailboxes of domains, and what greets new mailboxes."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import Domain
from domains.services import lock_domain
from mailadmin.audit.models import record
from mailadmin.store.addresses import normal_address, normal_domain, shown_domain, validate_address
from mailadmin.store.changes import change
from mailadmin.tasks.queue import start
from mailboxes import broadcast_mail
from mailboxes.mail import check_text
from mailboxes.models import Broadcast, BroadcastRecipient, WelcomeText
from mailboxes.services.targets import validate_at
from mailboxes.welcome import validate_texts

LONGEST = timedelta(days=2)


@change
def record_mail(actor, *, recipient):
    """Write down that the actor sent a mail (mailboxes.outgoing)."""
    actor.require("send_mail")
    record(actor, "send_mail", recipient.rpartition("@")[2], recipient)


@change
def start_broadcast(actor, *, sender, subject, body, domains=(), with_aliases=False):
    """Have a text sent to the mailboxes of `domains` (names; none: all within reach), in the background.

    `with_aliases`: to where the domains' aliases lead, too. Returns the Broadcast; its `job` is the task.
    """
    actor.require("broadcast")
    sender = check_sender(actor, sender)
    check_text(subject, body)
    names = check_domains(actor, domains)
    row = Broadcast(
        owner=actor.user.username,
        sender=sender,
        subject=subject.strip(),
        body=lines(body),
        domains=names,
        with_aliases=with_aliases,
    )
    row.full_clean()
    row.save(force_insert=True)
    return _begun(actor, row)


@change
def resume_broadcast(actor, number):
    """Go on with one that was stopped, or that failed. Raises Broadcast.DoesNotExist."""
    actor.require("broadcast")
    row = Broadcast.objects.visible_to(actor.user).select_for_update().get(pk=number)
    return _begun(actor, row)


def _begun(actor, row):
    row.job = start(
        actor,
        broadcast_mail.send_broadcast,
        {"broadcast": row.pk},
        about=row.subject,
        once=f"broadcast {row.pk}",
        longest=LONGEST,
    )
    row.save(update_fields=["job"])
    record(actor, "broadcast", row.domains[0] if len(row.domains) == 1 else "", row.subject)
    return row


def audience(user, *, domains, with_aliases):
    """(mailboxes, aliases) that a broadcast to these domains is for."""
    found = broadcast_mail.sources(user, Broadcast(domains=list(domains), with_aliases=with_aliases))
    return tuple(found[kind].count() if kind in found else 0 for kind in ("mailboxes", "aliases"))


def counts(row):
    """{state: how many recipients} of a broadcast."""
    return {
        state: row.recipients.filter(state=state).count()
        for state in (
            BroadcastRecipient.WAITING,
            BroadcastRecipient.SENDING,
            BroadcastRecipient.SENT,
            BroadcastRecipient.REFUSED,
            BroadcastRecipient.UNKNOWN,
        )
    }


def default_sender(user):
    """The address that mail of `user` comes from when nothing else is said."""
    return user.username if "@" in user.username else settings.ADMIN_EMAIL


def check_sender(actor, sender):
    """The normal form of an address that the actor may write from: the own one, or one of a domain within reach."""
    sender = normal_address(sender)
    validate_at("sender", validate_address, sender)
    if sender not in (actor.user.username, settings.ADMIN_EMAIL.lower()) and not in_reach(actor, sender):
        raise ValidationError({"sender": _("You may write from your own address, or from one of your domains.")})
    return sender


def in_reach(actor, address):
    return Domain.objects.visible_to(actor.user).filter(domain=address.rpartition("@")[2]).exists()


def lines(text):
    """Text with the line ends that are kept; browsers send others."""
    return text.replace("\r\n", "\n")


def check_domains(actor, domains):
    names = sorted({normal_domain(name) for name in domains})
    there = set(Domain.objects.visible_to(actor.user).filter(domain__in=names).values_list("domain", flat=True))
    for name in names:
        if name not in there:
            raise ValidationError({"domains": _("There is no domain %(name)s.") % {"name": shown_domain(name)}})
    return names


@change
def set_welcome(actor, *, domain, language, subject, body):
    """Set what greets new mailboxes of `domain` (a name; "" for the whole site) in one language of the console.

    An empty subject and text take it away: then the site's counts, or ours. Raises ValidationError.
    """
    actor.require("welcome_text" if domain else "change_domains")
    if domain:
        domain = lock_domain(actor, domain).domain
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("This console does not speak that language.")})
    if subject.strip() or body.strip():
        check_text(subject, body)
        validate_texts(subject, body)
        WelcomeText.objects.update_or_create(
            domain=domain, language=language, defaults={"subject": subject.strip(), "body": lines(body)}
        )
    else:
        WelcomeText.objects.filter(domain=domain, language=language).delete()
    record(actor, "edit_welcome", domain, domain)
