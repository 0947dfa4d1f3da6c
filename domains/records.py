"""What is shown of domains, alias domains and admins besides their columns: in lists, as JSON and as CSV, in words."""

from django.utils.translation import gettext as _

from domains.models import DomainAdmin
from mailadmin.store.addresses import ALL_DOMAINS, shown_domain


def state(row):
    """(kind of chip, word) for whether a row is on."""
    return ("good", _("Active")) if row.active else ("", _("Disabled"))


def domain_states(domain):
    """How a domain is, as (kind of chip, word) pairs."""
    yield state(domain)
    if domain.backupmx:
        yield "info", _("Backup MX")


def domain_record(domain):
    """A domain for programs: its limits as they are stored (0 unlimited, -1 none; quotas in MB) and what is used."""
    names = "description aliases mailboxes maxquota quota transport backupmx active password_expiry".split()
    return {
        "domain": domain.domain,
        "domain_unicode": domain.shown,
        **{name: getattr(domain, name) for name in names},
        "mailbox_count": domain.mailbox_count,
        "alias_count": domain.alias_count,
        "used_bytes": domain.used_bytes,
        "created": domain.created,
        "modified": domain.modified,
    }


DOMAIN_CSV = [  # (heading, field)
    (name, name)
    for name in (
        *("domain", "description", "mailbox_count", "mailboxes", "alias_count", "aliases", "maxquota", "quota"),
        *("transport", "backupmx", "active", "created", "modified"),
    )
]


def alias_domain_record(entry):
    """An alias domain for programs."""
    return {
        "alias_domain": entry.alias_domain_id,
        "alias_domain_unicode": entry.shown,
        "target_domain": entry.target_domain_id,
        "target_domain_unicode": entry.target_shown,
        "description": entry.description,
        "active": entry.active,
        "created": entry.created,
        "modified": entry.modified,
    }


ALIAS_DOMAIN_CSV = [
    ("alias_domain", "alias_domain_id"),
    ("target_domain", "target_domain_id"),
    *((name, name) for name in ("description", "active", "created", "modified")),
]


def with_domains(admins):
    """Give admins `domains`, a sorted list of names, and `has_all_domains`: either mark of a superadmin counts."""
    rights = DomainAdmin.objects.filter(username__in=[admin.username for admin in admins], active=True)
    names = {admin.username: set() for admin in admins}
    marked = set(rights.filter(domain=ALL_DOMAINS).values_list("username", flat=True))
    for username, domain in rights.exclude(domain=ALL_DOMAINS).values_list("username", "domain"):
        names[username].add(domain)
    for admin in admins:
        admin.domains = sorted(names[admin.username])
        admin.has_all_domains = admin.superadmin or admin.username in marked
    return admins


def admin_record(admin):
    """An admin with `domains` for programs."""
    return {
        "username": admin.username,
        "username_unicode": admin.shown,
        "superadmin": admin.has_all_domains,
        "domains": admin.domains,
        "domains_unicode": [shown_domain(name) for name in admin.domains],
        "active": admin.active,
        "created": admin.created,
        "modified": admin.modified,
    }


ADMIN_CSV = [(name, name) for name in ("username", "superadmin", "domain_count", "active", "created", "modified")]
