"""Who may add a domain, what comes with it, and which names are turned away."""

import pytest

from domains.models import Domain, DomainAdmin
from domains.services import create_domain
from mailadmin.audit.models import Log
from mailboxes.models import Alias
from tests.forms import as_shown, errors
from tests.log import entries

URL = "/pfa/domains/add/"


def post(client, **changes):
    form = {"domain": "new.example", "description": "", "active": "on", "default_aliases": "on", "mailboxes": "10"}
    return client.post(URL, form | {"aliases": "10", "maxquota": "10", "quota": "2048"} | changes)


def test_it_works(root):
    response = post(root, domain="New.Example")
    assert response.status_code == 302
    assert response.url == "/pfa/domains/new.example/"
    domain = Domain.objects.get(domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (10, 10, 10, 2048)
    assert (domain.transport, domain.backupmx, domain.active, domain.password_expiry) == ("virtual", False, True, 365)


def test_the_log_tells_who_and_from_where(root):
    before = Log.objects.count()
    post(root)
    assert entries(before) == [("root@example.com (127.0.0.1)", "create_domain", "new.example", "new.example")]


def test_the_form_starts_with_the_defaults(root):
    shown = as_shown(root, URL, "domain")
    assert [shown[name] for name in ("mailboxes", "aliases", "maxquota", "quota")] == ["", "", "2048", ""]
    assert root.post(URL, shown | {"domain": "new.example"}).status_code == 302
    domain = Domain.objects.get(domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (0, 0, 2048, 0)
    assert (domain.active, domain.backupmx) == (True, False)


def test_the_site_sets_the_defaults(root, settings, cli):
    settings.ALIASES, settings.MAILBOXES, settings.MAXQUOTA = 1, 2, 3
    settings.DOMAIN_QUOTA_DEFAULT, settings.TRANSPORT_DEFAULT = 4, "local"
    domain = create_domain(cli, domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (1, 2, 3, 4)
    assert domain.transport == "local"


def test_what_the_form_does_not_offer_gets_its_default(root, settings):
    settings.QUOTA = False
    post(root, maxquota="99", quota="99", transport="relay", password_expiry="7")
    domain = Domain.objects.get(domain="new.example")
    assert (domain.maxquota, domain.quota, domain.transport, domain.password_expiry) == (2048, 0, "virtual", 365)


def test_what_the_site_switches_on_can_be_chosen(root, settings):
    settings.TRANSPORT = settings.PASSWORD_EXPIRATION = True
    assert post(root, transport="relay", password_expiry="7").status_code == 302
    domain = Domain.objects.get(domain="new.example")
    assert (domain.transport, domain.password_expiry) == ("relay", 7)


def test_a_transport_is_one_of_the_sites(root, settings):
    settings.TRANSPORT = True
    assert "transport" in errors(post(root, transport="smtp:[192.0.2.1]", password_expiry="7"))


def test_passwords_expire_after_0_to_36500_days(root, settings, subtests):
    settings.PASSWORD_EXPIRATION = True
    for days in ("-1", "36501", "", "x", "1.5"):
        with subtests.test(days):
            assert "password_expiry" in errors(post(root, password_expiry=days))


# --- The aliases that come with it -----------------------------------------------------------------------------------


def test_the_usual_aliases_come_with_it(root):
    before = Log.objects.count()
    post(root, aliases="-1")
    aliases = dict(Alias.objects.filter(domain="new.example").values_list("address", "goto"))
    assert aliases == {
        f"{name}@new.example": "root@example.com" for name in ("abuse", "hostmaster", "postmaster", "webmaster")
    }
    assert len(entries(before)) == 1  # they are part of the domain, and its limit is for others


def test_the_usual_aliases_can_be_left_out(root):
    shown = as_shown(root, URL, "domain") | {"domain": "new.example"}
    del shown["default_aliases"]
    root.post(URL, shown)
    assert Domain.objects.filter(domain="new.example").exists()
    assert not Alias.objects.filter(domain="new.example").exists()


def test_where_they_go_can_be_set(cli, settings):
    settings.DEFAULT_ALIASES = {"abuse": "noc@example.com", "postmaster": "info"}
    create_domain(cli, domain="new.example")
    assert dict(Alias.objects.values_list("address", "goto")) == {
        "abuse@new.example": "noc@example.com",
        "postmaster@new.example": "info@new.example",
    }


def test_a_command_sends_them_to_the_admin_of_the_site(cli, settings):
    settings.ADMIN_EMAIL = "noc@example.com"
    create_domain(cli, domain="new.example")
    assert set(Alias.objects.values_list("goto", flat=True)) == {"noc@example.com"}


# --- Limits ----------------------------------------------------------------------------------------------------------


LIMITS = ["mailboxes", "aliases", "maxquota", "quota"]


@pytest.mark.parametrize("limit", [-1, 0, 1, 2147483647])
def test_limits(root, limit):
    assert post(root, **dict.fromkeys(LIMITS, str(limit))).status_code == 302
    domain = Domain.objects.get(domain="new.example")
    assert [getattr(domain, name) for name in LIMITS] == [limit] * 4


def test_what_is_no_limit(root, subtests):
    for bad in ("-2", "1.5", "many", "", "9" * 30, "1e3", "0x10", "٣x"):
        with subtests.test(bad):
            assert set(errors(post(root, **dict.fromkeys(LIMITS, bad)))) == set(LIMITS)
    assert not Domain.objects.filter(domain="new.example").exists()


@pytest.mark.parametrize("kind, stored", [("0", 0), ("-1", -1), ("n", 7)])
def test_a_limit_is_chosen_by_a_word(root, kind, stored):
    post(root, mailboxes_kind=kind, mailboxes="7")
    assert Domain.objects.get(domain="new.example").mailboxes == stored


# --- Names -----------------------------------------------------------------------------------------------------------


def test_long_and_international_names(root, subtests):
    names = {
        "EXAMPLE.Museum": "example.museum",
        "a.international-company": "a.international-company",  # upstream stops at 13 letters
        "例子.公司": "xn--fsqu00a.xn--55qx5d",
        "Bücher.example": "xn--bcher-kva.example",
        "xn--bcher-kva.de": "xn--bcher-kva.de",
        " new.example. \n": "new.example",
    }
    for typed, stored in names.items():
        with subtests.test(typed):
            assert post(root, domain=typed).status_code == 302
            assert Domain.objects.filter(domain=stored).exists()


def test_an_international_name_is_shown_in_its_letters(root):
    response = root.post(URL, as_shown(root, URL, "domain") | {"domain": "例子.公司"}, follow=True)
    assert "例子.公司" in response.content.decode()
    assert "例子.公司" in root.get("/pfa/domains/").content.decode()
    assert 'href="/pfa/domains/xn--fsqu00a.xn--55qx5d/"' in root.get("/pfa/domains/?q=例子").content.decode()


def test_it_rejects_bad_names(root, subtests):
    for bad in (
        *("", " ", ".", "localhost", "_x.de", "-a.de", "a..de", "a b.de", "a/../b.de", "1.2.3.4", "a" * 64 + ".de"),
        *("a\nb.de", "*.de", "@b.de", "ALL", "all", "xn--a.de", "😀.de", "a" * 300, "x@y.de", "a.de,b.de"),
    ):
        with subtests.test(bad):
            assert "domain" in errors(post(root, domain=bad))
    assert Domain.objects.count() == 2


def test_a_name_is_there_once(root):
    for taken in ("example.org", "EXAMPLE.org", "example.org."):
        assert "domain" in errors(post(root, domain=taken))
    assert Domain.objects.get(domain="example.org").mailboxes == 0


def test_the_vacation_domain_is_none_of_ours(root, settings):
    settings.VACATION_DOMAIN = "autoreply.example"
    assert "vacation" in errors(post(root, domain="autoreply.example"))["domain"][0]


@pytest.mark.parametrize("text", ["x" * 255, "例子 😀 <b>"])
def test_a_description(root, text):
    post(root, description=text)
    assert Domain.objects.get(domain="new.example").description == text


def test_a_description_has_an_end(root):
    assert "description" in errors(post(root, description="x" * 256))


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(alice, bob, client):
    assert post(alice).status_code == 403
    assert post(bob).status_code == 403
    assert post(client).url.startswith("/pfa/login/")
    assert not Domain.objects.filter(domain="new.example").exists()
    assert not DomainAdmin.objects.filter(domain="new.example").exists()
