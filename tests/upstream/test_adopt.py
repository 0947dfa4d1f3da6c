"""`manage.py adopt` on databases of several versions, of other programs, and half done."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection, router

from domains import services as domains
from mailadmin.audit.actors import command_line_actor
from mailadmin.management.commands import serve
from mailadmin.models import Config
from mailadmin.upstream import adoption
from mailboxes import services as mailboxes
from tests.conftest import PASSWORD, signed_in
from tests.engines import on_mariadb
from tests.upstream.conftest import database_of_its_own, tables

pytestmark = on_mariadb
OURS = {
    *("django_session", "mailadmin_snapshot", "mailadmin_throttle", "mailadmin_totp_step", "mailadmin_expiry_mail"),
    *("django_tasks_database_dbtaskresult", "mailadmin_job", "mailadmin_periodic"),
}
# What the versions after 3.3.13 have more; address columns are latin1 in all of them.
TO_4_0_5 = """
ALTER TABLE admin ADD totp_secret varchar(255) CHARACTER SET utf8mb4;
ALTER TABLE mailbox ADD totp_secret varchar(255) CHARACTER SET utf8mb4, ADD smtp_active tinyint(1) NOT NULL DEFAULT 1;
ALTER TABLE fetchmail MODIFY mda varchar(255);
ALTER TABLE quota2 MODIFY username varchar(100) CHARACTER SET latin1 COLLATE latin1_general_ci NOT NULL;
CREATE TABLE dkim (id int PRIMARY KEY AUTO_INCREMENT, domain_name varchar(255) NOT NULL, description varchar(255),
  selector varchar(63) NOT NULL DEFAULT 'default', private_key text, public_key text, created datetime NOT NULL,
  modified datetime NOT NULL, KEY (domain_name, description),
  FOREIGN KEY (domain_name) REFERENCES domain (domain) ON DELETE CASCADE) CHARSET latin1 COLLATE latin1_general_ci;
CREATE TABLE dkim_signing (id int PRIMARY KEY AUTO_INCREMENT, author varchar(255) NOT NULL DEFAULT '',
  dkim_id int NOT NULL, created datetime NOT NULL, modified datetime NOT NULL, KEY (author),
  FOREIGN KEY (dkim_id) REFERENCES dkim (id) ON DELETE CASCADE) CHARSET latin1 COLLATE latin1_general_ci;
CREATE TABLE totp_exception_address (id int PRIMARY KEY AUTO_INCREMENT, ip varchar(46) NOT NULL, username varchar(255),
  description varchar(255), UNIQUE (ip, username));
CREATE TABLE mailbox_app_password (id int PRIMARY KEY AUTO_INCREMENT, username varchar(255), description varchar(255),
  password_hash varchar(255));
UPDATE config SET value = '1851' WHERE name = 'version'
"""
TO_1856 = """
ALTER TABLE domain_admins ADD KEY idx_domadm_user_domain_active (username, domain, active);
ALTER TABLE fetchmail ADD KEY idx_fetchmail_domain (domain);
ALTER TABLE totp_exception_address ADD created timestamp NOT NULL DEFAULT now(),
  ADD modified timestamp NOT NULL DEFAULT now();
ALTER TABLE alias ADD description varchar(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '';
ALTER TABLE alias_domain ADD description varchar(255) CHARACTER SET utf8mb4 NOT NULL DEFAULT '';
CREATE TABLE admin_preferences (username varchar(255) NOT NULL DEFAULT '', pref_key varchar(64) NOT NULL DEFAULT '',
  pref_value varchar(2048) NOT NULL DEFAULT '', PRIMARY KEY (username, pref_key)) CHARSET latin1;
UPDATE config SET value = '1856' WHERE name = 'version'
"""


@pytest.fixture
def old(fresh):
    """A new database of 3.3.13 for one test."""
    with database_of_its_own("adopting"):
        run("SET foreign_key_checks = 0", *fresh.values(), "SET foreign_key_checks = 1")
        run("INSERT INTO config (name, value) VALUES ('version', '1847')")
        yield


@pytest.fixture
def empty(own_database):
    with database_of_its_own("adopting"):
        yield


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def adopt(*options):
    """What it prints, as a set of (kind, name) and a text."""
    printed = io.StringIO()
    call_command("adopt", *options, stdout=printed, stderr=printed)
    lines = printed.getvalue().splitlines()
    return {tuple(line.split()) for line in lines if line.startswith("  ")}, printed.getvalue()


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
    use()
    assert Config.objects.get().value == "1847"


def test_4_0_5(old):
    run(*TO_4_0_5.split(";"))
    added, _text = adopt("--apply")
    assert added == {("table", name) for name in OURS | {"admin_preferences"}} | {
        ("index", "fetchmail.domain"), ("index", "mailbox_app_password.username"),
        ("column", "alias.description"), ("column", "alias_domain.description"),
        ("column", "totp_exception_address.created"), ("column", "totp_exception_address.modified"),
    }  # fmt: skip
    use()
    assert Config.objects.get().value == "1851"


def test_1856(old):
    run(*TO_4_0_5.split(";"), *TO_1856.split(";"))
    added, _text = adopt("--apply")
    assert added == {("table", name) for name in OURS} | {("index", "mailbox_app_password.username")}
    use()
    assert Config.objects.get().value == "1856"


def test_a_database_of_ours_needs_nothing(empty):
    call_command("migrate", verbosity=0)
    before = tables()
    assert "nothing to do" in adopt("--apply")[1]
    assert tables() == before


def test_it_goes_on_where_it_was_stopped(old):
    half = adoption.additions()[:5]
    with connection.schema_editor() as editor:
        for addition in half:
            addition.add(editor)
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
        ("ALTER TABLE domain_admins DROP COLUMN id", "no id to be named by"),
        ("UPDATE config SET value = '1841'", "too old: schema 1841"),
        ("DELETE FROM config", "too old: schema 0"),
    ],
)
def test_it_refuses_what_is_not_postfixadmins(old, change, text):
    run(change)
    assert text in refusal()


def test_it_refuses_an_empty_database(empty):
    assert "manage.py migrate" in refusal()


def test_it_warns_of_what_it_leaves(old):
    run("ALTER TABLE mailbox ADD x_cost int NOT NULL", "ALTER TABLE log ENGINE=MyISAM")
    run("ALTER TABLE quota2 MODIFY username varchar(255) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL")
    _added, text = adopt()
    assert text.count("can't compare") == 1
    assert "quota2.username is latin1_swedish_ci" in text
    assert "mailbox.x_cost is unknown here" in text
    assert "ALTER TABLE log ENGINE=InnoDB" in text
