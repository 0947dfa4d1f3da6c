"""What the tests of the setup page share."""

import logging

import pytest
from django.test import Client

URL = "/pfa/setup/"
PLAIN = "Setup-42-sheep"
PHP = "$2y$10$yfjPmDR1RucC7Fu1prtIke5pr7rjX.DQNcaS/PK1akRibUYlQ6iNy"  # PHP 8.2: password_hash(PLAIN, PASSWORD_BCRYPT)
NEW = {"username": "first@example.org", "password": "Fish-42-sheep"}


def post(address="203.0.113.7", **form):
    return Client().post(URL, form, REMOTE_ADDR=address)


def unlocked():
    """The proof that the page hands out to who knows the setup password."""
    return post(setup_password=PLAIN).context["form"].initial["proof"]


@pytest.fixture
def locked(version_row, settings):
    """A site with a setup password, PHP's."""
    settings.SETUP_PASSWORD_HASH = PHP


@pytest.fixture
def login_log(caplog, monkeypatch):
    """A function that returns the lines of the log that fail2ban reads."""
    monkeypatch.setattr(logging.getLogger("mailadmin"), "propagate", True)  # caplog listens at the root
    return lambda: [record.getMessage() for record in caplog.records if record.name == "mailadmin.login"]
