"""Every POST wants the token, signing in and out and the choice of language among them."""

import pytest
from django.test import Client

from tests.access.contents import contents
from tests.access.table import OBJECTS, TABLE
from tests.access.test_matrix import address, filled_in

FORMS = [row for row in TABLE if row.form and row.route]  # the redirect from the server's root does nothing


@pytest.fixture
def guarded(people):
    """People's clients as a browser's: the token is checked. Test clients are let through otherwise."""
    for client in people.values():
        client.handler.enforce_csrf_checks = True
    return people


def test_it_works(guarded):
    client = guarded["superadmin"]
    token = client.get("/pfa/domains/add/").context["csrf_token"]
    response = client.post("/pfa/logout/", {"csrfmiddlewaretoken": str(token)})
    assert response.url == "/pfa/login/"


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_without_the_token_nothing_is_done(row, guarded):
    person = "owner" if row.audience == "owners" else "superadmin"
    name = next(iter(OBJECTS[row.kind].values()))[0]
    before = contents()
    for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        response = guarded[person].post(address(row, name), filled_in(row.form, name) | token)
        assert response.status_code == 403
        assert "reload the page" in response.content.decode()
    assert contents() == before
    assert guarded[person].get("/pfa/me/password/").status_code == 200  # still signed in


def test_a_foreign_page_can_sign_nobody_in(guarded):
    """Login CSRF: an attacker's account in the victim's browser."""
    client = Client(enforce_csrf_checks=True)
    client.post("/pfa/login/", {"username": "bob@example.org", "password": "Fish-42-sheep"})
    assert "mailadmin_session" not in client.cookies


def test_a_foreign_origin_is_refused_even_with_a_token(guarded):
    client = guarded["superadmin"]
    token = str(client.get("/pfa/domains/add/").context["csrf_token"])
    for origin in ("https://evil.example", "null", "http://testserver.evil.example", "https://testserver"):
        response = client.post("/pfa/logout/", {"csrfmiddlewaretoken": token}, headers={"Origin": origin})
        assert response.status_code == 403
