"""What people do to domains, alias domains and rights. Console and commands all come through here."""

from domains import own_children  # noqa: F401 (declares what belongs to a domain)
from domains.services.admins import create_admin, delete_admin, domain_names, update_admin
from domains.services.alias_domains import create_alias_domain, delete_alias_domain, update_alias_domain
from domains.services.domains import (
    check_transport,
    create_domain,
    default_goto,
    defaults,
    delete_domain,
    lock_domain,
    update_domain,
)

__all__ = [
    "check_transport",
    "create_admin",
    "create_alias_domain",
    "create_domain",
    "default_goto",
    "defaults",
    "delete_admin",
    "delete_alias_domain",
    "delete_domain",
    "domain_names",
    "lock_domain",
    "update_admin",
    "update_alias_domain",
    "update_domain",
]
