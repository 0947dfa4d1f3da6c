"""Rows that another program left behind when it deleted their domain, or whose domain was never there."""

import pytest
from django.db import connection

from domains.models import AliasDomain, Domain, DomainAdmin
from mailboxes.models import Alias, Mailbox, Quota2
from tests.commands.conftest import manage, works  # noqa: F401
from tests.forms import as_shown

GONE = ["gone.example", "", "gone.example."]
ALIAS, MAILBOX = "info@example.org", "bob@example.org"


@pytest.fixture(params=GONE)
def gone(request, cast):
    """Bob, an alias, an alias domain and a right, all of a domain that is not there."""
    Alias.objects.create(address=ALIAS, goto="nowhere@example.org", domain_id="example.org")
    AliasDomain.objects.create(alias_domain_id="second.example", target_domain_id="example.org")
    with connection.cursor() as cursor:
        for table in ("alias", "mailbox"):
            cursor.execute(f"UPDATE {table} SET domain = %s WHERE domain = 'example.org'", [request.param])
        cursor.execute("UPDATE alias_domain SET target_domain = %s", [request.param])
        cursor.execute("UPDATE domain_admins SET domain = %s WHERE domain = 'example.org'", [request.param])
    Quota2.objects.create(pk=MAILBOX, bytes=1_000_000)
    return request.param


PAGES = ["", "mailboxes/", "aliases/", "alias-domains/", "admins/", "log/", "find/?q=info", "?renew"]


@pytest.mark.parametrize("page", PAGES)
def test_it_works(gone, root, page):
    assert root.get(f"/pfa/{page}").status_code == 200


@pytest.mark.parametrize("page", ["mailboxes/", "aliases/", "alias-domains/", "admins/"])
def test_exports(gone, root, page):
    assert b"".join(root.get(f"/pfa/{page}?format=csv"))


def test_a_mailbox(gone, root):
    url = f"/pfa/mailboxes/{MAILBOX}/"
    form = as_shown(root, url, "name")
    assert root.post(url, form | {"name": "Robert"}).status_code == 302
    assert Mailbox.objects.get(username=MAILBOX).name == "Robert"
    assert root.get(f"{url}forwarding/").status_code == 200
    assert root.get(f"{url}delete/").status_code == 200
    assert root.post(f"{url}delete/").status_code == 302
    assert not Mailbox.objects.filter(username=MAILBOX).exists()


def test_an_alias(gone, root):
    url = f"/pfa/aliases/{ALIAS}/"
    form = as_shown(root, url, "goto")
    assert root.post(url, form | {"goto": "eve@example.net"}).status_code == 302
    assert Alias.objects.get(address=ALIAS).goto == "eve@example.net"
    assert root.post(f"{url}delete/").status_code == 302
    assert not Alias.objects.filter(address=ALIAS).exists()


def test_an_alias_domain(gone, root):
    url = "/pfa/alias-domains/second.example/"
    assert root.get(url).status_code == 200
    assert root.post(f"{url}delete/").status_code == 302
    assert not AliasDomain.objects.exists()


def test_a_right(gone, root):
    """It is no use to anybody, is in nobody's way, and goes with its admin."""
    url = "/pfa/admins/alice@example.org/"
    form = as_shown(root, url, "domains")
    assert root.post(url, form | {"domains": "example.net"}).status_code == 302
    assert [*DomainAdmin.objects.filter(username="alice@example.org").values_list("domain", flat=True)] == [
        "example.net"
    ]


def test_commands(gone, works):  # noqa: F811
    works("updatemailbox", MAILBOX, "--name", "Robert")
    works("updatealias", ALIAS, "--goto", "eve@example.net")
    works("deletemailbox", MAILBOX, "--yes")
    works("deletealias", ALIAS, "--yes")
    works("deletealiasdomain", "second.example", "--yes")
    for name in ("listmailboxes", "listaliases", "listaliasdomains", "listadmins"):
        works(name, "--json")


def test_its_admin_is_not_led_there(gone, alice):
    assert alice.get(f"/pfa/mailboxes/{MAILBOX}/").status_code == 404
    assert alice.get(f"/pfa/aliases/{ALIAS}/").status_code == 404


def test_an_alias_domain_to_itself(root):
    Domain.objects.create(domain="loop.example")
    AliasDomain.objects.create(alias_domain_id="loop.example", target_domain_id="loop.example")
    url = "/pfa/alias-domains/loop.example/"
    form = as_shown(root, url, "target_domain")
    assert root.post(url, form | {"description": "A ring"}).status_code == 302
    assert AliasDomain.objects.get().description == "A ring"
    assert root.post(url, form | {"target_domain": "example.org"}).status_code == 302
    assert AliasDomain.objects.get().target_domain_id == "example.org"


def test_a_command_as_target(root, alice):
    """As mailing list programs have it: the description can be changed, another target added, the pipe stays."""
    pipe = '"|/usr/lib/mailman/mail/mailman post a,b"'
    Alias.objects.create(address=ALIAS, goto=pipe, domain_id="example.org")
    url = f"/pfa/aliases/{ALIAS}/"
    for client in (root, alice):
        form = as_shown(client, url, "goto")
        assert client.post(url, form | {"description": "A list"}).status_code == 302
        assert Alias.objects.get(address=ALIAS).goto == pipe
    assert root.post(url, form | {"goto": '"|/bin/sh"'}).status_code == 422


def test_limits_below_none(root, works):  # noqa: F811
    Domain.objects.filter(domain="example.org").update(aliases=-5, mailboxes=-2, maxquota=-7, quota=-3)
    url = "/pfa/domains/example.org/settings/"
    form = as_shown(root, url, "description")
    assert root.post(url, form | {"description": "Old"}).status_code == 302
    works("updatedomain", "example.org", "--backupmx")
    domain = Domain.objects.get(domain="example.org")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (-5, -2, -7, -3)
    assert (domain.description, domain.backupmx) == ("Old", True)
