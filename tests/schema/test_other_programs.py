"""What Dovecot, vacation.pl, fetchmail.pl, Roundcube and PostfixAdmin itself write, by the columns that they name."""

import pytest
from django.db import IntegrityError, connection

from mailboxes.models import Fetchmail, Mailbox, Quota, Quota2, Vacation, VacationNotification
from tests.engines import on_mariadb

pytestmark = pytest.mark.django_db


def run(sql, *values):
    with connection.cursor() as cursor:
        return cursor.execute(sql, values)


@pytest.fixture
def away(cast):
    """Bob is on vacation, by the columns that PostfixAdmin 3.3 writes."""
    run(
        "INSERT INTO vacation (email, subject, body, cache, domain, active, interval_time) "
        "VALUES ('bob@example.org', 'Away', 'Until Monday', '', 'example.org', 1, 0)"
    )


@on_mariadb
def test_dovecot_counts_what_a_mailbox_holds(cast):
    """The dictionary's two maps in one statement, as Dovecot 2.3 joins them; then what comes later is added."""
    for _time in range(2):
        run(
            "INSERT INTO quota2 (bytes,messages,username) VALUES ('1000','1','bob@example.org') "
            "ON DUPLICATE KEY UPDATE bytes=bytes+1000,messages=messages+1"
        )
    usage = Quota2.objects.get(username="bob@example.org")
    assert (usage.bytes, usage.messages) == (2000, 2)


@on_mariadb
def test_dovecot_counts_as_it_did_before_1_2(cast):
    run(
        "INSERT INTO quota (current,path,username) VALUES ('500','quota/storage','bob@example.org') "
        "ON DUPLICATE KEY UPDATE current='500'"
    )
    assert Quota.objects.get(username="bob@example.org").current == 500


def test_a_vacation_row_has_the_defaults_of_upstream(away):
    row = Vacation.objects.get()
    assert (str(row.activefrom), str(row.activeuntil)) == ("2000-01-01 00:00:00", "2038-01-18 00:00:00")
    assert abs((row.modified - row.created).days) > 0  # `modified` is now, `created` is long ago


@on_mariadb
def test_vacation_pl_remembers_whom_it_told(away):
    insert = "INSERT INTO vacation_notification (on_vacation,notified) VALUES (%s,%s)"
    run(insert, "bob@example.org", "friend@example.com")
    with pytest.raises(IntegrityError, match="Duplicate entry"):  # vacation.pl goes by these words
        run(insert, "bob@example.org", "friend@example.com")
    run("UPDATE vacation_notification SET notified_at='2001-01-01'")
    told_again = "UPDATE vacation_notification SET notified_at=NOW() WHERE on_vacation=%s AND notified=%s"
    assert run(told_again, "bob@example.org", "friend@example.com") == 1
    run(
        "DELETE FROM vacation_notification WHERE on_vacation=%s AND notified_at < "
        "(SELECT activefrom FROM vacation WHERE email=%s)",
        "bob@example.org",
        "bob@example.org",
    )
    assert VacationNotification.objects.count() == 1
    run("DELETE FROM vacation WHERE email='bob@example.org'")
    assert not VacationNotification.objects.exists()


@on_mariadb
def test_vacation_pl_can_tell_nobody_for_somebody_who_is_not_away(cast):
    with pytest.raises(IntegrityError):
        run("INSERT INTO vacation_notification (on_vacation,notified) VALUES ('bob@example.org','a@example.com')")


@on_mariadb
def test_vacation_pl_finds_who_is_away_today(away):
    found = run(
        "SELECT email FROM vacation WHERE email=%s AND active=1 AND activefrom <= NOW() AND activeuntil >= NOW()",
        "bob@example.org",
    )
    assert found == 1


@on_mariadb
def test_fetchmail_pl_fetches_at_once_and_reports(cast):
    run(
        "INSERT INTO fetchmail (mailbox, src_server, src_auth, src_user, src_password, src_folder, protocol, domain, "
        "active) VALUES ('bob@example.org', 'pop.example.com', 'password', 'bob', 'c2VjcmV0', '', 'POP3', "
        "'example.org', 1)"
    )
    due = "SELECT id FROM fetchmail WHERE active=1 AND unix_timestamp(now())-unix_timestamp(date) > poll_time*60"
    assert run(due) == 1
    job = Fetchmail.objects.get()
    assert run("UPDATE fetchmail SET returned_text=%s, date=now() WHERE id=%s", "1 message", job.id) == 1
    assert run(due) == 0
    job.refresh_from_db()
    assert (job.returned_text, job.mda, job.src_port) == ("1 message", None, 0)


@on_mariadb
def test_roundcube_changes_a_password(cast):
    changed = run(
        "UPDATE mailbox SET password=%s, modified=now(), password_expiry=now()+interval 90 day WHERE username=%s",
        "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0",
        "bob@example.org",
    )
    assert changed == 1
    bob = Mailbox.objects.get(username="bob@example.org")
    assert bob.password == "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0"
    assert (bob.password_expiry - bob.modified).days == 90


@pytest.mark.parametrize(
    "table, values",
    {
        "admin": {"username": "x@example.org", "password": "$1$"},
        "alias": {"address": "x@example.org", "goto": "bob@example.org", "domain": "example.org"},
        "alias_domain": {"alias_domain": "example.net", "target_domain": "example.org"},
        "domain": {"domain": "new.example", "description": "", "transport": "virtual"},
        "domain_admins": {"username": "alice@example.org", "domain": "example.net"},
        "log": {"username": "CLI (localhost)", "domain": "example.org", "action": "create_alias", "data": "x"},
        "mailbox": {
            "username": "x@example.org",
            "password": "$1$",
            "name": "",
            "maildir": "example.org/x/",
            "local_part": "x",
            "domain": "example.org",
        },
        "mailbox_app_password": {"username": "bob@example.org", "password_hash": "$1$"},
        "quota2": {"username": "bob@example.org"},
        "totp_exception_address": {"ip": "192.0.2.1"},
        "admin_preferences": {"username": "alice@example.org", "pref_key": "alias_goto_default"},
        "dkim": {"domain_name": "example.org"},
    }.items(),
)
def test_what_upstream_must_give_is_enough(cast, table, values):
    """Its other columns have defaults in the database itself."""
    places = ", ".join(["%s"] * len(values))
    run(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())


@on_mariadb
def test_a_dkim_key_goes_with_its_domain_whoever_deletes_it(cast):
    run("INSERT INTO dkim (domain_name) VALUES ('example.org')")
    run("INSERT INTO dkim_signing (author, dkim_id) SELECT 'example.org', id FROM dkim")
    run("DELETE FROM domain WHERE domain='example.org'")
    assert run("SELECT 1 FROM dkim") == run("SELECT 1 FROM dkim_signing") == 0
