"""A database from before there was background work gets its tables by `migrate`, and is no foreign one meanwhile."""

import contextlib
import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mailadmin.upstream.adoption import is_adopted, is_foreign
from tests.tasks.site import Site

OURS = ("mailadmin_job", "mailadmin_periodic", "django_tasks_database_dbtaskresult")


def test_it_works(tmp_path):
    site = Site(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/site.sqlite3")
    with contextlib.closing(sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)) as database:
        database.execute("DELETE FROM django_migrations WHERE app IN ('tasks', 'django_tasks_database')")
        for table in OURS:
            database.execute(f"DROP TABLE {table}")
    site.run("manage.py", "migrate", "--verbosity", "0")
    tables = "from django.db import connection\nprint(json.dumps(connection.introspection.table_names()))"
    assert set(OURS) <= set(site.ask(tables))
    site.run("manage.py", "worker", "--once")


@pytest.mark.django_db
def test_it_is_no_foreign_one():
    MigrationRecorder(connection).migration_qs.filter(app__in=["tasks", "django_tasks_database"]).delete()
    assert is_adopted()
    assert not is_foreign()
    call_command("check", databases=["default"], verbosity=0)
