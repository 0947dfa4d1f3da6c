"""What is shown of mailboxes and aliases besides their columns: in lists, as JSON and as CSV, in words."""

from django.db.models import F
from django.utils.translation import gettext as _

from domains.models import Domain
from mailadmin.store.addresses import shown_address
from mailboxes import expiry
from mailboxes.dangling import dangling_of
from mailboxes.models import Alias, Quota2, Vacation


def with_aliases(mailboxes):
    """Give mailboxes `forwards`, `keeps_copy` and `on_vacation` (now), in two queries."""
    names = [mailbox.username for mailbox in mailboxes]
    away = set(Vacation.objects.current().filter(email__in=names).values_list("email", flat=True))
    elsewhere = Alias.objects.exclude(goto=F("address"))
    aliases = elsewhere.in_bulk(names)
    for mailbox in mailboxes:
        alias = aliases.get(mailbox.username)
        mailbox.forwards = alias.forwards if alias else []
        mailbox.keeps_copy = alias is None or alias.keeps_copy
        mailbox.on_vacation = mailbox.username in away
    return mailboxes


def with_usage(mailboxes):
    """Give mailboxes `used_bytes` and `domain_active`, in two queries.

    Joined into the query of the page, MariaDB would begin with the joined tables and sort the whole of them.
    """
    used = dict(
        Quota2.objects.filter(username__in=[mailbox.username for mailbox in mailboxes]).values_list("username", "bytes")
    )
    domains = Domain.objects.filter(domain__in={mailbox.domain_id for mailbox in mailboxes}, active=False)
    disabled = set(domains.values_list("domain", flat=True))
    for mailbox in mailboxes:
        mailbox.used_bytes = used.get(mailbox.username, 0)
        mailbox.domain_active = mailbox.domain_id not in disabled
    return mailboxes


def with_all(mailboxes):
    """Give mailboxes all that is shown of them: with_aliases, with_usage, and `expiry`."""
    return expiry.with_expiry(with_usage(with_aliases(mailboxes)))


def mailbox_states(mailbox):
    """How a mailbox is, as (kind of chip, word) pairs."""
    if not mailbox.active:
        yield "", _("Disabled")
    elif not mailbox.domain_active:
        yield "warn", _("Domain disabled")
    else:
        yield "good", _("Active")
    if mailbox.on_vacation:
        yield "warn", _("On vacation")
    if mailbox.forwards:
        yield "info", _("Forwards")
    if mailbox.expiry and mailbox.expiry.near:
        yield mailbox.expiry.kind, mailbox.expiry.text


def mailbox_record(mailbox):
    """A mailbox for programs: addresses as they are stored, and in Unicode; quotas in MB and in bytes."""
    return {
        "address": mailbox.username,
        "address_unicode": mailbox.shown,
        "domain": mailbox.domain_id,
        "name": mailbox.name,
        "quota": mailbox.quota_limit.in_megabytes.stored,
        "quota_bytes": mailbox.quota,
        "used_bytes": mailbox.used_bytes,
        "active": mailbox.active,
        "domain_active": mailbox.domain_active,
        "forwards": mailbox.forwards,
        "forwards_unicode": list(map(shown_address, mailbox.forwards)),
        "keeps_copy": mailbox.keeps_copy,
        "on_vacation": mailbox.on_vacation,
        "created": mailbox.created,
        "modified": mailbox.modified,
        **expiry.facts(mailbox),
    }


MAILBOX_CSV = [  # (heading, field or function of a row)
    ("username", "username"),
    ("name", "name"),
    ("domain", "domain_id"),
    *((name, name) for name in ("quota", "used_bytes", "active", "smtp_active", "created", "modified")),
    ("forwards", lambda mailbox: " ".join(mailbox.forwards)),
]


def with_dangling(aliases, domains=None):
    """Give aliases `dangling`: the targets that lead nowhere in `domains` (a queryset; all of ours if None)."""
    dangling = dangling_of([target for alias in aliases for target in alias.targets], domains)
    for alias in aliases:
        alias.dangling = [target for target in alias.targets if target in dangling]
    return aliases


def alias_states(alias, may_change=True):
    """How an alias is, as (kind of chip, word, what the word is about) triples."""
    yield ("good", _("Active"), "") if alias.active else ("", _("Disabled"), "")
    if alias.is_catch_all:
        yield "info", _("Catch-all"), ""
    if not may_change:
        yield "", _("Protected"), ""
    if alias.dangling:
        yield "bad", _("Dangling"), ", ".join(alias.dangling)


def alias_record(alias):
    """An alias for programs."""
    return {
        "address": alias.address,
        "address_unicode": alias.shown,
        "domain": alias.domain_id,
        "goto": alias.targets,
        "goto_unicode": alias.targets_shown,
        "dangling": alias.dangling,
        "description": alias.description,
        "active": alias.active,
        "created": alias.created,
        "modified": alias.modified,
    }


ALIAS_CSV = [
    ("address", "address"),
    ("goto", "goto"),
    ("domain", "domain_id"),
    *((name, name) for name in ("description", "active", "created", "modified")),
]
