"""Who may add a mailbox, what comes with it, and which ones are turned away."""

import pytest
from django.urls import reverse

from domains.models import Domain
from domains.services import create_domain
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_alias, create_mailbox
from tests.forms import as_shown, errors
from tests.log import entries
from tests.rows import everything

URL = "/pfa/domains/example.org/mailboxes/add/"


def post(client, url=URL, **changes):
    form = {"local_part": "info", "password": "Fish-42-sheep", "name": "", "active": "on", "quota": "50"}
    return client.post(url, form | changes)


def the_mailbox(address="info@example.org"):
    return Mailbox.objects.get(username=address)


def test_it_works(alice):
    response = post(alice, local_part="Info", name="Front desk")
    assert (response.status_code, response.url) == (302, "/pfa/domains/example.org/")
    mailbox = the_mailbox()
    assert (mailbox.local_part, mailbox.domain_id, mailbox.name) == ("info", "example.org", "Front desk")
    assert (mailbox.maildir, mailbox.quota, mailbox.active) == ("example.org/info/", 51_200_000, True)
    assert (mailbox.phone, mailbox.email_other, mailbox.token, mailbox.smtp_active) == ("", "", "", True)
    alias = Alias.objects.get(address="info@example.org")
    assert (alias.goto, alias.domain_id, alias.active) == ("info@example.org", "example.org", True)


def test_the_log_has_two_rows_the_alias_first(alice):
    before = Log.objects.count()
    post(alice)
    who = "alice@example.org (127.0.0.1)"
    assert entries(before) == [
        (who, "create_alias", "example.org", "info@example.org"),
        (who, "create_mailbox", "example.org", "info@example.org"),
    ]


def test_the_password_is_kept_as_md5_crypt_without_a_prefix(alice):
    post(alice, password="Fish 42 sheep ")
    assert the_mailbox().password.startswith("$1$")
    assert check_password("Fish 42 sheep ", the_mailbox().password)


def test_a_password_can_be_made(alice):
    response = alice.post(URL, {"local_part": "info", "quota": "50", "generate": "on"}, follow=True)
    page = response.content.decode()
    secrets = [each for each in response.context["messages"] if "secret" in each.tags]
    assert len(secrets) == 1
    assert check_password(str(secrets[0]), the_mailbox().password)
    assert str(secrets[0]) in page
    assert str(secrets[0]) not in alice.get("/pfa/domains/example.org/").content.decode()


def test_a_password_must_be_good(alice, subtests):
    for bad in (
        "",
        "a1b2",
        "12345678",
        "abcdefgh",
        "abcdefg1",
        "ab123",
        "abc\n123",
        "abc\t123",
        "x1" * 101,
        "abc12\x7f",
    ):
        with subtests.test(bad):
            assert "password" in errors(post(alice, password=bad))
    assert not Mailbox.objects.filter(username="info@example.org").exists()


@pytest.mark.parametrize("good", ["abc12", "p ä s s w ö r d 1 2", "pass word=%s'\"12", "密码密码12", "abc12" * 40])
def test_odd_passwords_are_good(alice, good):
    post(alice, password=good)
    assert check_password(good, the_mailbox().password)


def test_one_that_is_switched_off_has_an_alias_that_is_too(alice):
    alice.post(URL, {"local_part": "info", "password": "Fish-42-sheep", "quota": "50"})
    assert not the_mailbox().active
    assert not Alias.objects.get(address="info@example.org").active


def test_saving_the_form_as_it_comes(alice):
    form = as_shown(alice, URL, "local_part") | {"local_part": "info", "password": "Fish-42-sheep"}
    assert alice.post(URL, form).status_code == 302
    assert (the_mailbox().quota, the_mailbox().active) == (0, True)


def test_passwords_expire_as_the_domain_says(alice, settings):
    settings.PASSWORD_EXPIRATION = True
    Domain.objects.filter(domain="example.org").update(password_expiry=30)
    post(alice)
    assert (the_mailbox().password_expiry - the_mailbox().created).days in (29, 30)


@pytest.mark.parametrize("expiration", [True, False])
def test_passwords_never_expire_where_the_domain_or_the_site_says_so(alice, settings, expiration):
    settings.PASSWORD_EXPIRATION = expiration
    Domain.objects.filter(domain="example.org").update(password_expiry=0 if expiration else 30)
    post(alice)
    assert the_mailbox().password_expiry.year == 2038


# --- The mail that greets it -----------------------------------------------------------------------------------------


def test_the_welcome_mail_waits_for_the_commit(cli, cast, mailoutbox, django_capture_on_commit_callbacks):
    """Dovecot, which takes it, looks the mailbox up by a connection of its own."""
    with django_capture_on_commit_callbacks() as waiting:
        create_mailbox(cli, address="new@example.org", password="Fish-42-sheep", welcome_mail=True)
    assert not mailoutbox
    for each in waiting:
        each()
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


