"""The number of the schema, and models that agree with their migrations."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.schema.facts import COLUMNS

pytestmark = pytest.mark.django_db


def test_it_works(version_row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM config WHERE name = 'version'")
        assert [*cursor.fetchall()] == [("1856",)]


def test_the_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_djangos_own_accounts_have_no_tables():
    """Beside upstream's there are only tables that bear our name, two of Django's and the queue's."""
    others = set(connection.introspection.table_names()) - COLUMNS.keys()
    assert {name for name in others if not name.startswith("mailadmin_")} == {
        *("django_migrations", "django_session", "django_tasks_database_dbtaskresult")
    }
