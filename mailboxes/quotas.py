"""How much a mailbox may hold: the domain's two limits, and what is used. Forms and limits count in megabytes of
settings.QUOTA_MULTIPLIER bytes, the mailbox itself in bytes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from mailadmin.store.limits import MEGABYTES, NONE, UNLIMITED, Limit, may_be_stored


def total_limit(domain):
    """The limit of all mailboxes of the domain together: megabytes, or unlimited where none is kept."""
    kept = settings.QUOTA and settings.DOMAIN_QUOTA and domain.storage_limit.number
    return domain.storage_limit if kept else Limit(UNLIMITED, MEGABYTES)


def keeps_none(domain):
    """Whether the domain keeps no quotas at all."""
    return domain.largest_mailbox.none and total_limit(domain).unlimited


def given_out(domain, besides=None):
    """Bytes that the quotas of the domain's mailboxes add up to; `besides` leaves out one address."""
    mailboxes = domain.mailbox_set.filter(quota__gt=UNLIMITED)
    if besides:
        mailboxes = mailboxes.exclude(username=besides)
    return mailboxes.aggregate(sum=Sum("quota"))["sum"] or 0


def default_quota(domain):
    """What a new mailbox gets when nothing is said, in megabytes: the largest that the domain allows for one."""
    if settings.QUOTA and keeps_none(domain):
        return Limit(NONE, MEGABYTES)
    if settings.QUOTA and domain.largest_mailbox.number:
        return domain.largest_mailbox
    return Limit(UNLIMITED, MEGABYTES)


def chosen_quota(megabytes):
    """What somebody chose for a mailbox. Raises ValidationError if that is no limit."""
    if not may_be_stored(megabytes):
        raise ValidationError({"quota": _("Allowed: -1 (none kept), 0 (unlimited) or megabytes.")})
    return Limit(megabytes, MEGABYTES)


def check_quota(domain, quota, besides=None):
    """Raise ValidationError unless a mailbox of the (locked) domain may have this quota, a Limit in megabytes.

    Upstream lets -1 past every limit; here it means what it does to Dovecot, no limit, and is treated so.
    """
    refusal = refusal_of(quota, domain, besides) if settings.QUOTA else None
    if refusal:
        raise ValidationError({"quota": refusal})


def refusal_of(quota, domain, besides):
    """Why a mailbox of the domain may not have this quota, or None."""
    most, total = domain.largest_mailbox.number, total_limit(domain).number
    if keeps_none(domain):
        return None if quota.none else _("No quotas are kept in this domain. Allowed: none.")
    if most and not quota.number:
        return _("A mailbox of this domain needs a limit. Allowed: 1 to %(most)s MB.") % {"most": most}
    if most and quota.number > most:
        return _("Too large: a mailbox of this domain may have %(most)s MB at most.") % {"most": most}
    if total and not quota.number:
        text = _("A mailbox of this domain needs a limit, since all together may have %(total)s MB.")
        return text % {"total": total}
    if total:
        free = total_limit(domain).in_bytes.room(given_out(domain, besides))
        if quota.in_bytes.number > free:
            text = _("Too large: of the domain's %(total)s MB, %(free)s MB are left.")
            return text % {"total": total, "free": free // settings.QUOTA_MULTIPLIER}
    return None
