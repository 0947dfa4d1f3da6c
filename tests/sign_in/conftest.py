"""What the tests of signing in share."""

import logging

import pytest
from django.test import Client

from mailadmin.accounts.models import Admin
from mailadmin.passwords import make_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD

URL = "/pfa/login/"
ADDRESS = "203.0.113.7"


def post(client=None, address=ADDRESS, **changes):
    """A sign-in of Alice's from somewhere in the internet."""
    form = {"username": "alice@example.org", "password": PASSWORD} | changes
    return (client or Client()).post(URL, form, REMOTE_ADDR=address)


def role_of(client):
    """As what somebody is signed in, by a page that is there for everybody."""
    response = client.get("/pfa/me/password/")
    return response.wsgi_request.user.role.name if response.status_code == 200 else None


@pytest.fixture
def login_log(caplog, monkeypatch):
    """A function that returns the lines of the log that fail2ban reads."""
    monkeypatch.setattr(logging.getLogger("mailadmin"), "propagate", True)  # caplog listens at the root
    return lambda: [record.getMessage() for record in caplog.records if record.name == "mailadmin.login"]


@pytest.fixture
def double(cast):
    """Bob is both: the admin of nothing yet by one password, the owner of his mailbox by another."""
    Admin.objects.create(username="bob@example.org", password=make_password("Admin-42-sheep"))
    return Mailbox.objects.get(username="bob@example.org")
