"""How large a mailbox may be: the domain's two limits, by every rule of upstream, less its hole at -1."""

import pytest
from django.core.exceptions import ValidationError

from domains.models import Domain
from mailboxes.models import Mailbox
from mailboxes.quotas import check_quota, chosen_quota, default_quota
from mailboxes.services import create_mailbox, update_mailbox
from tests.forms import as_shown, errors

URL = "/pfa/mailboxes/bob@example.org/"
OK, NO = True, False


def limits(maxquota, quota):
    Domain.objects.filter(domain="example.org").update(maxquota=maxquota, quota=quota)
    return Domain.objects.get(domain="example.org")


def allowed(domain, megabytes):
    try:
        check_quota(domain, chosen_quota(megabytes), besides="bob@example.org")
    except ValidationError as refused:
        assert refused.message_dict.keys() == {"quota"}
        return NO
    return OK


def bob():
    return Mailbox.objects.get(username="bob@example.org")


def test_it_works(alice):
    limits(100, 0)
    alice.post(URL, as_shown(alice, URL, "name") | {"quota": "50", "quota_kind": "n"})
    assert bob().quota == 51_200_000


@pytest.mark.parametrize(
    "megabytes, stored", [(1, 1_024_000), (50, 51_200_000), (0.5, 512_000), (2.345, 2_401_280), (0, 0), (-1, -1)]
)
def test_megabytes_are_1024000_bytes(megabytes, stored):
    assert chosen_quota(megabytes).in_bytes.stored == stored


def test_a_megabyte_is_as_large_as_the_site_says(settings, cli, cast):
    settings.QUOTA_MULTIPLIER = 1_048_576
    assert update_mailbox(cli, "bob@example.org", quota=50).quota == 52_428_800
    assert bob().quota_limit.in_megabytes.stored == 50


# What a mailbox of a domain may have: with (the largest mailbox, all together) the quotas -1, 0, 1, 10, 11, 100, 101.
ASKED = (-1, 0, 1, 10, 11, 100, 101)
RULES = {
    (0, 0): (OK, OK, OK, OK, OK, OK, OK),  # no limits
    (0, -1): (OK, OK, OK, OK, OK, OK, OK),  # the same: below 0 the domain's quota is unlimited
    (10, 0): (NO, NO, OK, OK, NO, NO, NO),  # upstream lets -1 pass
    (10, -1): (NO, NO, OK, OK, NO, NO, NO),
    (-1, 0): (OK, NO, NO, NO, NO, NO, NO),  # no quotas are kept
    (-1, -1): (OK, NO, NO, NO, NO, NO, NO),
    (0, 100): (NO, NO, OK, OK, OK, OK, NO),  # upstream lets -1 pass
    (10, 100): (NO, NO, OK, OK, NO, NO, NO),
    (1000, 100): (NO, NO, OK, OK, OK, OK, NO),
    (-1, 100): (NO, NO, OK, OK, OK, OK, NO),  # the domain's limit needs one for each
}


@pytest.mark.parametrize("maxquota, quota", RULES)
def test_the_rules(cast, maxquota, quota):
    domain = limits(maxquota, quota)
    assert tuple(allowed(domain, megabytes) for megabytes in ASKED) == RULES[maxquota, quota]


@pytest.mark.parametrize("bad", [-2, -100])
def test_below_minus_one_there_is_nothing(cast, bad):
    assert not allowed(limits(0, 0), bad)


def test_with_quotas_off_nothing_is_checked(cast, settings):
    settings.QUOTA = False
    assert [allowed(limits(1, 1), megabytes) for megabytes in ASKED] == [OK] * len(ASKED)


def test_with_domain_quotas_off_only_the_largest_counts(cast, settings):
    settings.DOMAIN_QUOTA = False
    assert tuple(allowed(limits(10, 100), megabytes) for megabytes in ASKED) == RULES[10, 0]


# --- All mailboxes together ------------------------------------------------------------------------------------------


