"""`manage.py adopt` on databases that are odd: each kind is told with what to do, mended when asked for, and
not in the way of the console."""

import json
import os
import subprocess
import sys

import MySQLdb
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from domains import services as domains
from domains.models import DomainAdmin
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import command_line_actor
from mailadmin.models import Adoption
from mailadmin.upstream import schema
from mailboxes.models import Alias, Mailbox
from mailboxes.services import set_forwarding
from tests.conftest import PASSWORD, signed_in
from tests.engines import on_mariadb
from tests.house_rules.source import ROOT
from tests.upstream.adopting import adopt, made, printed, run
from tests.upstream.conftest import database_of_its_own, of_release, tables

pytestmark = on_mariadb
BOB = "bob@example.org"


@pytest.fixture
def odd(own_database):
    """A database of 4.0.5 with a domain, an admin of it, a superadmin and a mailbox."""
    with database_of_its_own("odd"):
        made(of_release("4.0.5"), 1851)
        run(
            "INSERT INTO domain (domain, description, transport) VALUES ('example.org', '', 'virtual')",
            "INSERT INTO admin (username, password, superadmin) VALUES ('root@example.com', '$1$x', 1)",
            "INSERT INTO domain_admins (username, domain) VALUES ('root@example.com', 'ALL')",
            "INSERT INTO mailbox (username, password, name, maildir, local_part, domain) VALUES"
            f" ('{BOB}', '$1$abcdefgh$1234567890123456789012', 'Bob', 'example.org/bob/', 'bob', 'example.org')",
            f"INSERT INTO alias (address, goto, domain) VALUES ('{BOB}', '{BOB}', 'example.org')",
        )
        yield


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [*cursor.fetchall()]


# --- The SQL ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def other_defaults(odd):
    """A server that makes tables in its own way where nothing is said."""
    run("SET SESSION default_storage_engine = MyISAM", "SET GLOBAL innodb_default_row_format = compact")
    yield
    run("SET GLOBAL innodb_default_row_format = dynamic")


def test_it_works(other_defaults):
    """What is printed can be run by hand, on a server with other defaults too; then nothing is left but to mark."""
    statements = printed("--sql").splitlines()
    creates = [line for line in statements if line.startswith("CREATE TABLE")]
    assert len(creates) > 5
    for line in creates:
        assert "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4" in line
    assert set(statements) < set(printed().splitlines())
    run(*statements)
    assert schema.additions() == []
    assert printed("--sql") == ""
    before = tables()
    adopt("--apply")
    assert tables() == before
    assert Adoption.objects.get().version == 1851


def test_a_server_with_other_defaults(other_defaults):
    adopt("--apply")
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND engine <> 'InnoDB'"
    assert rows(sql) == []


def test_upstreams_dates_have_no_fractions(odd):
    run("DROP TABLE dkim_signing, dkim, totp_exception_address")
    adopt("--apply")
    for name in ("dkim", "dkim_signing", "totp_exception_address"):
        assert "(6)" not in tables()[name]
    assert "REFERENCES `domain` (`domain`) ON DELETE CASCADE" in tables()["dkim"]
    assert "REFERENCES `dkim` (`id`) ON DELETE CASCADE" in tables()["dkim_signing"]


def test_a_key_goes_with_its_domain_whoever_deletes_it(odd):
    run("DROP TABLE dkim_signing, dkim")
    adopt("--apply")
    run(
        "INSERT INTO dkim (domain_name, private_key) VALUES ('example.org', 'x')",
        "INSERT INTO dkim_signing (author, dkim_id) SELECT 'example.org', id FROM dkim",
        "DELETE FROM domain",
    )
    assert (rows("SELECT * FROM dkim"), rows("SELECT * FROM dkim_signing")) == ([], [])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("ALTER TABLE domain ENGINE=MyISAM", "--repair engine"),
        ("INSERT INTO dkim (domain_name) VALUES ('gone.example')", "first the repair of these orphans"),
        ("ALTER TABLE dkim MODIFY domain_name varchar(255) CHARACTER SET utf8mb4 NOT NULL", "type or collation"),
    ],
)
def test_a_foreign_key_that_the_tables_do_not_allow_is_said(odd, spoil, reason):
    run("ALTER TABLE dkim DROP FOREIGN KEY dkim_ibfk_1", spoil)
    text = printed()
    assert "the foreign key of dkim.domain_name can't be added" in text
    assert reason in text
    adopt("--apply")


