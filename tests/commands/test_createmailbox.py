"""manage.py createmailbox"""

import pytest

from domains.models import Domain
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password, make_password
from mailboxes.models import Alias, Mailbox
from tests.conftest import PASSWORD

NEW = "new@example.org"


def test_it_works(works):
    printed = works("createmailbox", "New@Example.org", "--name", "N. Ew", "--quota", "50", "--password", PASSWORD)
    assert printed == "new@example.org was added.\n"
    mailbox = Mailbox.objects.get(username=NEW)
    assert (mailbox.name, mailbox.quota, mailbox.maildir) == ("N. Ew", 51_200_000, "example.org/new/")
    assert check_password(PASSWORD, mailbox.password)
    assert Alias.objects.get(address=NEW).goto == NEW
    acts = Log.objects.order_by("-id").values_list("action", "data")[:2]
    assert [*acts] == [("create_mailbox", NEW), ("create_alias", NEW)]


@pytest.mark.parametrize(("option", "stored"), [("unlimited", 0), ("0", 0), ("none", -1), ("-1", -1), ("7", 7_168_000)])
def test_quotas(works, option, stored):
    works("createmailbox", NEW, "--quota", option, "--password", PASSWORD)
    assert Mailbox.objects.get(username=NEW).quota == stored


def test_without_a_quota_it_gets_the_domains(works):
    Domain.objects.filter(domain="example.org").update(maxquota=20)
    works("createmailbox", NEW, "--password", PASSWORD)
    assert Mailbox.objects.get(username=NEW).quota == 20_480_000


def test_switched_off(works):
    works("createmailbox", NEW, "--password", PASSWORD, "--inactive")
    assert not Mailbox.objects.get(username=NEW).active
    assert not Alias.objects.get(address=NEW).active


@pytest.mark.parametrize(("options", "may"), [((), True), (("--smtp-active",), True), (("--no-smtp",), False)])
def test_whether_it_may_send(works, options, may):
    works("createmailbox", NEW, "--password", PASSWORD, *options)
    assert Mailbox.objects.get(username=NEW).smtp_active is may


def test_a_hash_is_kept_as_it_is(works):
    stored = make_password(PASSWORD, "SHA512-CRYPT")
    works("createmailbox", NEW, "--password-hash", stored)
    assert Mailbox.objects.get(username=NEW).password == stored


def test_a_domain_in_unicode(works):
    works("createdomain", "例子.example")
    assert works("createmailbox", "chen@例子.example", "--password", PASSWORD) == "chen@例子.example was added.\n"
    assert Mailbox.objects.filter(username="chen@xn--fsqu00a.example").exists()


@pytest.mark.parametrize(("options", "mails"), [((), 1), (("--no-welcome-mail",), 0)])
def test_the_welcome_mail(works, mailoutbox, django_capture_on_commit_callbacks, options, mails):
    with django_capture_on_commit_callbacks(execute=True):
        works("createmailbox", NEW, "--password", PASSWORD, *options)
    assert [mail.to for mail in mailoutbox] == [[NEW]] * mails


def test_one_that_may_be_there(works):
    before = Mailbox.objects.get(username="bob@example.org").password
    printed = works("createmailbox", "bob@example.org", "--if-not-exists", "--password", "Other-42-sheep")
    assert printed == "bob@example.org is there already.\n"
    assert Mailbox.objects.get(username="bob@example.org").password == before


def test_an_alias_in_its_place_is_an_error(works, refused):
    works("createalias", NEW, "bob@example.org")
    options = ["--if-not-exists", "--password", PASSWORD]
    assert refused("createmailbox", NEW, *options) == "new@example.org is already an alias."


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "required: ADDRESS"),
        (["new"], "“new” is not an address"),
        (["@example.org"], "can't stand before the @"),
        (["a b@example.org"], "can't stand before the @"),
        (["a/../b@example.org"], "can't stand before the @"),
        (["ü@example.org"], "can't stand before the @"),
        (["x" * 65 + "@example.org"], "can't stand before the @"),
        (["new@nowhere.example"], "There is no domain nowhere.example."),
        (["new@ALL"], "There is no domain ALL."),
        (["bob@example.org"], "bob@example.org is there already."),
        ([NEW, "--quota", "-5"], "--quota: “-5” is not allowed"),
        ([NEW, "--quota", "999999999999999"], "--quota: "),
        ([NEW, "--name", "x" * 256], "--name: Ensure this value has at most 255 characters"),
        ([NEW, "--generate"], "--password: not allowed with argument --generate"),
    ],
)
def test_bad_input(refused, args, sentence):
    assert sentence in refused("createmailbox", *args, "--password", PASSWORD)


def test_a_full_domain(refused):
    Domain.objects.filter(domain="example.org").update(mailboxes=1)
    assert "is full: 1 of 1 mailboxes" in refused("createmailbox", NEW, "--password", PASSWORD)


def test_more_than_the_domain_allows(refused):
    Domain.objects.filter(domain="example.org").update(maxquota=10)
    for quota in ("11", "unlimited", "none"):
        assert "--quota: " in refused("createmailbox", NEW, "--quota", quota, "--password", PASSWORD)
