"""Whose password has expired gets the page for a new one, whatever is asked for: asked of all routes there are."""

from datetime import timedelta

import pytest

from domains.models import Domain
from mailadmin.store.fields import now
from mailboxes.models import Mailbox
from tests.access.contents import contents
from tests.access.table import OBJECTS, TABLE
from tests.access.test_matrix import address, filled_in, is_list, send

PAGE = "/pfa/me/password/"
ROWS = [row for row in TABLE if row.audience != "all" and row.route != "me_password"]


@pytest.fixture
def expired(site, bob):
    Domain.objects.update(password_expiry=90)
    Mailbox.objects.update(password_expiry=now() - timedelta(days=1))
    return bob


def test_it_works(expired):
    assert expired.get("/pfa/me/").url == PAGE
    assert expired.get(PAGE).status_code == 200


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_address_leads_there(row, expired):
    before = contents()
    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", *(["HTMX", "CSV"] if is_list(row) else [])]:
        name = next(iter(OBJECTS[row.kind].values()))[0]
        response = send(expired, method, address(row, name), filled_in(row.form, name))
        assert (response.status_code, response.url) == (302, PAGE), f"{method} {row}"
    assert contents() == before