# --- Where its mail lies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "domain_path, domain_in_mailbox, maildir",
    [
        (True, False, "example.org/info/"),
        (True, True, "example.org/info@example.org/"),
        (False, False, "info@example.org/"),
        (False, True, "info@example.org/"),
    ],
)
def test_the_three_forms_of_a_maildir(alice, settings, domain_path, domain_in_mailbox, maildir):
    settings.DOMAIN_PATH, settings.DOMAIN_IN_MAILBOX = domain_path, domain_in_mailbox
    post(alice)
    assert the_mailbox().maildir == maildir


def test_a_maildir_that_is_too_long_for_its_column(root, cli, settings):
    settings.DOMAIN_IN_MAILBOX = True
    name = f"{'a' * 63}.{'b' * 60}.example"
    create_domain(cli, domain=name, maxquota=0, quota=0)
    url = f"/pfa/domains/{name}/mailboxes/add/"
    assert errors(post(root, url, local_part="x" * 64))
    assert not Mailbox.objects.filter(domain=name).exists()


# --- Addresses -------------------------------------------------------------------------------------------------------


def test_what_may_stand_before_the_at(alice, subtests):
    for local in (
        "a",
        "x" * 64,
        "first.last",
        "o'brien",
        "a+b",
        "a&b=c",
        "what?",
        "#1",
        "{x}|~^_$",
        "a--b",
        "0",
    ):
        with subtests.test(local):
            assert post(alice, local_part=local).status_code == 302
            address = f"{local}@example.org"
            assert the_mailbox(address).maildir == f"example.org/{local}/"
            assert alice.get(reverse("mailbox_update", args=[address])).context["title"] == address
            found = alice.get("/pfa/mailboxes/", {"q": address}).context["rows"]
            assert [row.username for row in found] == [address]


def test_what_may_not(alice, subtests):
    before = everything()
    for bad in (
        *("", " ", ".", ".a", "a.", "a..b", "a b", "a@b", "a@example.net", "@", "*", "a/b", "a/../b", "../a", "a\\b"),
        *('"a"', "a,b", "a;b", "a:b", "<a>", "a\nb", "a\0b", "é", "例", "😀", "x" * 65, "x" * 256, "-a", "`id`"),
    ):
        with subtests.test(bad):
            assert "local_part" in errors(post(alice, local_part=bad))
    assert everything() == before


def test_white_space_around_it_is_no_error(alice):
    assert post(alice, local_part=" info\n").status_code == 302
    assert the_mailbox()


def test_an_international_domain(root, cli):
    create_domain(cli, domain="例子.公司", maxquota=0, quota=0)
    url = "/pfa/domains/xn--fsqu00a.xn--55qx5d/mailboxes/add/"
    assert "@例子.公司" in root.get(url).content.decode()
    response = root.post(url, {"local_part": "info", "password": "Fish-42-sheep", "quota": "0"}, follow=True)
    assert the_mailbox("info@xn--fsqu00a.xn--55qx5d").maildir == "xn--fsqu00a.xn--55qx5d/info/"
    assert "info@例子.公司" in response.content.decode()


@pytest.mark.parametrize("taken", ["bob", "BOB", " bob "])
def test_an_address_is_there_once(alice, taken):
    assert "already a mailbox" in errors(post(alice, local_part=taken))["local_part"][0]
    assert the_mailbox("bob@example.org").name == "Bob Chen"


def test_an_alias_is_in_the_way(alice, cli):
    create_alias(cli, address="info@example.org", goto="bob@example.org")
    before = everything()
    assert "already an alias" in errors(post(alice, local_part="Info"))["local_part"][0]
    assert everything() == before


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit, fit", [(-1, 0), (1, 0), (2, 1), (3, 2), (0, 4)])
def test_as_many_as_the_domain_may_have(alice, limit, fit):
    """Bob's is the first."""
    Domain.objects.filter(domain="example.org").update(mailboxes=limit, aliases=-1)
    answers = [post(alice, local_part=f"m{number}").status_code for number in range(4)]
    assert answers == [302] * fit + [422] * (4 - fit)
    assert Mailbox.objects.filter(domain="example.org").count() == 1 + fit
    assert Alias.objects.filter(domain="example.org").count() == 1 + fit


def test_the_refusal_says_how_many(alice):
    Domain.objects.filter(domain="example.org").update(mailboxes=1)
    assert "1 of 1 mailboxes" in errors(post(alice))["__all__"][0]
    Domain.objects.filter(domain="example.org").update(mailboxes=-1)
    assert "may have no mailboxes" in errors(post(alice))["__all__"][0]


def test_a_superadmin_is_bound_by_them_too(root):
    Domain.objects.filter(domain="example.org").update(mailboxes=1)
    assert errors(post(root))


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_may_not(mallory, bob, client):
    assert post(mallory).status_code == 404
    assert post(bob).status_code == 403
    assert post(client).url.startswith("/pfa/login/")
    assert not Mailbox.objects.filter(username="info@example.org").exists()
