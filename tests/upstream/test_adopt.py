"""`manage.py adopt` on databases of several versions, of other programs, and half done."""

import re

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import router

from domains import services as domains
from domains.models import DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import command_line_actor
from mailadmin.management.commands import serve
from mailadmin.models import Config
from mailadmin.upstream import schema
from mailboxes import services as mailboxes
from tests.conftest import PASSWORD, signed_in
from tests.engines import on_mariadb
from tests.upstream.adopting import adopt, made, run
from tests.upstream.conftest import database_of_its_own, of_release, postfixadmin_on_it, tables

pytestmark = on_mariadb
BROADCAST = ("broadcast_job", "broadcast_job_domain", "broadcast_recipient")
UPSTREAMS = of_release("1856").keys()
OURS = {"django_migrations"} | {
    model._meta.db_table
    for model in apps.get_models()
    if router.allow_migrate_model("default", model) and model._meta.db_table not in UPSTREAMS
}


@pytest.fixture
def old(fresh):
    """A new database of 3.3.13 for one test."""
    with database_of_its_own("adopting"):
        made(fresh, 1847)
        yield


@pytest.fixture
def empty(own_database):
    with database_of_its_own("adopting"):
        yield


def refusal():
    before = tables()
    with pytest.raises(CommandError) as caught:
        adopt("--apply")
    assert tables() == before
    return str(caught.value)


def use():
    """Each table can be read, and the console works."""
    for model in apps.get_models():
        if router.allow_migrate_model("default", model):
            assert list(model.objects.all()[:1]) or True
    actor = command_line_actor()
    domains.create_admin(actor, username="root@example.com", password=PASSWORD, superadmin=True)
    domains.create_domain(actor, domain="example.org", description="例子")
    mailboxes.create_mailbox(actor, address="bob@example.org", password=PASSWORD)
    root = signed_in("root@example.com")
    assert "bob@example.org" in root.get("/pfa/domains/example.org/").content.decode()
    domains.delete_domain(actor, "example.org")


def test_it_works(old):
    added, text = adopt("--apply")
    assert {name for kind, name in added if kind == "table"} == OURS | {
        "admin_preferences", "dkim", "dkim_signing", "mailbox_app_password", "totp_exception_address"
    }  # fmt: skip
    assert {name for kind, name in added if kind == "column"} == {
        *("admin.totp_secret", "mailbox.smtp_active", "mailbox.totp_secret"),
        *("alias.description", "alias_domain.description"),
    }  # fmt: skip
    assert {name for kind, name in added if kind == "index"} == {"fetchmail.domain"}
    assert {name for kind, name in added if kind == "foreign key"} == {"dkim.domain_name", "dkim_signing.dkim_id"}
    use()
    assert Config.objects.get().value == "1847"


@pytest.mark.parametrize("number", [740, 1284, 1836, 1841, 1844, 1847])
def test_a_database_that_grew(grown, empty, number):
    """From 2.3 on, step by step, as upgrade.php does it."""
    made(grown[number], number)
    run("INSERT INTO admin (username, password) VALUES ('boss@example.com', 'x'), ('other@example.com', 'x')")
    run("INSERT INTO domain_admins (username, domain) VALUES ('boss@example.com', 'ALL')")
    adopt("--apply")
    use()
    assert Config.objects.get().value == str(number)
    assert DomainAdmin.objects.get(username="boss@example.com").id
    if number == 740:
        marked = Admin.objects.filter(superadmin=True).order_by("username").values_list("username", flat=True)
        assert [*marked] == ["boss@example.com", "root@example.com"]
    assert "nothing to do" in adopt("--apply")[1]


@pytest.mark.parametrize("number", [740, 1841])
def test_postfixadmin_is_upgraded_afterwards(own_database, tmp_path_factory, number):
    """Its upgrade.php goes on from where it was, on what was added."""
    with database_of_its_own("later"), postfixadmin_on_it(tmp_path_factory) as peer:
        peer.upgrade(number)
        adopt("--apply")
        use()
        assert "rror" not in peer.upgrade().replace("detailed error messages", "")
        assert Config.objects.get().value == "1847"
        assert "up to date" in peer.upgrade()
        assert "nothing to do" in adopt("--apply")[1]


def test_4_0_5(empty):
    made(of_release("4.0.5"), 1851)
    added, _text = adopt("--apply")
    assert added == {("table", name) for name in OURS | {"admin_preferences"}} | {
        ("index", "fetchmail.domain"), ("index", "mailbox_app_password.username"),
        ("column", "alias.description"), ("column", "alias_domain.description"),
        ("column", "totp_exception_address.created"), ("column", "totp_exception_address.modified"),
    }  # fmt: skip
    use()
    assert Config.objects.get().value == "1851"


def test_1856(empty):
    made(of_release("1856"), 1856)
    added, _text = adopt("--apply")
    assert added == {("table", name) for name in OURS} | {("index", "mailbox_app_password.username")}
    use()
    assert Config.objects.get().value == "1856"


def test_1857(empty):
    """Announced: three more tables, which are not ours."""
    made(of_release("1856"), 1857)
    run(*(f"CREATE TABLE {name} (id int PRIMARY KEY AUTO_INCREMENT)" for name in BROADCAST))
    added, text = adopt("--apply")
    assert added == {("table", name) for name in OURS} | {("index", "mailbox_app_password.username")}
    assert not [name for name in BROADCAST if re.search(rf"\b{name}\b", text + adopt()[1])]


def test_a_database_of_ours_needs_nothing(empty):
    call_command("migrate", verbosity=0)
    before = tables()
    assert "nothing to do" in adopt("--apply")[1]
    assert tables() == before


def test_it_goes_on_where_it_was_stopped(old):
    half = schema.additions()[:5]
    run(*(statement for addition in half for statement in addition.sql))
    added, _text = adopt("--apply")
    assert not added & {(addition.kind, addition.name) for addition in half}
    use()


def test_after_a_migrate_that_failed(old):
    with pytest.raises(SystemCheckError, match="manage.py adopt"):
        call_command("migrate", verbosity=0, skip_checks=False)
    call_command("migrate", "sessions", verbosity=0)
    added, _text = adopt("--apply")
    assert ("table", "django_session") not in added
    use()


def test_serve_and_migrate_say_what_to_do(old):
    before = tables()
    with pytest.raises(CommandError, match="manage.py adopt"):
        serve.migrate()
    with pytest.raises(SystemCheckError, match="manage.py adopt"):
        call_command("migrate", verbosity=0, skip_checks=False)
    assert tables() == before
    adopt("--apply")
    serve.migrate()


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("DROP TABLE mailbox", "no table mailbox"),
        ("ALTER TABLE domain DROP COLUMN transport", "no column transport"),
        ("UPDATE config SET value = '700'", "too old: schema 700"),
        ("DELETE FROM config", "too old: schema 0"),
    ],
)
def test_it_refuses_what_is_not_postfixadmins(old, change, text):
    run(change)
    assert text in refusal()


def test_it_refuses_an_empty_database(empty):
    assert "manage.py migrate" in refusal()
