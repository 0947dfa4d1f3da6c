"""Many rows at once, past services and validation: what lists are made for."""

from datetime import datetime, timedelta

from domains.models import AliasDomain, Domain, DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.store.fields import now
from mailboxes.models import Alias, Mailbox, Quota2, Vacation, vacation_address

LISTS = {
    "domains": Domain,
    "mailboxes": Mailbox,
    "aliases": Alias,
    "alias-domains": AliasDomain,
    "admins": Admin,
    "log": Log,
}
HUB = {"mailboxes": Mailbox, "aliases": Alias, "alias-domains": AliasDomain, "log": Log, "admins": Admin}
START = datetime(2026, 1, 1)


def fill(count, start=0, rights=10_000):
    """Add `count` rows to each list, those of example.org within Alice's reach, and so many of the domains.

    Among them are some of every state that a filter asks for. Names count up, so that their order is known.
    """
    numbers = range(start, start + count)
    names = [f"d{n:05}.example" for n in numbers]
    made = [
        Domain(domain=name, description=f"Group {n % 7}", active=n % 3 > 0, backupmx=n % 5 == 0, mailboxes=n % 4 - 1)
        for n, name in zip(numbers, names, strict=True)
    ]
    Domain.objects.bulk_create(made, 1000)
    hers = [DomainAdmin(username_id="alice@example.org", domain_id=name) for name in names[:rights]]
    DomainAdmin.objects.bulk_create(hers, 1000)
    entries = [
        AliasDomain(alias_domain_id=name, target_domain_id="example.org", active=n % 3 > 0)
        for n, name in zip(numbers, names, strict=True)
    ]
    AliasDomain.objects.bulk_create(entries, 1000)
    fill_mailboxes(numbers)
    fill_aliases(numbers)
    others = [Admin(username=f"a{n:05}@example.org", password="x", active=n % 3 > 0) for n in numbers]
    Admin.objects.bulk_create(others, 1000)
    rights = [DomainAdmin(username_id=other.username, domain_id="example.org") for other in others]
    DomainAdmin.objects.bulk_create(rights, 1000)
    fill_log(numbers)


def fill_mailboxes(numbers):
    made = [
        Mailbox(
            username=f"m{n:05}@example.org",
            local_part=f"m{n:05}",
            name=f"Person {n % 11}",
            password="x",
            maildir="x/",
            domain_id="example.org",
            quota=1000,
            active=n % 4 > 0,
        )
        for n in numbers
    ]
    Mailbox.objects.bulk_create(made, 1000)
    Quota2.objects.bulk_create([Quota2(username_id=m.username, bytes=n % 10 * 100) for n, m in enumerate(made)], 1000)
    away = [m.username for n, m in zip(numbers, made, strict=True) if n % 10 == 0]
    Vacation.objects.bulk_create([Vacation(email=name, domain_id="example.org") for name in away], 1000)
    Alias.objects.bulk_create(
        [
            Alias(address=m.username, goto=goto(m, away, n), domain_id="example.org")
            for n, m in zip(numbers, made, strict=True)
        ],
        1000,
    )


def goto(mailbox, away, n):
    own = mailbox.username
    if own in away:
        return f"{vacation_address(own)},{own}"
    return f"elsewhere{n}@example.edu" if n % 6 == 0 else own


def fill_aliases(numbers):
    """Between the aliases of mailboxes, a third of them nowhere."""
    made = [
        Alias(
            address=f"m{n:05}-alias@example.org" if n % 9 else f"@d{n:05}.example",
            goto="bob@example.org,nobody@example.org" if n % 3 == 0 else "bob@example.org",
            domain_id="example.org" if n % 9 else f"d{n:05}.example",
            description=f"Kind {n % 5}",
            active=n % 4 > 0,
        )
        for n in numbers
    ]
    Alias.objects.bulk_create(made, 1000)


def fill_log(numbers):
    """Many at one moment, as an import leaves them."""
    made = [
        Log(
            timestamp=now() - timedelta(hours=n // 7),
            username="alice@example.org (203.0.113.7)" if n % 2 else "root@example.com (203.0.113.8)",
            domain="example.org",
            action="edit_mailbox" if n % 3 else "edit_password",
            data=f"m{n:05}@example.org",
        )
        for n in numbers
    ]
    Log.objects.bulk_create(made, 1000)
