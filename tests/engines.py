"""Tests of what only one database has. The other engine's run skips them and says so."""

import os

import pytest

MARIADB = os.environ.get("TEST_DATABASE") == "mysql"

on_mariadb = pytest.mark.skipif(not MARIADB, reason="on MariaDB only: TEST_DATABASE=mysql")
on_sqlite = pytest.mark.skipif(MARIADB, reason="on SQLite only")
