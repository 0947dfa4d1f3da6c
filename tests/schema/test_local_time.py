"""Dates are local time, in the console and in the database's own NOW(), whatever the zone of the two machines."""

import os
import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from deploy.mailconfig import NOW
from domains.models import Domain
from mailadmin.store.fields import now
from mailboxes.models import Vacation
from tests.engines import on_mariadb

pytestmark = pytest.mark.django_db

SCRIPT = """
import sys
import django
django.setup()
from django.db import connection
from mailadmin.store.fields import now
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
    print(now(), cursor.fetchone()[0], sep="\\n")
"""


def asked(query, zone):
    """What a process with TIME_ZONE=`zone` takes for now, and what its database answers to `query`."""
    database = settings.DATABASES["default"]
    url = f"mysql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"TIME_ZONE": zone, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mailadmin.settings"}
    command = [sys.executable, "-c", SCRIPT, query]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:2]


def times_in(zone):
    return [datetime.fromisoformat(line) for line in asked("SELECT NOW()", zone)]


@on_mariadb
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Phoenix"])
def test_it_works(db, zone):
    """Without the tables of zones, as MariaDB is installed."""
    on_the_wall = datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    for time in times_in(zone):
        assert 0 <= (time - on_the_wall).total_seconds() + 1 < 60


@on_mariadb
def test_with_the_tables_of_zones_summer_time_comes_and_goes(db):
    tables = subprocess.run(
        ["mariadb-tzinfo-to-sql", "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"], capture_output=True
    )
    client = ["mariadb", "--no-defaults", f"--socket={settings.MARIADB_SOCKET}", "-uroot"]
    subprocess.run([*client, "mysql"], input=tables.stdout, check=True, capture_output=True)
    try:
        _now, zone = asked("SELECT @@session.time_zone", "Europe/Berlin")
    finally:
        clear = "SET @z=(SELECT Time_zone_id FROM time_zone_name WHERE Name='Europe/Berlin');" + "".join(
            f"DELETE FROM {table} WHERE Time_zone_id=@z;"
            for table in ("time_zone_name", "time_zone_transition", "time_zone_transition_type", "time_zone")
        )
        subprocess.run([*client, "mysql", "-e", clear], check=True)
    assert zone == "Europe/Berlin"


def test_a_row_holds_what_the_clock_on_the_wall_says(cast):
    domain = Domain.objects.get(domain="example.org")
    assert abs((datetime.now(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None) - domain.created).total_seconds()) < 60
    assert abs((now() - domain.created).total_seconds()) < 60
    assert domain.created.microsecond == 0


@on_mariadb
def test_the_database_agrees_on_timestamps(cast):
    """`timestamp` columns are kept in UTC and shown by the session's zone: what goes in comes out."""
    Vacation.objects.create(email="bob@example.org", subject="", body="", domain_id="example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT TIMESTAMPDIFF(SECOND, modified, NOW()) FROM vacation")
        assert 0 <= cursor.fetchone()[0] < 60


@on_mariadb
@pytest.mark.parametrize(("zone", "hours"), [("+08:00", 8), ("-07:00", -7)])
def test_the_now_of_dovecots_files(db, zone, hours):
    """By the zone of the settings whatever the server's is; a name that it has no table for is the server's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), " + NOW["mysql"].format(zone=zone) + ")")
        assert cursor.fetchone()[0] == hours * 60
        cursor.execute("SELECT NOW(), " + NOW["mysql"].format(zone="No/Where"))
        now_there, fallback = cursor.fetchone()
        assert now_there == fallback