def test_numbers_that_the_server_does_not_count_are_mended(odd):
    run(
        "ALTER TABLE domain_admins MODIFY id int NOT NULL",
        "ALTER TABLE log MODIFY id int NOT NULL, DROP PRIMARY KEY",
        "SET foreign_key_checks = 0",
        "ALTER TABLE dkim MODIFY id int NOT NULL",
        "SET foreign_key_checks = 1",
    )
    added, _text = adopt("--apply")
    assert {name for kind, name in added if kind == "numbers"} == {"domain_admins.id", "log.id", "dkim.id"}
    domains.create_admin(command_line_actor(), username="new@example.com", password=PASSWORD, domains=["example.org"])
    assert DomainAdmin.objects.get(username="new@example.com").pk


def test_two_at_once_are_told_so(odd):
    settings = connection.settings_dict
    other = MySQLdb.connect(
        host=settings["HOST"], port=int(settings["PORT"]), user=settings["USER"], password=settings["PASSWORD"]
    )
    other.cursor().execute("SELECT GET_LOCK(CONCAT('mailadmin.adopt.', MD5('odd')), 0)")
    before = tables()
    with pytest.raises(CommandError, match="Another `manage.py adopt` is at work"):
        adopt("--apply")
    assert tables() == before
    other.close()


# --- Tables that are not what they seem ------------------------------------------------------------------------------


def test_a_view_in_place_of_a_table(odd):
    run("RENAME TABLE quota2 TO used", "CREATE VIEW quota2 AS SELECT * FROM used")
    added, _text = adopt("--apply")
    assert "quota2" not in {name for _kind, name in added}
    run("DROP VIEW quota2", "CREATE VIEW quota2 AS SELECT username, bytes FROM used")
    with pytest.raises(CommandError, match="view quota2 lacks the column messages"):
        adopt()


def test_a_foreign_table_is_never_extended(odd):
    run("DROP TABLE dkim_signing, dkim", "CREATE TABLE dkim (id int PRIMARY KEY, domain varchar(255) NOT NULL)")
    before = tables()
    with pytest.raises(CommandError, match="The table dkim is another program's"):
        adopt("--apply")
    assert tables() == before


@pytest.mark.parametrize(
    ("rename", "told"),
    [
        (lambda name: f"pa_{name}", "Set DATABASE_PREFIX=pa_"),
        (lambda name: {"mailbox": "users", "alias": "forwards"}.get(name, f"{name}"), "no database of PostfixAdmin"),
        (lambda name: f"{name}s", "Set DATABASE_TABLES=config=configs,admin=admins,domain=domains"),
    ],
)
def test_other_names_are_recognised(odd, rename, told):
    run(*(f"RENAME TABLE {name} TO {rename(name)}" for name in tables() if rename(name) != name))
    with pytest.raises(CommandError) as caught:
        adopt()
    assert told in str(caught.value)
    assert "manage.py migrate" not in str(caught.value)


def manage(*words, **settings):
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}@127.0.0.1:{database['PORT']}"
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"DATABASE_URL": f"mysql://{account}/{database['NAME']}", "SECRET_KEY": "x", "DOTENV": os.devnull}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment | settings, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "settings",
    [{"DATABASE_PREFIX": "pa_"}, {"DATABASE_PREFIX": "pa_", "DATABASE_TABLES": "mailbox=users,alias=forwards"}],
)
def test_a_prefix_works(odd, settings):
    """Adopted, and everything made and found there."""
    other = dict(pair.split("=") for pair in settings.get("DATABASE_TABLES", "").split(",") if pair)
    run(*(f"RENAME TABLE {name} TO pa_{other.get(name, name)}" for name in tables()))
    assert manage("listdomains")[0] == 1
    assert manage("adopt", "--apply", **settings)[0] == 0
    before = tables().keys()
    assert manage("createdomain", "example.net", **settings) == (0, "example.net was added.\n")
    found = json.loads(manage("listdomains", "--json", **settings)[1])
    assert [row["domain"] for row in found] == ["example.net", "example.org"]
    assert BOB in manage("listmailboxes", **settings)[1]
    assert tables().keys() == before
    assert ("example.net",) in rows("SELECT domain FROM pa_domain")


# --- Before adoption -------------------------------------------------------------------------------------------------


