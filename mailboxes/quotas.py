"""How much a mailbox may hold: the domain's two limits, and what is used. Forms and limits count in megabytes of
settings.QUOTA_MULTIPLIER bytes, the mailbox itself in bytes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from domains.models import NONE, UNLIMITED


def to_bytes(megabytes):
    """0 (unlimited) and -1 (no quota kept) stay what they are."""
    return int(megabytes) if megabytes <= 0 else round(megabytes * settings.QUOTA_MULTIPLIER)


def total_limit(domain):
    """Megabytes that all mailboxes of the domain may hold together, or 0 for no such limit."""
    return max(domain.quota, 0) if settings.QUOTA and settings.DOMAIN_QUOTA else 0


def given_out(domain, besides=None):
    """Bytes that the quotas of the domain's mailboxes add up to; `besides` leaves out one address."""
    mailboxes = domain.mailbox_set.filter(quota__gt=0)
    if besides:
        mailboxes = mailboxes.exclude(username=besides)
    return mailboxes.aggregate(sum=Sum("quota"))["sum"] or 0


def default_quota(domain):
    """What a new mailbox gets when nothing is said, in megabytes: the largest that the domain allows for one."""
    if not settings.QUOTA:
        return UNLIMITED
    if domain.maxquota < 0 and not total_limit(domain):
        return NONE
    return max(domain.maxquota, 0)


def check_quota(domain, megabytes, besides=None):
    """Raise ValidationError unless a mailbox of the (locked) domain may have this quota.

    Upstream lets -1 past every limit; here it means what it does to Dovecot, no limit, and is treated so.
    """
    if megabytes < NONE:
        raise ValidationError({"quota": _("Allowed: -1 (none kept), 0 (unlimited) or megabytes.")})
    if not settings.QUOTA:
        return
    most, total = domain.maxquota, total_limit(domain)
    if most < 0 and not total:
        if megabytes != NONE:
            raise ValidationError({"quota": _("No quotas are kept in this domain. Allowed: none.")})
        return
    if megabytes <= 0 and most > 0:
        raise ValidationError(
            {"quota": _("A mailbox of this domain needs a limit. Allowed: 1 to %(most)s MB.") % {"most": most}}
        )
    if most > 0 and megabytes > most:
        raise ValidationError(
            {"quota": _("Too large: a mailbox of this domain may have %(most)s MB at most.") % {"most": most}}
        )
    if total and megabytes <= 0:
        raise ValidationError(
            {
                "quota": _("A mailbox of this domain needs a limit, since all together may have %(total)s MB.")
                % {"total": total}
            }
        )
    if total:
        free = total * settings.QUOTA_MULTIPLIER - given_out(domain, besides)
        if to_bytes(megabytes) > free:
            raise ValidationError(
                {
                    "quota": _("Too large: of the domain's %(total)s MB, %(free)s MB are left.")
                    % {"total": total, "free": max(free, 0) // settings.QUOTA_MULTIPLIER}
                }
            )
