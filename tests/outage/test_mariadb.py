"""MariaDB goes away under the running console, and comes back."""

import re

import pytest

from tests.mariadb import PASSWORD, Server
from tests.outage.console import serving


@pytest.fixture(scope="module")
def server():
    server = Server()
    server.start()
    server.ask("CREATE DATABASE console").check_returncode()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def console(server, tmp_path_factory):
    url = f"mysql://mailadmin:{PASSWORD}@127.0.0.1:{server.port}/console"
    with serving(tmp_path_factory.mktemp("var"), DATABASE_URL=url, SECRET_KEY="for tests only") as console:
        assert console.sign_in().status == 302
        yield console


def times(console, path, count=6):
    """The statuses of some requests, so that each of both workers gets one."""
    return {console.get(path).status for _request in range(count)}


def test_it_works(server, console):
    assert times(console, "/pfa/domains/") == times(console, "/pfa/healthz") == {200}
    server.stop()
    assert times(console, "/pfa/domains/") == times(console, "/pfa/healthz") == {503}
    server.start()
    assert times(console, "/pfa/domains/") == times(console, "/pfa/healthz") == {200}  # still signed in


def test_meanwhile_every_page_says_so_plainly(server, console):
    server.stop()
    try:
        before = len(console.logged())
        for path in ("/pfa/", "/pfa/domains/", "/pfa/domains/?format=csv", "/pfa/log/", "/pfa/find/?q=a"):
            response = console.get(path)
            assert response.status == 503, path
            assert "can’t be reached" in response.text
            assert response.headers["Retry-After"] == "10"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert "no-store" in response.headers["Cache-Control"]
            assert "Traceback" not in response.text
        logged = console.logged()[before:]
        lines = [line for line in logged.splitlines() if "Database unavailable at /pfa/domains/" in line]
        assert len(lines) == 2
        assert "127.0.0.1" in lines[0]  # which server it is
        assert "Traceback" not in logged
        assert PASSWORD not in logged
    finally:
        server.start()


def test_who_is_not_signed_in_gets_the_same(server, console):
    stranger = type(console)(console.port, console.log, {})
    server.stop()
    try:
        assert stranger.get("/pfa/setup/").status == 200  # asks the database for nothing yet
        assert stranger.get("/pfa/domains/").status == 302  # nor does this: sign in first
        assert stranger.sign_in().status == 503
    finally:
        server.start()
    assert stranger.sign_in().status == 302


def test_style_sheets_need_no_database(server, console):
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', console.get("/pfa/setup/").text)[1]
    server.stop()
    try:
        response = console.get(style)
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    finally:
        server.start()


def test_connections_that_the_server_closed_meanwhile_are_no_outage(server, console):
    """As after `wait_timeout`, or a fail-over: the next request opens a new one."""
    assert times(console, "/pfa/domains/") == {200}
    ids = server.ask("SELECT id FROM information_schema.processlist WHERE user='mailadmin'").stdout.split()
    assert ids
    for each in ids:
        server.ask(f"KILL {each}")
    assert times(console, "/pfa/domains/") == {200}


def test_the_throttle_is_one_for_all_workers(console):
    stranger = type(console)(console.port, console.log, {})
    assert [stranger.sign_in("wrong").status for _attempt in range(11)] == [422] * 10 + [429]
