"""Changing a domain's settings: superadmins may, and only what they change changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from domains import services
from domains.models import Domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor
from mailadmin.audit.models import Log
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/domains/example.org/settings/"


def post(client, **changes):
    """Save the form with some changes; a number given for a limit means "at most"."""
    kinds = {f"{name}_kind": "n" for name in changes}
    return client.post(URL, as_shown(client, URL, "description") | kinds | changes)


def the_domain(name="example.org"):
    return Domain.objects.get(domain=name)


def test_it_works(root):
    before = Log.objects.count()
    response = post(root, description="Head office", mailboxes="5", aliases="-1", maxquota="100", quota="1000")
    assert (response.status_code, response.url) == (302, URL)
    domain = the_domain()
    assert (domain.description, domain.mailboxes, domain.aliases) == ("Head office", 5, -1)
    assert (domain.maxquota, domain.quota) == (100, 1000)
    assert entries(before) == [("root@example.com (127.0.0.1)", "edit_domain", "example.org", "example.org")]


@pytest.mark.parametrize("limits", [(0, 0, 0, 0), (-1, -1, -1, -1), (1, 12345, 2048, 1234567)])
def test_saving_the_form_as_it_is_changes_nothing(root, settings, limits):
    settings.TRANSPORT = settings.PASSWORD_EXPIRATION = True
    names = ("mailboxes", "aliases", "maxquota", "quota")
    values = dict(zip(names, limits, strict=True)) | {
        "description": 'a "b" <c> & 例',
        "transport": "relay",
        "backupmx": True,
    }
    Domain.objects.filter(domain="example.org").update(
        **values, active=False, password_expiry=90, modified="2020-01-01"
    )
    before = Domain.objects.filter(domain="example.org").values().get()
    assert post(root).status_code == 302
    after = Domain.objects.filter(domain="example.org").values().get()
    assert before | {"modified": after["modified"]} == after
    assert after["modified"] > before["modified"]


def test_what_is_switched_off_is_kept(root, settings):
    Domain.objects.filter(domain="example.org").update(maxquota=7, quota=8, transport="relay", password_expiry=9)
    settings.QUOTA = False
    assert (
        post(root, description="x", maxquota="1", quota="1", transport="local", password_expiry="1").status_code == 302
    )
    domain = the_domain()
    assert (domain.maxquota, domain.quota, domain.transport, domain.password_expiry) == (7, 8, "relay", 9)


def test_an_adopted_transport_is_kept_until_another_is_chosen(root, settings):
    settings.TRANSPORT = True
    Domain.objects.filter(domain="example.org").update(transport="smtp:[192.0.2.1]")
    assert post(root, description="x").status_code == 302
    assert the_domain().transport == "smtp:[192.0.2.1]"
    assert "transport" in errors(post(root, transport="smtp:[192.0.2.9]"))
    assert post(root, transport="virtual").status_code == 302
    assert post(root, transport="smtp:[192.0.2.1]").status_code == 422


def test_backup_mx_and_active_are_switches(root):
    form = as_shown(root, URL, "description")
    root.post(URL, form | {"backupmx": "on"})
    assert (the_domain().backupmx, the_domain().active) == (True, True)
    del form["active"]
    root.post(URL, form)
    assert (the_domain().backupmx, the_domain().active) == (False, False)


def test_its_name_stays(root):
    post(root, domain="other.example", default_aliases="on")
    assert the_domain()
    assert not Domain.objects.filter(domain="other.example").exists()


def test_bad_values_change_nothing(root, subtests):
    before = Domain.objects.filter(domain="example.org").values().get()
    for name, bad in [
        *(("mailboxes", "-2"), ("aliases", "x"), ("maxquota", "-2"), ("quota", "1.5"), ("description", "x" * 256)),
        *(("mailboxes", "2147483648"), ("quota", "9" * 20), ("maxquota", "")),
    ]:
        with subtests.test(f"{name}={bad}"):
            assert name in errors(post(root, **{name: bad}))
    assert Domain.objects.filter(domain="example.org").values().get() == before


def test_the_service_refuses_what_is_no_number(cli, cast):
    for name in ("mailboxes", "aliases", "maxquota", "quota", "password_expiry"):
        for bad in ("many", "1.5", 2**63):
            with pytest.raises(ValidationError) as refused:
                services.update_domain(cli, "example.org", **{name: bad})
            assert name in refused.value.message_dict


def test_others_may_not(alice, mallory, bob):
    for client, answer in ((alice, 403), (mallory, 403), (bob, 403)):
        assert client.post(URL, {"description": "x"}).status_code == answer
        assert client.get(URL).status_code == answer
    assert the_domain().description == ""


def test_the_service_asks_who_it_is(cast):
    alice = Actor(Admin.objects.get(username="alice@example.org"), "test")
    with pytest.raises(PermissionDenied):
        services.update_domain(alice, "example.org", active=False)


@pytest.mark.parametrize("name", ["nowhere.example", "ALL", "例子.公司", ""])
def test_a_domain_that_is_not_there(cli, name):
    Domain.objects.create(domain="ALL")
    with pytest.raises(ValidationError) as refused:
        services.update_domain(cli, name, active=False)
    assert "domain" in refused.value.message_dict


def test_a_limit_below_what_is_there_stops_only_what_comes(root):
    """As upstream: nothing is taken from anybody."""
    assert post(root, mailboxes="-1", aliases="-1", maxquota="1", quota="1").status_code == 302
    assert the_domain().mailbox_set.count() == 1