def test_what_others_have_counts(cast, cli):
    limits(0, 0)
    create_mailbox(cli, address="a@example.org", password="Fish-42-sheep", quota=60)
    create_mailbox(cli, address="unlimited@example.org", password="Fish-42-sheep", quota=0)
    create_mailbox(cli, address="none@example.org", password="Fish-42-sheep", quota=-1)
    domain = limits(0, 100)
    assert allowed(domain, 40)
    assert not allowed(domain, 41)


def test_the_last_megabyte_can_be_given(alice):
    limits(0, 100)
    form = {"password": "Fish-42-sheep", "active": "on"}
    url = "/pfa/domains/example.org/mailboxes/add/"
    assert alice.post(url, form | {"local_part": "a", "quota": "60"}).status_code == 302
    refused = errors(alice.post(url, form | {"local_part": "b", "quota": "41"}))
    assert "40 MB are left" in refused["quota"][0]
    assert alice.post(url, form | {"local_part": "b", "quota": "40"}).status_code == 302
    assert "0 MB are left" in errors(alice.post(url, form | {"local_part": "c", "quota": "1"}))["quota"][0]


def test_growing_counts_the_others_only(cli, cast):
    update_mailbox(cli, "bob@example.org", quota=60)
    limits(0, 100)
    assert update_mailbox(cli, "bob@example.org", quota=100).quota == 102_400_000
    with pytest.raises(ValidationError):
        update_mailbox(cli, "bob@example.org", quota=101)


def test_other_domains_do_not_count(cli, cast):
    update_mailbox(cli, "eve@example.net", quota=90)
    limits(0, 100)
    assert update_mailbox(cli, "bob@example.org", quota=100)


# --- The default -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "maxquota, quota, default", [(10, 0, 10), (10, 100, 10), (0, 0, 0), (0, 100, 0), (-1, 0, -1), (-1, -1, -1)]
)
def test_what_a_new_mailbox_gets_when_nothing_is_said(cast, maxquota, quota, default):
    assert default_quota(limits(maxquota, quota)).stored == default


def test_an_empty_field_is_the_default(alice):
    limits(10, 0)
    url = "/pfa/domains/example.org/mailboxes/add/"
    form = as_shown(alice, url, "local_part") | {"local_part": "a", "password": "Fish-42-sheep"}
    assert "10 MB (domain default)" in alice.get(url).content.decode()
    assert alice.post(url, form).status_code == 302
    assert Mailbox.objects.get(username="a@example.org").quota == 10_240_000


def test_with_quotas_off_it_is_unlimited(alice, settings):
    settings.QUOTA = False
    limits(10, 100)
    form = {"local_part": "a", "password": "Fish-42-sheep", "active": "on", "quota": "5"}
    assert alice.post("/pfa/domains/example.org/mailboxes/add/", form).status_code == 302
    assert Mailbox.objects.get(username="a@example.org").quota == 0


def test_a_default_that_does_not_fit_is_said(alice):
    """Where the domain has a limit for all but none for one, a number has to be given."""
    limits(0, 100)
    form = {"local_part": "a", "password": "Fish-42-sheep", "quota": ""}
    assert "quota" in errors(alice.post("/pfa/domains/example.org/mailboxes/add/", form))


# --- What is there already -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quota", [0, -1, 51_200_000, 5_120_000_000, 1, 1_234_567, 999_999_999_999])
def test_a_mailbox_beyond_the_limits_can_still_be_changed(alice, quota):
    """Upstream refuses to save it. Here only a new quota is measured, and one of another tool stays to the byte."""
    limits(1, 1)
    Mailbox.objects.filter(username="bob@example.org").update(quota=quota)
    form = as_shown(alice, URL, "name")
    assert form["quota_kind"] == ("n" if quota > 0 else str(quota))
    assert alice.post(URL, form | {"name": "Robert"}).status_code == 302
    assert (bob().name, bob().quota) == ("Robert", quota)


def test_bad_values(alice, subtests):
    for bad in ("-2", "x", "1.5", "", "9" * 30, "1e3", "１x"):
        with subtests.test(bad):
            form = as_shown(alice, URL, "name") | {"quota": bad, "quota_kind": "n"}
            assert "quota" in errors(alice.post(URL, form))
    assert bob().quota == 0
