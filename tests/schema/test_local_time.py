"""Dates are local time, in the console and in the database's own NOW(), whatever the zone of the two machines."""

import os
import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from domains.models import Domain
from mailadmin.fields import now
from mailboxes.models import Vacation
from tests.engines import on_mariadb

pytestmark = pytest.mark.django_db

SCRIPT = """
import django
django.setup()
from django.db import connection
from mailadmin.fields import now
with connection.cursor() as cursor:
    cursor.execute("SELECT NOW()")
    print(now(), cursor.fetchone()[0], sep="\\n")
"""


def times_in(zone):
    """What a process with TIME_ZONE=`zone` takes for now, and what its database says."""
    database = settings.DATABASES["default"]
    url = f"mysql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {"TIME_ZONE": zone, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mailadmin.settings"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    return [datetime.fromisoformat(line) for line in done.stdout.split("\n")[:2]]


@on_mariadb
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Phoenix"])
def test_it_works(db, zone):
    on_the_wall = datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    for time in times_in(zone):
        assert 0 <= (time - on_the_wall).total_seconds() + 1 < 60


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
