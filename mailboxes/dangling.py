"""Aliases that lead nowhere: a target in one of our domains that is neither a mailbox nor an alias."""

from domains.models import AliasDomain, Domain
from mailboxes.models import Alias


def dangling_of(targets):
    """Which of `targets` are in a domain of ours that has no such address. Four queries, however many there are."""
    targets = {target for target in targets if "@" in target and not target.startswith("@")}
    ours = set(
        Domain.objects.filter(domain__in={domain_of(target) for target in targets}, backupmx=False).values_list(
            "domain", flat=True
        )
    )
    targets = {target for target in targets if domain_of(target) in ours}
    if not targets:
        return set()
    stands_for = dict(AliasDomain.objects.filter(alias_domain__in=ours).values_list("alias_domain", "target_domain"))
    asked = {target: {target, f"@{domain_of(target)}"} for target in targets}
    for target, addresses in asked.items():
        other = stands_for.get(domain_of(target))
        if other:
            addresses |= {f"{target.rpartition('@')[0]}@{other}", f"@{other}"}
    known = set(Alias.objects.filter(address__in=set().union(*asked.values())).values_list("address", flat=True))
    # A mailbox is an alias too, its own, except where a foreign tool left that out; Postfix would not find it either.
    return {target for target, addresses in asked.items() if not addresses & known}


def domain_of(address):
    return address.rpartition("@")[2]
