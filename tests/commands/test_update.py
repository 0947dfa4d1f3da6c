"""manage.py updatedomain, updatemailbox, updatealias, updatealiasdomain, updateadmin"""

import pytest

from domains.models import AliasDomain, Domain, DomainAdmin
from mailadmin.accounts.models import Admin
from mailboxes.models import Alias, Mailbox
from mailboxes.services import create_alias

ALL = {
    "updatedomain": "example.org",
    "updatemailbox": "bob@example.org",
    "updatealias": "info@example.org",
    "updatealiasdomain": "example.net",
    "updateadmin": "alice@example.org",
}


@pytest.fixture(autouse=True)
def more(cast, cli, works):
    create_alias(cli, address="info@example.org", goto="bob@example.org,root", description="Front desk")
    works("createaliasdomain", "example.net", "example.org")


def row(name):
    models = {"domain": Domain, "mailbox": Mailbox, "alias": Alias, "aliasdomain": AliasDomain, "admin": Admin}
    return models[name.removeprefix("update")].objects.get(pk=ALL[name])


def values(name):
    return {field: value for field, value in vars(row(name)).items() if field not in ("_state", "modified")}


def test_it_works(works):
    before = values("updatedomain")
    assert works("updatedomain", "EXAMPLE.org", "--mailboxes", "7") == "example.org was changed.\n"
    assert values("updatedomain") == before | {"mailboxes": 7}


@pytest.mark.parametrize(
    ("name", "options", "changes"),
    [
        ("updatedomain", ["--aliases", "none", "--maxquota", "5"], {"aliases": -1, "maxquota": 5}),
        ("updatedomain", ["--quota", "unlimited", "--password-expiry", "0"], {"quota": 0, "password_expiry": 0}),
        ("updatedomain", ["--description", "", "--transport", "local"], {"description": "", "transport": "local"}),
        ("updatedomain", ["--backupmx"], {"backupmx": True}),
        ("updatedomain", ["--no-backupmx"], {"backupmx": False}),
        ("updatemailbox", ["--name", "Robert"], {"name": "Robert"}),
        ("updatemailbox", ["--quota", "3"], {"quota": 3_072_000}),
        ("updatemailbox", ["--no-smtp"], {"smtp_active": False}),
        ("updatemailbox", ["--smtp-active"], {}),
        ("updatealias", ["--description", ""], {"description": ""}),
        ("updatealias", ["--goto", "eve@example.net", "c@d.example"], {"goto": "eve@example.net,c@d.example"}),
        ("updatealias", ["--add-goto", "eve@example.net"], {"goto": "bob@example.org,root,eve@example.net"}),
        ("updatealias", ["--add-goto", "bob@example.org"], {}),
        ("updatealias", ["--remove-goto", "Bob@Example.org"], {"goto": "root"}),
        ("updatealias", ["--add-goto", "b", "--remove-goto", "root"], {"goto": "bob@example.org,b"}),
        ("updatealias", ["--add-goto", "chen@例子.example", "--remove-goto", "root", "bob@example.org"],
         {"goto": "chen@xn--fsqu00a.example"}),
        ("updatealiasdomain", ["--description", "Second name"], {"description": "Second name"}),
        ("updateadmin", ["--superadmin"], {"superadmin": True}),
    ],
)  # fmt: skip
def test_what_is_given_changes_and_nothing_else(works, name, options, changes):
    before = values(name)
    assert works(name, ALL[name], *options) == f"{ALL[name]} was changed.\n"
    assert values(name) == before | changes


@pytest.mark.parametrize("name", ALL)
def test_on_and_off(works, name):
    for option, active in (("--inactive", False), ("--inactive", False), ("--active", True)):
        works(name, ALL[name], option)
        assert row(name).active == active


def test_another_target(works):
    works("createdomain", "third.example")
    works("updatealiasdomain", "example.net", "--target", "Third.Example")
    assert row("updatealiasdomain").target_domain_id == "third.example"


