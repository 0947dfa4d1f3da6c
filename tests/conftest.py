"""One cast for all tests: Root is superadmin, Alice runs example.org, Mallory example.net, Bob owns bob@example.org."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from domains import services as domains
from mailadmin.audit.actors import Actor, CommandLineUser
from mailboxes import services as mailboxes

PASSWORD = "Fish-42-sheep"


@pytest.fixture(autouse=True)
def _no_language_is_left():
    """A page asked for in Chinese leaves its thread so; a command that is imported then would speak it for good."""
    yield
    translation.deactivate()


@pytest.fixture
def version_row(db):
    """What the migration of that name inserts, again: a test with transactions of its own empties every table."""
    import_module("mailadmin.migrations.0002_version").insert(apps, None)


@pytest.fixture
def cli(db):
    """The actor that commands are: it may do everything, and the log names it."""
    return Actor(CommandLineUser(), "test@localhost")


@pytest.fixture
def cast(cli):
    """Both domains with their admins, Root, and Bob's mailbox. No default aliases, so that counts start at none."""
    domains.create_admin(cli, username="root@example.com", password=PASSWORD, superadmin=True)
    for domain, admin in {"example.org": "alice@example.org", "example.net": "mallory@example.net"}.items():
        domains.create_domain(cli, domain=domain, default_aliases=False, mailboxes=0, aliases=0, maxquota=0, quota=0)
        domains.create_admin(cli, username=admin, password=PASSWORD, domains=[domain])
    mailboxes.create_mailbox(cli, address="bob@example.org", password=PASSWORD, name="Bob Chen")
    mailboxes.create_mailbox(cli, address="eve@example.net", password=PASSWORD, name="Eve")


def signed_in(username):
    client = Client()
    response = client.post("/pfa/login/", {"username": username, "password": PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return client


@pytest.fixture
def root(cast):
    return signed_in("root@example.com")


@pytest.fixture
def alice(cast):
    return signed_in("alice@example.org")


@pytest.fixture
def mallory(cast):
    return signed_in("mallory@example.net")


@pytest.fixture
def bob(cast):
    return signed_in("bob@example.org")
