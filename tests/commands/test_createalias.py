"""manage.py createalias"""

import pytest

from domains.models import Domain
from mailboxes.models import Alias


def test_it_works(works):
    printed = works("createalias", "Info@Example.org", "bob@example.org", "Carol@Example.com", "root", "--inactive")
    assert printed == "info@example.org was added.\n"
    alias = Alias.objects.get(address="info@example.org")
    assert alias.goto == "bob@example.org,carol@example.com,root"
    assert not alias.active


@pytest.mark.parametrize("address", ["@example.org", "*@example.org", "*@EXAMPLE.ORG"])
def test_a_catch_all(works, address):
    assert works("createalias", address, "bob@example.org") == "*@example.org was added.\n"
    assert Alias.objects.get(address="@example.org").goto == "bob@example.org"


def test_a_whole_domain_goes_to_another(works):
    works("createalias", "@example.org", "@example.net")
    assert Alias.objects.get(address="@example.org").goto == "@example.net"


def test_targets_may_be_one_word_with_commas(works):
    works("createalias", "info@example.org", "bob@example.org, eve@example.net", "--description", "Front desk")
    alias = Alias.objects.get(address="info@example.org")
    assert (alias.goto, alias.description) == ("bob@example.org,eve@example.net", "Front desk")


def test_unicode(works):
    works("createdomain", "例子.example")
    assert works("createalias", "info@例子.example", "chen@例子.example") == "info@例子.example was added.\n"
    assert Alias.objects.get(address="info@xn--fsqu00a.example").goto == "chen@xn--fsqu00a.example"


def test_one_that_may_be_there(works, refused):
    works("createalias", "info@example.org", "bob@example.org")
    assert refused("createalias", "info@example.org", "eve@example.net") == "info@example.org is there already."
    printed = works("createalias", "info@example.org", "eve@example.net", "--if-not-exists")
    assert printed == "info@example.org is there already.\n"
    assert Alias.objects.get(address="info@example.org").goto == "bob@example.org"


def test_a_mailbox_in_its_place_is_an_error(refused):
    args = ["bob@example.org", "eve@example.net", "--if-not-exists"]
    assert refused("createalias", *args) == "bob@example.org is already a mailbox."


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "required: ADDRESS, GOTO"),
        (["info@example.org"], "required: GOTO"),
        (["info@example.org", ""], "Give at least one address."),
        (["info@example.org", "info@example.org"], "can't go to itself"),
        (["info@example.org", "@example.net"], "only a catch-all can go there"),
        (["info@example.org", "bob@example.org", "a/b"], "“a/b” is not an address"),
        (["info@example.org", "bob@example.org", "a b@"], "not"),
        (["info@example.org", "|/bin/sh"], "not"),
        (["info@example.org", "bob@example.org", "--inactiv"], "unrecognized arguments: --inactiv"),
        (["info@nowhere.example", "bob@example.org"], "There is no domain nowhere.example."),
        (["info", "bob@example.org"], "“info” is not an address"),
        (["in fo@example.org", "bob@example.org"], "can't stand before the @"),
        (["info@example.org", "bob@example.org", "--description", "x" * 256], "--description: Ensure"),
    ],
)
def test_bad_input(refused, args, sentence):
    assert sentence in refused("createalias", *args)


def test_a_full_domain(refused):
    Domain.objects.filter(domain="example.org").update(aliases=-1)
    assert "may have no aliases" in refused("createalias", "info@example.org", "bob@example.org")
