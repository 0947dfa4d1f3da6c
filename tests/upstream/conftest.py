"""The real PostfixAdmin and ours on one database: one that ours made, or one that PostfixAdmin made."""

import contextlib
import re
from pathlib import Path

import MySQLdb
import pytest
from django.db import connection

from tests.deploy.programs import missing
from tests.peer import lacking, postfixadmin


@pytest.fixture(scope="package")
def own_database(django_db_blocker):
    """A database that PostfixAdmin is to make its own. Django's connection leads there, without a transaction around
    tests: another program has to see what they write."""
    with django_db_blocker.unblock(), database_of_its_own("upstream"):
        yield


@pytest.fixture(scope="package")
def peer(own_database, tmp_path_factory):
    """PostfixAdmin on that database."""
    with postfixadmin_on_it(tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="package")
def fresh(peer):
    """The tables of 3.3.13, as its own program makes them."""
    peer.upgrade()
    return tables()


@pytest.fixture(scope="package")
def grown(own_database, tmp_path_factory):
    """The tables of one database as its upgrade.php left them at each schema on the way from 2.3 to 3.3.13."""
    found = {}
    with database_of_its_own("grown"), postfixadmin_on_it(tmp_path_factory) as peer:
        for number in (740, 1284, 1836, 1841, 1844, 1847):
            peer.upgrade(number)
            found[number] = tables()
    return found


def of_release(name):
    """The tables of a release that no package of Debian has: what `mariadb-dump --no-data` said after its own
    upgrade.php had made them."""
    text = (Path(__file__).parent / "schemas" / f"{name}.sql").read_text()
    statements = [statement.strip() for statement in text.split("\n;\n") if statement.strip()]
    return {statement.split("`")[1]: statement for statement in statements}


@contextlib.contextmanager
def database_of_its_own(name):
    settings = connection.settings_dict
    usual = settings["NAME"]
    server = {"host": settings["HOST"], "port": int(settings["PORT"]), "user": settings["USER"]}
    sql = MySQLdb.connect(**server, password=settings["PASSWORD"]).cursor()
    sql.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    connection.close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = usual
        sql.execute(f"DROP DATABASE {name}")
        sql.connection.close()


@contextlib.contextmanager
def postfixadmin_on_it(tmp_path_factory):
    """PostfixAdmin on the database that Django's connection leads to."""
    if lacking():
        missing("PostfixAdmin", " ".join(lacking()))
    home = tmp_path_factory.mktemp("peer")
    for folder in [home, *home.parents][:3]:  # PHP runs as www-data
        folder.chmod(folder.stat().st_mode | 0o055)
    database = connection.settings_dict
    with postfixadmin(
        home, database=database["NAME"], port=database["PORT"], user=database["USER"], password=database["PASSWORD"]
    ) as running:
        yield running


def tables():
    """Each table as the server would make it anew, by its name."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SHOW CREATE TABLE {name}")
            found[name] = re.sub(r" AUTO_INCREMENT=\d+", "", cursor.fetchone()[1])
        return found
