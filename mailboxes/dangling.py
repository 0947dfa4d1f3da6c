"""Aliases that lead nowhere: a target in one of our domains that is neither a mailbox nor an alias."""

from domains.models import AliasDomain, Domain
from mailboxes.models import Alias

BATCH = 1000  # values in one query: SQLite takes not many more, and MariaDB makes a table of more


def dangling_of(targets, domains=None):
    """Which of `targets` are in one of `domains` (a queryset; all of ours if None) that has no such address.

    A domain admin is told of the own ones only: otherwise an alias to each name would tell who has a mailbox elsewhere.
    Three queries for up to BATCH of them.
    """
    targets = {target for target in targets if "@" in target and not target.startswith("@")}
    domains = Domain.objects.all() if domains is None else domains
    hosted = domains.filter(backupmx=False).values_list("domain", flat=True)
    ours = set(matching(hosted, "domain", {domain_of(target) for target in targets}))
    targets = {target for target in targets if domain_of(target) in ours}
    if not targets:
        return set()
    stands_for = dict(matching(AliasDomain.objects.values_list("alias_domain", "target_domain"), "alias_domain", ours))
    asked = {target: {target, f"@{domain_of(target)}"} for target in targets}
    for target, addresses in asked.items():
        other = stands_for.get(domain_of(target))
        if other:
            addresses |= {f"{target.rpartition('@')[0]}@{other}", f"@{other}"}
    addresses = set().union(*asked.values())
    known = set(matching(Alias.objects.values_list("address", flat=True), "address", addresses))
    # A mailbox is an alias too, its own, except where a foreign tool left that out; Postfix would not find it either.
    return {target for target, addresses in asked.items() if not addresses & known}


def matching(rows, field, values):
    """The rows whose `field` is among `values`, however many those are."""
    values = sorted(values)
    for start in range(0, len(values), BATCH):
        yield from rows.filter(**{f"{field}__in": values[start : start + BATCH]})


def domain_of(address):
    return address.rpartition("@")[2]
