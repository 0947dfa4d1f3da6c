"""What is cleared away in the background, and no longer by whoever signs in."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from mailadmin.accounts import throttle
from mailadmin.accounts.models import Throttle
from mailadmin.store.fields import now
from mailadmin.tasks import housekeeping
from tests.conftest import signed_in


def test_it_works(cast, alice):
    """A password that was made for somebody may lie in a session."""
    Session.objects.update(expire_date=now() - timedelta(minutes=1))
    signed_in("mallory@example.net")
    assert Session.objects.count() == 2
    housekeeping.clear_sessions.call()
    assert Session.objects.count() == 1


def test_old_attempts_are_forgotten(db):
    throttle.attempt("old@example.org", "203.0.113.7")
    Throttle.objects.update(since=now() - timedelta(minutes=16))
    throttle.attempt("new@example.org", "203.0.113.9")
    housekeeping.clear_throttle.call()
    assert Throttle.objects.count() == 2
