"""Who gave the password and not yet the code is a stranger to every address: asked of all routes there are."""

import pytest
from django.test import Client

from tests.access.contents import contents
from tests.access.table import OBJECTS, TABLE
from tests.access.test_matrix import address, filled_in, is_list, send
from tests.sign_in.factor import half, with_factor

ACCOUNTS = ["chief@example.org", "alice@example.org", "bob@example.org"]


@pytest.fixture
def halves(site):
    for username in ACCOUNTS:
        with_factor(username)
    return [half(username) for username in ACCOUNTS]


def answer(response):
    return response.status_code, response.headers.get("Location"), response.headers.get("Content-Type")


def test_it_works(halves):
    assert [client.get("/pfa/login/code/").status_code for client in halves] == [200, 200, 200]
    assert [client.get("/pfa/me/password/").status_code for client in halves] == [302, 302, 302]


@pytest.mark.parametrize("row", [row for row in TABLE if row.route != "login_code"], ids=str)
def test_it_is_answered_as_a_stranger(row, halves):
    before = contents()
    methods = ["GET", "HEAD", "POST", "PUT", "DELETE", *(["HTMX", "CSV"] if is_list(row) else [])]
    name = next(iter(OBJECTS[row.kind].values()))[0]
    form = filled_in(row.form, name) if row.route != "login" else {"username": "x@example.org", "password": "x"}
    for method in methods:
        wanted = answer(send(Client(), method, address(row, name), form))
        for client in halves:
            assert answer(send(client, method, address(row, name), form)) == wanted, f"{method} {row}"
    assert contents() == before