def test_until_then_pages_and_commands_say_so(odd, client):
    response = client.get("/pfa/login/")
    assert response.status_code == 503
    assert "To take it over: manage.py adopt" in response.content.decode()
    for words in (["listdomains"], ["createdomain", "example.net"], ["listadmins", "--json"], ["worker", "--once"]):
        with pytest.raises(CommandError, match="made by PostfixAdmin. To take it over: manage.py adopt"):
            call_command(*words)
    adopt("--apply")
    assert client.get("/pfa/login/").status_code == 200


# --- What is found, and mended ---------------------------------------------------------------------------------------

GONE = "x@gone.example"
ODDITIES = {
    "orphan-mailbox": (
        "INSERT INTO mailbox (username, password, name, maildir, local_part, domain) VALUES"
        f" ('{GONE}', 'x', '', 'x/', 'x', 'gone.example')",
        GONE,
    ),
    "orphan-alias": (f"INSERT INTO alias (address, goto, domain) VALUES ('{GONE}', 'y', 'gone.example')", GONE),
    "orphan-alias-domain": (
        "INSERT INTO alias_domain (alias_domain, target_domain) VALUES ('gone.example', 'example.org')",
        "gone.example",
    ),
    "orphan-rights": (
        "INSERT INTO domain_admins (username, domain) VALUES ('root@example.com', 'gone.example')",
        "gone",
    ),
    "orphan-vacation": (
        f"INSERT INTO vacation (email, subject, body, cache, domain) VALUES ('{GONE}', '', '', '', 'gone.example')",
        GONE,
    ),
    "orphan-usage": (f"INSERT INTO quota2 (username) VALUES ('{GONE}')", GONE),
    "orphan-old-usage": (f"INSERT INTO quota (username, path) VALUES ('{GONE}', 'quota/storage')", GONE),
    "orphan-fetchmail": (
        "INSERT INTO fetchmail (mailbox, src_server, src_user, src_password, src_folder) VALUES"
        f" ('{GONE}', '', '', '', '')",
        GONE,
    ),
    "orphan-mailbox-app-password": (
        f"INSERT INTO mailbox_app_password (username, password_hash) VALUES ('{GONE}', '$6$x')",
        GONE,
    ),
    "missing-aliases": (f"DELETE FROM alias WHERE address = '{BOB}'", BOB),
    "half-superadmins": ("DELETE FROM domain_admins", "root@example.com"),
    "half-superadmin-rights": ("UPDATE admin SET superadmin = 0", "root@example.com"),
    "upper-case": ("UPDATE domain SET domain = 'Example.ORG'", "Example.ORG"),
    "zero-dates": (f"UPDATE mailbox SET created = '0000-00-00 00:00:00' WHERE username = '{BOB}'", BOB),
    "nulls": ("ALTER TABLE mailbox MODIFY name varchar(255) NULL; UPDATE mailbox SET name = NULL", BOB),
    "engine": ("ALTER TABLE log ENGINE=MyISAM", "log"),
    "primary-key": ("ALTER TABLE admin_preferences DROP PRIMARY KEY", "admin_preferences"),
    "expired-vacations": (
        "INSERT INTO vacation (email, subject, body, cache, domain, activeuntil) VALUES"
        f" ('{BOB}', '', '', '', 'example.org', '2020-01-01');"
        f"UPDATE alias SET goto = 'bob#example.org@auto.example,{BOB}' WHERE address = '{BOB}'",
        BOB,
    ),
}


def found(kind):
    return [line for line in printed().splitlines() if f"[manage.py adopt --repair {kind}]" in line]


@pytest.mark.parametrize("kind", ODDITIES)
def test_each_kind_is_told_and_mended(odd, kind):
    spoil, example = ODDITIES[kind]
    if kind == "primary-key":
        run(of_release("1856")["admin_preferences"])
    assert found(kind) == []
    run(*spoil.split(";"))
    (line,) = found(kind)
    assert line.startswith("! 1 ")
    assert example in line
    before = tables()
    assert example in printed("--repair", kind)
    assert found(kind) == []
    assert "Changed: 0" in printed("--repair", kind)
    if kind not in ("engine", "primary-key"):
        assert tables() == before
    adopt("--apply")


def test_a_repair_that_does_not_exist(odd):
    with pytest.raises(CommandError, match=r"no repair “everything”. Allowed: engine, expired-vacations, half"):
        printed("--repair", "everything")


