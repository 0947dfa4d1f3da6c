"""Adding admins: of some domains, or superadmins, who are stored twice."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from domains.models import Domain, DomainAdmin
from domains.services import create_admin, create_domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from tests.forms import as_shown, errors
from tests.log import entries
from tests.rows import everything

URL = "/pfa/admins/add/"


def post(client, **changes):
    form = {"username": "carol@example.com", "password": "Fish-42-sheep", "domains": "example.org", "active": "on"}
    return client.post(URL, form | changes)


def carol():
    return Admin.objects.get(username="carol@example.com")


def rights(username="carol@example.com"):
    return sorted(DomainAdmin.objects.filter(username=username).values_list("domain", flat=True))


def test_it_works(root):
    before = Log.objects.count()
    response = post(root, username="Carol@Example.com", domains="example.org\nExample.NET")
    assert (response.status_code, response.url) == (302, "/pfa/admins/")
    assert (carol().superadmin, carol().active) == (False, True)
    assert rights() == ["example.net", "example.org"]
    assert check_password("Fish-42-sheep", carol().password)
    assert carol().password.startswith("$1$")
    assert entries(before) == [("root@example.com (127.0.0.1)", "create_admin", "", "carol@example.com")]


def test_a_superadmin_is_stored_twice(root):
    post(root, superadmin="on", domains="")
    assert carol().superadmin
    assert rights() == ["ALL"]


def test_a_superadmin_can_have_domains_too(root):
    post(root, superadmin="on")
    assert rights() == ["ALL", "example.org"]


@pytest.mark.parametrize("typed", ["", "ALL", "all"])
def test_naming_all_makes_no_superadmin(root, typed):
    response = post(root, domains=typed)
    if typed == "":
        assert (carol().superadmin, rights()) == (False, [])
    else:
        assert "domains" in errors(response)


def test_the_service_takes_all_for_nothing(cli, cast):
    create_admin(cli, username="carol@example.com", password="Fish-42-sheep", domains=["ALL", "", "example.org"])
    assert rights() == ["example.org"]


def test_saving_the_form_as_it_comes(root):
    form = as_shown(root, URL + "?domain=example.net", "domains")
    assert form["domains"] == "example.net"
    root.post(URL, form | {"username": "carol@example.com", "password": "Fish-42-sheep"})
    assert (carol().active, carol().superadmin, rights()) == (True, False, ["example.net"])


def test_an_international_domain(root, cli):
    create_domain(cli, domain="例子.公司")
    post(root, domains="例子.公司，example.org")
    assert rights() == ["example.org", "xn--fsqu00a.xn--55qx5d"]


def test_unknown_domains_are_named(root):
    found = errors(post(root, domains="example.org nowhere.example 例子.公司"))["domains"][0]
    assert "nowhere.example" in found
    assert not Admin.objects.filter(username="carol@example.com").exists()


def test_the_pseudo_domain_is_none_to_give(root):
    Domain.objects.create(domain="ALL", description="", transport="")
    for typed in ("all", "ALL", "example.org,All"):
        assert "domains" in errors(post(root, domains=typed))
    assert rights() == []


def test_a_password_can_be_made(root):
    response = root.post(URL, {"username": "carol@example.com", "generate": "on"}, follow=True)
    made = next(str(each) for each in response.context["messages"] if "secret" in each.tags)
    assert check_password(made, carol().password)


def test_bad_names(root, subtests):
    before = everything()
    for bad in (
        *(
            "",
            "carol",
            "@example.com",
            "carol@",
            "*@example.com",
            "carol@localhost",
            "a b@example.com",
            "a/b@example.com",
        ),
        *("carol@example.com\0", "é@example.com", "x" * 300, "x" * 65 + "@example.com", "-x@example.com", "ALL"),
    ):
        with subtests.test(bad):
            assert "username" in errors(post(root, username=bad))
    assert everything() == before


def test_bad_passwords(root, subtests):
    for bad in ("", "a1b2", "12345678", "abcdefgh", "abc\t123", "x1" * 101):
        with subtests.test(bad):
            assert "password" in errors(post(root, password=bad))


def test_a_name_is_there_once(root):
    assert "username" in errors(post(root, username="Alice@example.org"))


def test_a_mailbox_of_the_same_name_is_no_matter(root):
    assert post(root, username="bob@example.org").status_code == 302


def test_others_may_not(alice, bob, client):
    assert post(alice).status_code == post(bob).status_code == 403
    assert post(client).url.startswith("/pfa/login/")
    with pytest.raises(PermissionDenied):
        create_admin(
            Actor(Admin.objects.get(username="alice@example.org"), "test"), username="x@x.de", password="abc12"
        )
    assert not Admin.objects.filter(username="carol@example.com").exists()


def test_the_service_refuses_a_weak_password(cli):
    with pytest.raises(ValidationError):
        create_admin(cli, username="carol@example.com", password="short")
