"""Every route × method × person × object, against the one table. What is refused changes nothing, nor does a look."""

import copy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.contents import contents
from tests.access.routes import routes
from tests.access.table import AUDIENCES, LOGIN, OBJECTS, TABLE

LOOKS = ["GET", "HEAD"]
LIST_LOOKS = [*LOOKS, "HTMX", "CSV"]
OTHERS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
FOREIGN = ["example.net", "alias.test", "mallory", "eve@"]  # what no page may show to Alice, Bob or a stranger


def test_it_works(people):
    assert people["admin"].get("/pfa/domains/example.org/").status_code == 200
    assert people["admin"].get("/pfa/domains/example.net/").status_code == 404


def test_each_route_has_a_row():
    assert sorted(name for name, _view in routes()) == sorted(row.route for row in TABLE)


def test_these_doors_are_open_and_no_others():
    open_routes = {name for name, view in routes() if not getattr(view, "login_required", True)}
    assert open_routes == {"", "login", "login_code", "logout", "setup", "preferences", "healthz"}
    assert open_routes == {row.route for row in TABLE if row.audience == "all"}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_who_gets_what(row, people):
    before = contents()
    look_around(row, people)
    assert contents() == before, "a look changed something"
    for person, which, name, answer in expected(row, people, posting=True):
        with transaction.atomic():
            post(row, people, person, which, name, answer, before)
            transaction.set_rollback(True)
    other_methods(row, people)
    assert contents() == before, "a method that is not ours changed something"


def look_around(row, people):
    for person, which, name, answer in expected(row, people):
        for method in LIST_LOOKS if is_list(row) else LOOKS:
            response = send(people[person], method, address(row, name))
            what = f"{person} {method} {row} ({which})"
            assert code(response) == (look(row, person) if answer == 200 else answer), what
            assert person == "superadmin" or not shown(response, name), what


def post(row, people, person, which, name, answer, before):
    """Who may, succeeds and so changes something; who may not, does not."""
    what = f"{person} POST {row} ({which})"
    response = send(people[person], "POST", address(row, name), filled_in(row.form, name))
    assert code(response) == ((row.post if row.form else 405) if answer == 200 else answer), what
    assert (contents() != before) == bool(row.form and row.changes and answer == 200), what


def other_methods(row, people):
    """Refused as a method, or answered as the look they are; the body counts for nothing."""
    for person, which, name, answer in expected(row, people, once=True):
        wanted = {405, 200, look(row, person)} if answer == 200 else {405, answer}
        for method in OTHERS:
            response = send(people[person], method, address(row, name), filled_in(row.form, name))
            assert code(response) in wanted, f"{person} {method} {row} ({which})"


def expected(row, people, posting=False, once=False):
    """(person, which object, its name, the answer) for everybody and everything.

    With `once`, who is turned away whatever the address names asks for one object only.
    """
    audience = AUDIENCES[row.post_audience if posting and row.post_audience else row.audience]
    for person in people:
        answer = AUDIENCES[row.audience][person]
        objects = list(OBJECTS[row.kind].items())
        for which, (name, to_admin, to_superadmin) in objects[:1] if once and answer != 200 else objects:
            answer = AUDIENCES[row.audience][person]
            if answer == 200 and person in ("admin", "superadmin"):
                answer = to_admin if person == "admin" else to_superadmin
            yield person, which, name, audience[person] if answer == 200 else answer


def is_list(row):
    return row.route in {name for name, view in routes() if hasattr(getattr(view, "view_class", None), "rows_of")}


def address(row, name):
    return reverse(row.route, kwargs={row.parameter: name} if name else None) if row.route else "/"


def send(client, method, url, form=None):
    """One request, from a copy of the client: signing out must not count for the next one."""
    twin = Client()
    twin.cookies = copy.deepcopy(client.cookies)
    if method == "HTMX":
        return twin.get(url, headers={"HX-Request": "true", "HX-Target": "list"})
    if method == "CSV":
        return twin.get(url, {"format": "csv"})
    if method == "POST":
        return twin.post(url, form or {})
    if method in ("GET", "HEAD", "TRACE"):
        return twin.generic(method, url)
    body = "&".join(f"{key}={value}" for key, value in (form or {}).items())
    return twin.generic(method, url, body, content_type="application/x-www-form-urlencoded")


def filled_in(form, name):
    return {key: name if value == "{}" else value for key, value in form.items()}


def look(row, person):
    """What GET answers to somebody whom the page is for."""
    if row.route == "login" and person != "anonymous" or row.route == "overview" and person == "owner":
        return 302  # there is nothing to sign in for, and owners have a page of their own
    return row.get


def code(response):
    asked = response.request["PATH_INFO"]
    if response.status_code == 302 and response.url.startswith("/pfa/login/?next=") and asked != "/pfa/login/code/":
        return LOGIN
    return response.status_code


def shown(response, name):
    """Whether somebody else's name is on the page, apart from the one that was asked for."""
    text = b"".join(response) if response.streaming else response.content
    text = text.decode().replace(name or "\0", "")
    return [mark for mark in FOREIGN if mark in text]