def test_an_expired_vacation_leaves_the_mail_where_it_went(odd):
    run(
        "INSERT INTO vacation (email, subject, body, cache, domain, activeuntil) VALUES"
        f" ('{BOB}', '', '', '', 'example.org', '2020-01-01')",
        f"UPDATE alias SET goto = 'eve@example.net,bob#example.org@auto.example,{BOB}' WHERE address = '{BOB}'",
    )
    printed("--repair", "expired-vacations")
    assert rows("SELECT goto FROM alias") == [(f"eve@example.net,{BOB}",)]
    assert rows("SELECT active FROM vacation") == [(0,)]


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        ("ALTER TABLE mailbox ADD x_cost int NOT NULL", "mailbox.x_cost is unknown here and has no default"),
        (
            "ALTER TABLE quota2 MODIFY username varchar(255) CHARACTER SET latin1 NOT NULL",
            "MariaDB can't compare",
        ),
        (f"UPDATE mailbox SET totp_secret = 'ABCDEFGH' WHERE username = '{BOB}'", "1 accounts with a second factor"),
        ("UPDATE mailbox SET password = ''", "1 mailboxes with an empty password"),
        ("UPDATE mailbox SET password = 'secret'", "CLEARTEXT_PASSWORDS=YES"),
        (f"UPDATE mailbox SET password = '{'a' * 32}'", "1 passwords that are hashed weakly (PLAIN-MD5"),
        (
            f"UPDATE alias SET goto = 'bob#example.org@auto.example,{BOB}' WHERE address = '{BOB}'",
            "set VACATION_DOMAIN=auto.example",
        ),
        (f"INSERT INTO mailbox_app_password (username, password_hash) VALUES ('{BOB}', '$6$x')", "1 app passwords"),
    ],
)
def test_what_a_person_has_to_look_at(odd, spoil, text):
    assert text not in printed()
    run(spoil)
    assert text in printed()


def test_other_programs_tables_are_not_ours_to_warn_of(odd):
    run("CREATE TABLE bayes_token (id int, token char(5)) ENGINE=MyISAM CHARSET utf8mb4")
    assert "bayes_token" not in printed()


# --- The settings that it was used with ------------------------------------------------------------------------------


def lines():
    return [line.strip() for line in printed().splitlines() if line.startswith("    ")]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        ("DO 1", ["ALIASES=10", "MAXQUOTA=10", "DOMAIN_PATH=YES", "DOMAIN_IN_MAILBOX=NO", "QUOTA=NO"]),
        (f"UPDATE alias SET goto = 'bob#example.org@auto.example,{BOB}'", ["VACATION_DOMAIN=auto.example"]),
        (f"UPDATE mailbox SET maildir = '{BOB}/'", ["DOMAIN_PATH=NO"]),
        (f"UPDATE mailbox SET maildir = 'example.org/{BOB}/'", ["DOMAIN_PATH=YES", "DOMAIN_IN_MAILBOX=YES"]),
        ("UPDATE mailbox SET password = 'secret'", ["CLEARTEXT_PASSWORDS=YES"]),
        ("UPDATE mailbox SET quota = 10485760", ["QUOTA_MULTIPLIER=1048576"]),
        ("UPDATE domain SET transport = 'lmtp:unix:x'", ["TRANSPORT=YES", "TRANSPORT_OPTIONS=lmtp:unix:x,virtual"]),
        ("UPDATE mailbox SET password_expiry = '2027-01-01'", ["PASSWORD_EXPIRATION=YES"]),
    ],
)
def test_the_lines_for_env(odd, spoil, expected):
    assert spoil == "DO 1" or not set(expected) <= set(lines())
    run(spoil)
    assert set(expected) <= set(lines())


# --- The console on what is odd --------------------------------------------------------------------------------------