def rights():
    return sorted(DomainAdmin.objects.filter(username="alice@example.org").values_list("domain_id", flat=True))


def test_domains_of_an_admin(works, refused):
    works("createdomain", "例子.example")
    works("updateadmin", "alice@example.org", "--add-domain", "Example.net", "例子.example")
    assert rights() == ["example.net", "example.org", "xn--fsqu00a.example"]
    works("updateadmin", "alice@example.org", "--remove-domain", "例子.example", "--add-domain", "example.net")
    assert rights() == ["example.net", "example.org"]
    works("updateadmin", "alice@example.org", "--domain", "例子.example")
    assert rights() == ["xn--fsqu00a.example"]
    line = refused("updateadmin", "alice@example.org", "--remove-domain", "example.org")
    assert line == "alice@example.org does not look after example.org."
    works("updateadmin", "alice@example.org", "--superadmin", "--remove-domain", "例子.example")
    assert rights() == ["ALL"]
    works("updateadmin", "alice@example.org", "--no-superadmin")
    assert rights() == []


def test_the_last_superadmin_stays_one(refused):
    for option in ("--no-superadmin", "--inactive"):
        assert "is the last active superadmin" in refused("updateadmin", "root@example.com", option)


@pytest.mark.parametrize("name", ALL)
def test_nothing_given_is_nothing_to_do(refused, name):
    assert refused(name, ALL[name]).startswith("Nothing to change.")


@pytest.mark.parametrize(
    ("name", "key", "sentence"),
    [
        ("updatedomain", "nowhere.example", "There is no domain nowhere.example."),
        ("updatedomain", "ALL", "There is no domain ALL."),
        ("updatemailbox", "info@example.org", "There is no mailbox info@example.org."),
        ("updatealias", "none@例子.example", "There is no alias none@例子.example."),
        ("updatealias", "bob@example.org", "bob@example.org is a mailbox."),
        ("updatealiasdomain", "example.org", "There is no alias domain example.org."),
        ("updateadmin", "bob@example.org", "There is no admin bob@example.org."),
    ],
)
def test_who_is_not_there(refused, name, key, sentence):
    assert sentence in refused(name, key, "--active")


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("updatedomain", ["--mailboxes", "few"], "--mailboxes: “few” is not allowed"),
        ("updatedomain", ["--transport", "nowhere"], "--transport: Allowed: "),
        ("updatedomain", ["--description", "x" * 256], "--description: "),
        ("updatedomain", ["--no-default-aliases"], "unrecognized arguments"),
        ("updatedomain", ["--active", "--inactive"], "not allowed with argument"),
        ("updatedomain", ["--domain", "other.example"], "unrecognized arguments"),
        ("updatemailbox", ["--quota", "-2"], "--quota: "),
        ("updatemailbox", ["--name", "x" * 256], "--name: "),
        ("updatealias", ["--goto"], "expected at least one argument"),
        ("updatealias", ["--goto", ""], "Give at least one address."),
        ("updatealias", ["--goto", "info@example.org"], "can't go to itself"),
        ("updatealias", ["--add-goto", "a/b"], "“a/b” is not an address"),
        ("updatealias", ["--remove-goto", "eve@example.net"], "info@example.org does not go to eve@example.net."),
        ("updatealias", ["--remove-goto", "root", "bob@example.org"], "Give at least one address."),
        ("updatealiasdomain", ["--target", "nowhere.example"], "There is no domain nowhere.example."),
        ("updatealiasdomain", ["--target", "example.net"], "can't be an alias of itself"),
        ("updateadmin", ["--domain", "nowhere.example"], "There is no domain nowhere.example."),
        ("updateadmin", ["--add-domain", "nowhere.example"], "There is no domain nowhere.example."),
        ("updateadmin", ["--superadmin", "--password", "weak"], "The password must"),
    ],
)
def test_bad_input(refused, name, options, sentence):
    assert sentence in refused(name, ALL[name], *options)
