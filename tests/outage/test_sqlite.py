"""The SQLite file is out of reach or locked for too long: a plain 503, and all is well when it is back."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.test import Client

from tests.engines import on_sqlite
from tests.outage.console import serving


def test_it_works(tmp_path):
    folder, elsewhere = tmp_path / "database", tmp_path / "elsewhere"
    folder.mkdir()
    # Without kept connections each request opens the file anew, as it does after CONN_MAX_AGE seconds.
    with serving(tmp_path, DATABASE_URL=f"sqlite:///{folder}/console.sqlite3", CONN_MAX_AGE="0") as console:
        assert console.sign_in().status == 302
        assert console.get("/pfa/domains/").status == 200
        folder.rename(elsewhere)
        for path in ("/pfa/domains/", "/pfa/find/", "/pfa/healthz"):
            assert console.get(path).status == 503
        assert "Database unavailable at /pfa/domains/: unable to open database file" in console.logged()
        assert "Traceback" not in console.logged()
        elsewhere.rename(folder)
        assert console.get("/pfa/domains/").status == 200
        assert console.get("/pfa/healthz").status == 200


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_locked():
    """Another program writes for longer than a page may wait: readers go on, writers get the 503."""
    client, form = Client(raise_request_exception=False), {"username": "root@example.com", "password": "wrong"}
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout=100")  # 20 seconds otherwise
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert client.get("/pfa/login/").status_code == 200
        assert client.post("/pfa/login/", form).status_code == 503
        other.execute("ROLLBACK")
        assert client.post("/pfa/login/", form).status_code == 422
    connection.close()
