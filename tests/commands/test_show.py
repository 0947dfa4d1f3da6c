"""manage.py show"""

import json

import pytest

from domains.services import create_admin, create_alias_domain, create_domain
from mailadmin.accounts.models import AppPassword
from mailboxes.models import Mailbox, Quota2
from mailboxes.services import create_alias, set_forwarding
from tests.conftest import PASSWORD

BOB = "bob@example.org"


@pytest.fixture(autouse=True)
def more(cast, cli):
    create_domain(cli, domain="second.example", default_aliases=False)
    create_alias_domain(cli, alias_domain="second.example", target_domain="example.org")
    create_alias(cli, address="info@example.org", goto=f"{BOB},gone@example.org", description="Front desk")
    set_forwarding(cli, BOB, goto="eve@example.net", keep_copy=True)
    create_admin(cli, username=BOB, password=PASSWORD, domains=["second.example"])
    AppPassword.objects.create(username=BOB, description="phone", password_hash="$1$secret")
    Mailbox.objects.filter(username=BOB).update(totp_secret="JBSWY3DPEHPK3PXP")
    Quota2.objects.create(pk=BOB, bytes=123_456)


def shown(works, name):
    return json.loads(works("show", name, "--json"))


def test_it_works(works):
    parts = shown(works, "Example.org")
    assert [*parts] == ["domain", "log"]
    domain = parts["domain"]
    assert (domain["domain"], domain["mailbox_count"], domain["alias_count"]) == ("example.org", 1, 1)
    assert (domain["used_bytes"], domain["admins"]) == (123_456, ["alice@example.org"])
    assert domain["alias_domains"] == ["second.example"]
    assert parts["log"][0]["data"] == BOB
    assert shown(works, "second.example")["alias_domain"]["target_domain"] == "example.org"


def test_a_mailbox_and_an_admin_of_one_name(works):
    parts = shown(works, BOB)
    assert [*parts] == ["mailbox", "admin", "log"]
    mailbox = parts["mailbox"]
    assert (mailbox["maildir"], mailbox["used_bytes"], mailbox["smtp_active"]) == ("example.org/bob/", 123_456, True)
    assert (mailbox["forwards"], mailbox["aliases_of_the_domain"]) == (["eve@example.net"], ["info@example.org"])
    assert (mailbox["second_factor"], mailbox["app_passwords"]) == (True, 1)
    assert parts["admin"]["domains"] == ["second.example"]


def test_an_alias(works):
    alias = shown(works, "INFO@example.org")["alias"]
    assert (alias["goto"], alias["dangling"]) == ([BOB, "gone@example.org"], ["gone@example.org"])


def test_as_text(works):
    lines = works("show", BOB).splitlines()
    assert lines[0] == "mailbox"
    assert any(line.split() == ["maildir", "example.org/bob/"] for line in lines)
    assert any(line.split() == ["second_factor", "yes"] for line in lines)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_secret_is_shown(works, options):
    stored = Mailbox.objects.get(username=BOB).password
    for secret in (stored, "JBSWY3DPEHPK3PXP", "$1$secret"):
        assert secret not in works("show", BOB, *options)


@pytest.mark.parametrize("name", ["nobody@example.org", "nowhere.example", "ALL", "@", ""])
def test_what_is_not_there(refused, name):
    assert f"There is nothing of the name {name}" in refused("show", name)
