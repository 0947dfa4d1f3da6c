"""Deleting a domain takes along everything that is in it or is kept by its addresses; its history stays."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from domains import services
from domains.models import AliasDomain, DkimSigning, Domain, DomainAdmin
from mailadmin.accounts.models import Admin, TotpException
from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from mailboxes import services as mailboxes
from mailboxes.models import Alias, Quota2
from tests.log import entries
from tests.rows import everything, fill, mentioning

URL = "/pfa/domains/example.org/delete/"


def post(client, confirm="example.org", url=URL):
    return client.post(url, {"confirm": confirm})


def test_it_works(root):
    response = post(root)
    assert (response.status_code, response.url) == (302, "/pfa/domains/")
    assert not Domain.objects.filter(domain="example.org").exists()
    assert set(mentioning("example.org")) == {"admin"}  # Alice herself stays


def test_the_history_stays(root):
    before = entries()
    post(root)
    assert entries() == [*before, ("root@example.com (127.0.0.1)", "delete_domain", "example.org", "example.org")]
    assert Log.objects.filter(domain="example.org").count() > 1


def test_nothing_is_left_in_any_table(root, cli):
    fill("example.org", "bob@example.org")
    services.delete_alias_domain(cli, "alias-of.example.org")
    services.delete_domain(cli, "alias-of.example.org")
    Admin.objects.filter(username="alice@example.org").delete()
    mentioned = mentioning("example.org")
    assert mentioned.keys() >= {
        *("alias", "dkim", "dkim_signing", "domain", "domain_admins", "fetchmail", "mailbox", "mailbox_app_password"),
        *("quota", "quota2", "totp_exception_address", "vacation", "vacation_notification"),
    }
    post(root)
    assert set(mentioning("example.org")) == {"admin_preferences"}  # of an admin, not of the domain


def test_it_can_be_an_alias_domain_itself(root, cli):
    services.create_alias_domain(cli, alias_domain="example.org", target_domain="example.net")
    post(root)
    assert not AliasDomain.objects.exists()
    assert Domain.objects.filter(domain="example.net").exists()


def test_names_that_look_alike_are_left_alone(root, cli):
    for name in ("notexample.org", "sub.example.org", "example.organ", "exampleXorg.de"):
        services.create_domain(cli, domain=name)
        mailboxes.create_mailbox(cli, address=f"bob@{name}", password="Fish-42-sheep")
        Quota2.objects.create(username_id=f"bob@{name}", bytes=1)
        TotpException.objects.create(ip="192.0.2.1", username=f"bob@{name}")
    before = everything()
    services.create_domain(cli, domain="victim.example", default_aliases=False)
    mailboxes.create_mailbox(cli, address="bob@victim.example", password="Fish-42-sheep")
    services.delete_domain(cli, "victim.example")
    post(root)
    for name in ("notexample.org", "sub.example.org", "example.organ", "examplexorg.de"):
        for table, rows in everything().items():
            assert [row for row in rows if name in row] == [row for row in before[table] if name in row]


def test_another_domains_aliases_keep_their_targets(root, cli):
    mailboxes.create_alias(cli, address="info@example.net", goto="bob@example.org")
    post(root)
    assert Alias.objects.get(address="info@example.net").goto == "bob@example.org"


def test_a_signing_with_its_key_goes_too(root, cli):
    fill("example.org", "bob@example.org")
    services.delete_alias_domain(cli, "alias-of.example.org")
    DkimSigning.objects.create(author="eve@example.net", dkim=DkimSigning.objects.first().dkim)
    post(root)
    assert not DkimSigning.objects.exists()


def test_the_target_of_an_alias_domain_is_refused(root, cli):
    services.create_alias_domain(cli, alias_domain="example.net", target_domain="example.org")
    before = everything()
    response = post(root)
    assert response.status_code == 422
    assert "example.net" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("typed", ["", "example.net", "example", "example.org.", "例子"])
def test_its_name_has_to_be_typed(root, typed):
    assert post(root, typed).status_code == 422
    assert Domain.objects.filter(domain="example.org").exists()


@pytest.mark.parametrize("typed", ["example.org", " Example.ORG "])
def test_in_capitals_too(root, typed):
    assert post(root, typed).status_code == 302


def test_an_international_name_is_typed_in_its_letters(root, cli):
    services.create_domain(cli, domain="例子.公司")
    url = "/pfa/domains/xn--fsqu00a.xn--55qx5d/delete/"
    assert "例子.公司" in root.get(url).content.decode()
    assert post(root, "例子.公司", url).status_code == 302
    assert not Domain.objects.filter(domain="例子.公司").exists()


def test_the_page_says_what_goes(root, cli):
    mailboxes.create_alias(cli, address="info@example.org", goto="bob@example.org")
    page = root.get(URL).content.decode()
    assert "1 mailbox" in page
    assert "1 alias" in page


def test_others_may_not(alice, mallory, bob):
    assert [post(client).status_code for client in (alice, mallory, bob)] == [403, 403, 403]
    assert Domain.objects.filter(domain="example.org").exists()


def test_a_domain_that_is_not_there(root):
    assert post(root, url="/pfa/domains/nowhere.example/delete/").status_code == 404


def test_the_service_asks_who_it_is(cast):
    alice = Actor(Admin.objects.get(username="alice@example.org"), "test")
    with pytest.raises(PermissionDenied):
        services.delete_domain(alice, "example.org")


def test_the_pseudo_domain_stays(cli, cast):
    """PostfixAdmin's setup makes a domain ALL; it is none, and the rights of superadmins hang on its name."""
    Domain.objects.create(domain="ALL")
    with pytest.raises(ValidationError):
        services.delete_domain(cli, "ALL")
    assert DomainAdmin.objects.filter(domain="ALL").count() == 1
