"""What people do to domains, alias domains and rights. Console and commands all come through here."""

from domains.services import purge  # noqa: F401 (declares what goes with a domain)
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
    "create_alias_domain",
    "create_domain",
    "default_goto",
    "defaults",
    "delete_alias_domain",
    "delete_domain",
    "lock_domain",
    "update_alias_domain",
    "update_domain",
]
