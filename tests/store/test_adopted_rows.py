"""Rows as older PostfixAdmins left them can be looked at and changed; what is not changed stays as it was."""

import pytest
from django.db import connection

from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailboxes.models import Alias, Mailbox
from tests.engines import MARIADB
from tests.forms import as_shown

NEVER = "0000-00-00 00:00:00" if MARIADB else "2000-01-01 00:00:00"
DATED = ["admin", "domain", "alias_domain", "mailbox", "alias", "domain_admins"]


@pytest.fixture(autouse=True)
def old(cast):
    Domain.objects.create(domain="second.example")
    AliasDomain.objects.create(alias_domain_id="second.example", target_domain_id="example.org")
    Alias.objects.create(address="info@example.org", goto="bob@example.org", domain_id="example.org")
    with connection.cursor() as cursor:
        for table in DATED:
            cursor.execute(f"UPDATE {table} SET created = '{NEVER}'")
        for table in set(DATED) - {"domain_admins"}:
            cursor.execute(f"UPDATE {table} SET modified = '{NEVER}'")
        cursor.execute("UPDATE domain SET transport = '', password_expiry = NULL")
        cursor.execute("UPDATE mailbox SET password = '', token_validity = created, password_expiry = created")


def created(model):
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE created = '{NEVER}'")
        return cursor.fetchone()[0]


PAGES = {
    Domain: ("domains", "example.org", "domains/example.org/settings/"),
    AliasDomain: ("alias-domains", "second.example", "alias-domains/second.example/"),
    Mailbox: ("mailboxes", "bob@example.org", "mailboxes/bob@example.org/"),
    Alias: ("aliases", "info@example.org", "aliases/info@example.org/"),
    Admin: ("admins", "alice@example.org", "admins/alice@example.org/"),
}


@pytest.mark.parametrize("model", PAGES)
def test_it_works(root, model):
    path, key, form = PAGES[model]
    before = created(model)
    for act, active in (("disable", False), ("enable", True)):
        root.post(f"/pfa/{path}/bulk/", {"action": act, "pick": [key]})
        assert model.objects.get(pk=key).active is active
    assert root.post(f"/pfa/{form}", as_shown(root, f"/pfa/{form}", "active")).status_code == 302
    assert model.objects.get(pk=key).modified.year > 2000
    assert created(model) == before > 0


def test_the_pages(root, alice):
    for client in (root, alice):
        for path in ("", "domains/", "domains/example.org/", "mailboxes/", "aliases/", "alias-domains/"):
            assert client.get(f"/pfa/{path}").status_code == 200, path
            if path.count("/") == 1:
                assert b"".join(client.get(f"/pfa/{path}?format=csv")), path


def test_a_forwarding(root):
    url = "/pfa/mailboxes/bob@example.org/forwarding/"
    form = as_shown(root, url, "goto")
    assert root.post(url, form | {"goto": "eve@example.net"}).status_code == 302
    assert Alias.objects.get(pk="bob@example.org").forwards == ["eve@example.net"]
