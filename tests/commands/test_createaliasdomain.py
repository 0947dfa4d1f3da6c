"""manage.py createaliasdomain"""

import pytest

from domains.models import AliasDomain
from mailadmin.audit.models import Log


def test_it_works(works):
    assert works("createaliasdomain", "Example.net", "Example.org", "--inactive") == "example.net was added.\n"
    entry = AliasDomain.objects.get(alias_domain="example.net")
    assert (entry.target_domain_id, entry.active) == ("example.org", False)
    assert Log.objects.filter(action="create_alias_domain", domain="example.net", data="example.org").exists()


def test_unicode(works):
    works("createdomain", "例子.example")
    assert works("createaliasdomain", "例子.example", "example.org") == "例子.example was added.\n"
    assert AliasDomain.objects.filter(alias_domain="xn--fsqu00a.example").exists()


def test_one_that_may_be_there(works, refused):
    works("createaliasdomain", "example.net", "example.org")
    assert refused("createaliasdomain", "example.net", "example.org") == "example.net is there already."
    printed = works("createaliasdomain", "EXAMPLE.net", "example.org", "--if-not-exists")
    assert printed == "example.net is there already.\n"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "required: ALIAS_DOMAIN, TARGET_DOMAIN"),
        (["example.net"], "required: TARGET_DOMAIN"),
        (["example.net", "nowhere.example"], "There is no domain nowhere.example."),
        (["nowhere.example", "example.org"], "There is no domain nowhere.example."),
        (["example.org", "example.org"], "can't be an alias of itself"),
        (["ALL", "example.org"], "There is no domain ALL."),
        (["example.net", "example.org", "--description", "x" * 256], "--description: Ensure"),
    ],
)
def test_bad_input(refused, args, sentence):
    assert sentence in refused("createaliasdomain", *args)


def test_no_chains(works, refused):
    works("createdomain", "third.example")
    works("createaliasdomain", "example.net", "example.org")
    assert "is an alias itself" in refused("createaliasdomain", "third.example", "example.net")
    assert "can't be an alias itself" in refused("createaliasdomain", "example.org", "third.example")


def test_switched_off_on_this_site(refused, settings):
    settings.ALIAS_DOMAIN = False
    assert "switched off" in refused("createaliasdomain", "example.net", "example.org")
