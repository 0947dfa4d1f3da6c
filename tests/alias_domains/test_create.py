"""Making one domain another's second name: both are hosted and the admin's, and there are no chains."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import AliasDomain
from domains.services import create_alias_domain, create_domain, update_admin
from mailadmin.audit.models import Log
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/alias-domains/add/"


@pytest.fixture(autouse=True)
def more(cli, cast):
    """Alice has example.com and example.edu besides."""
    for name in ("example.com", "example.edu"):
        create_domain(cli, domain=name, default_aliases=False)
    update_admin(cli, "alice@example.org", domains=["example.org", "example.com", "example.edu"])


def post(client, **changes):
    form = {"alias_domain": "example.com", "target_domain": "example.org", "active": "on"}
    return client.post(URL, form | changes)


def pairs():
    return dict(AliasDomain.objects.values_list("alias_domain", "target_domain"))


def test_it_works(alice):
    before = Log.objects.count()
    response = post(alice, alias_domain="Example.COM", description="Old name 例")
    assert (response.status_code, response.url) == (302, "/pfa/alias-domains/")
    entry = AliasDomain.objects.get()
    assert (entry.alias_domain_id, entry.target_domain_id) == ("example.com", "example.org")
    assert (entry.active, entry.description) == (True, "Old name 例")
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [(who, "create_alias_domain", "example.com", "example.org")]


def test_saving_the_form_as_it_comes(alice):
    form = as_shown(alice, URL + "?target=example.org", "alias_domain") | {"alias_domain": "example.com"}
    assert form["target_domain"] == "example.org"
    assert alice.post(URL, form).status_code == 302
    assert AliasDomain.objects.get().active


def test_two_can_share_a_target(alice):
    post(alice)
    post(alice, alias_domain="example.edu")
    assert pairs() == {"example.com": "example.org", "example.edu": "example.org"}


def test_one_has_one_target(alice):
    post(alice)
    assert "alias_domain" in errors(post(alice, target_domain="example.edu"))
    assert pairs() == {"example.com": "example.org"}


def test_a_domain_is_no_alias_of_itself(alice):
    assert "itself" in errors(post(alice, target_domain="Example.com"))["target_domain"][0]


def test_no_chain_at_either_end(alice):
    post(alice)
    assert (
        "an alias itself"
        in errors(post(alice, alias_domain="example.edu", target_domain="example.com"))["target_domain"][0]
    )
    assert (
        "can't be an alias"
        in errors(post(alice, alias_domain="example.org", target_domain="example.edu"))["alias_domain"][0]
    )
    assert pairs() == {"example.com": "example.org"}


def test_no_loop(alice):
    post(alice)
    assert errors(post(alice, alias_domain="example.org", target_domain="example.com"))
    assert pairs() == {"example.com": "example.org"}


def test_even_one_that_is_switched_off_is_a_chain(alice):
    alice.post(URL, {"alias_domain": "example.com", "target_domain": "example.org"})
    assert not AliasDomain.objects.get().active
    assert "target_domain" in errors(post(alice, alias_domain="example.edu", target_domain="example.com"))


def test_both_are_hosted(alice, subtests):
    for field in ("alias_domain", "target_domain"):
        for bad in (
            "nowhere.example",
            "",
            "ALL",
            "例子.公司",
            "\0",
            "x" * 300,
            "a b",
            "@example.org",
            "example.org\nx",
        ):
            with subtests.test(field=field, bad=bad):
                assert field in errors(post(alice, **{field: bad}))
    assert not pairs()


def test_both_are_the_admins(alice, mallory):
    """Somebody else's domain is as unknown as one that is not there."""
    foreign = errors(post(alice, alias_domain="example.net"))["alias_domain"]
    unknown = errors(post(alice, alias_domain="nowhere.example"))["alias_domain"]
    assert foreign == [unknown[0].replace("nowhere.example", "example.net")]
    assert errors(post(alice, target_domain="example.net")).keys() == {"target_domain"}
    assert errors(post(mallory)).keys() == {"alias_domain"}
    assert not pairs()


def test_an_international_name(root, cli):
    create_domain(cli, domain="例子.公司")
    page = root.post(URL, {"alias_domain": "例子.公司", "target_domain": "example.org"}, follow=True).content.decode()
    assert pairs() == {"xn--fsqu00a.xn--55qx5d": "example.org"}
    assert "例子.公司" in page


def test_the_site_can_do_without(alice, settings, cli):
    settings.ALIAS_DOMAIN = False
    assert "switched off" in errors(post(alice))["__all__"][0]
    with pytest.raises(ValidationError):
        create_alias_domain(cli, alias_domain="example.com", target_domain="example.org")


def test_others_may_not(bob, client):
    assert post(bob).status_code == 403
    assert post(client).url.startswith("/pfa/login/")
    assert not pairs()
