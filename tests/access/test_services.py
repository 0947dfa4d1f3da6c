"""No service sets what is not its matter, not even for a superadmin: what no form offers, an API might."""

import inspect

import pytest

from domains import services as domains
from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailboxes import services as mailboxes
from mailboxes.models import Alias, Mailbox
from tests.access.contents import contents
from tests.conftest import PASSWORD

CALLS = {
    "create_domain": lambda cli, fields: domains.create_domain(cli, domain="new.example", **fields),
    "update_domain": lambda cli, fields: domains.update_domain(cli, "example.org", **fields),
    "create_alias_domain": lambda cli, fields: domains.create_alias_domain(
        cli, alias_domain="example.org", target_domain="target.example", **fields
    ),
    "update_alias_domain": lambda cli, fields: domains.update_alias_domain(cli, "alias.example", **fields),
    "create_mailbox": lambda cli, fields: mailboxes.create_mailbox(
        cli, address="new@example.org", password=PASSWORD, **fields
    ),
    "update_mailbox": lambda cli, fields: mailboxes.update_mailbox(cli, "bob@example.org", **fields),
    "set_forwarding": lambda cli, fields: mailboxes.set_forwarding(cli, "bob@example.org", **fields),
    "set_vacation": lambda cli, fields: mailboxes.set_vacation(cli, "bob@example.org", **fields),
    "create_alias": lambda cli, fields: mailboxes.create_alias(
        cli, address="new@example.org", goto="bob@example.org", **fields
    ),
    "update_alias": lambda cli, fields: mailboxes.update_alias(cli, "info@example.org", **fields),
    "create_admin": lambda cli, fields: domains.create_admin(
        cli, username="new@example.org", password=PASSWORD, **fields
    ),
    "update_admin": lambda cli, fields: domains.update_admin(cli, "alice@example.org", **fields),
}
HIDDEN = {
    "maildir": "../../etc/",
    "totp_secret": "",
    "token": "x",
    "local_part": "eve",
    "domain_id": "example.net",
    "target_domain_id": "target.test",
    "created": "2000-01-01",
    "pk": "eve@example.net",
    "_state": None,
}


def test_it_works(cli, site):
    mailboxes.update_mailbox(cli, "bob@example.org", name="Bob")
    with pytest.raises(TypeError, match="maildir"):
        mailboxes.update_mailbox(cli, "bob@example.org", maildir="../../etc/")


@pytest.mark.parametrize("call", CALLS)
def test_what_is_hidden_is_refused(call, cli, site):
    before = contents()
    for name, value in HIDDEN.items():
        with pytest.raises(TypeError, match=name):
            CALLS[call](cli, {name: value})
    assert contents() == before


def test_none_leaves_all_as_it_is(cli, site):
    kinds = (Domain, AliasDomain, Mailbox, Alias, Admin)

    def rows():
        return [row for kind in kinds for row in kind.objects.order_by("pk").values() if row.pop("modified")]

    before = rows()
    for service, name in [
        (domains.update_domain, "example.org"),
        (domains.update_alias_domain, "alias.example"),
        (mailboxes.update_mailbox, "bob@example.org"),
        (mailboxes.set_forwarding, "bob@example.org"),
        (mailboxes.update_alias, "info@example.org"),
        (domains.update_admin, "alice@example.org"),
    ]:
        arguments = inspect.signature(service).parameters.values()
        service(cli, name, **{each.name: None for each in arguments if each.default is None})
    assert rows() == before
