"""A console in which there is something of everything, and all fields are shown."""

import pytest

from domains.services import create_alias_domain, create_domain, update_admin
from mailboxes.services import create_alias


@pytest.fixture
def something(cli, cast, settings):
    settings.TRANSPORT = settings.PASSWORD_EXPIRATION = settings.SMTP_ACTIVE_FLAG = True
    for name in ("example.com", "例子.公司"):
        create_domain(cli, domain=name, maxquota=100, quota=1000)
    update_admin(cli, "alice@example.org", domains=["example.org", "example.com"])
    create_alias_domain(cli, alias_domain="example.com", target_domain="example.org")
    create_alias(cli, address="info@example.org", goto="bob@example.org,gone@example.org")
    create_alias(cli, address="@example.org", goto="bob@example.org")