NULLABLE = """
ALTER TABLE mailbox MODIFY name varchar(255), MODIFY quota bigint, MODIFY active tinyint(1), MODIFY created datetime,
  MODIFY modified datetime;
ALTER TABLE alias MODIFY goto text, MODIFY active tinyint(1), MODIFY modified datetime;
ALTER TABLE domain MODIFY transport varchar(255), MODIFY description varchar(255), MODIFY aliases int,
  MODIFY mailboxes int, MODIFY maxquota bigint, MODIFY quota bigint, MODIFY backupmx tinyint(1),
  MODIFY active tinyint(1), MODIFY created datetime, MODIFY modified datetime;
ALTER TABLE admin MODIFY active tinyint(1), MODIFY modified datetime;
ALTER TABLE log MODIFY username varchar(255), MODIFY domain varchar(255), MODIFY data text;
INSERT INTO log (username, domain, action, data) VALUES (NULL, NULL, 'x', NULL);
INSERT INTO admin (username, password, active, modified) VALUES ('null@example.com', 'x', NULL, NULL);
INSERT INTO alias (address, goto, domain, active, modified) VALUES ('n@example.org', NULL, 'example.org', NULL, NULL);
UPDATE mailbox SET name = NULL, quota = NULL, active = NULL, created = NULL, modified = NULL;
UPDATE domain SET transport = NULL, description = NULL, aliases = NULL, mailboxes = NULL, maxquota = NULL, quota = NULL,
  backupmx = NULL, active = NULL, created = NULL, modified = NULL
"""
BITS = "; ".join(
    f"ALTER TABLE {name} MODIFY active bit(1) NOT NULL DEFAULT 1" for name in ("domain", "mailbox", "alias")
)
PAGES = (
    *("", "domains/", "mailboxes/", "aliases/", "admins/", "log/", "domains/example.org/", f"mailboxes/{BOB}/"),
    *("domains/example.org/settings/", "domains/example.org/aliases/", f"mailboxes/{BOB}/forwarding/"),
    *("domains/?format=csv", "mailboxes/?format=csv", "aliases/?format=csv", "admins/?format=csv", "log/?format=csv"),
)


@pytest.mark.parametrize("spoil", [NULLABLE, BITS], ids=["nulls", "bits"])
def test_every_page_and_list_copes(odd, spoil):
    run(*spoil.split(";"))
    adopt("--apply")
    domains.create_admin(command_line_actor(), username="boss@example.com", password=PASSWORD, superadmin=True)
    boss = signed_in("boss@example.com")
    for path in PAGES:
        response = boss.get(f"/pfa/{path}")
        assert response.status_code == 200, path
        b"".join(response)
    for name in ("listdomains", "listmailboxes", "listaliases", "listadmins"):
        assert json.loads(printed("--json", command=name)) is not None
        printed(command=name)
    (found,) = json.loads(printed("--json", command="listmailboxes"))
    assert found["active"] is (spoil == BITS)


def test_a_flag_of_one_bit_is_off_when_it_is_0(odd):
    run("ALTER TABLE mailbox MODIFY active bit(1) NOT NULL DEFAULT 1", "UPDATE mailbox SET active = 0")
    adopt("--apply")
    assert Mailbox.objects.get().active is False
    assert not Mailbox.objects.filter(active=True).exists()


def test_capitals_are_compared_as_small_letters(odd):
    run("UPDATE domain SET domain = 'Example.ORG'", "UPDATE admin SET username = 'Root@Example.com'")
    adopt("--apply")
    actor = command_line_actor()
    domains.update_admin(actor, "root@example.com", password=PASSWORD, domains=["example.org"])
    assert Admin.objects.get(username="root@example.com").has_all_domains
    domains.create_admin(actor, username="alice@example.org", password=PASSWORD, domains=["example.org"])
    alice = signed_in("alice@example.org")
    assert "example.org" in alice.get("/pfa/domains/").content.decode().lower()
    domains.update_admin(actor, "alice@example.org", add_domains=["example.org"])


def test_a_new_domain_keeps_an_alias_that_is_there(odd):
    run("INSERT INTO alias (address, goto, domain) VALUES ('abuse@new.example', 'kept@example.org', 'new.example')")
    adopt("--apply")
    domains.create_domain(command_line_actor(), domain="new.example")
    assert Alias.objects.get(address="abuse@new.example").goto == "kept@example.org"
    assert Alias.objects.filter(domain="new.example").count() == 4


def test_a_forwarding_that_comes_back_as_it_was_stays_as_it_is(odd):
    run(f"UPDATE alias SET goto = 'a b@example.net,{BOB}'")
    adopt("--apply")
    actor = command_line_actor()
    shown = Alias.objects.get(address=BOB).forwards
    set_forwarding(actor, BOB, goto=shown, keep_copy=True)
    assert Alias.objects.get(address=BOB).goto == f"a b@example.net,{BOB}"
    set_forwarding(actor, BOB, goto=["c@example.net"], keep_copy=False)
    assert Alias.objects.get(address=BOB).goto == "c@example.net"
