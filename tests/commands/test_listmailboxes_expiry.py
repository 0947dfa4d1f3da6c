"""What listmailboxes says of passwords that expire."""

import json
from datetime import datetime, timedelta

from domains.models import Domain
from mailadmin.store.fields import now
from mailboxes.models import Mailbox


def ends(address, **delta):
    Domain.objects.update(password_expiry=90)
    Mailbox.objects.filter(pk=address).update(password_expiry=now() + timedelta(**delta))


def test_it_works(works, settings):
    settings.PASSWORD_EXPIRATION = True
    ends("bob@example.org", days=5)
    ends("eve@example.net", days=-5)
    lines = works("listmailboxes").splitlines()
    assert "password expires in 5 days" in lines[1]
    assert "password expired" in lines[2]
    bob, eve = json.loads(works("listmailboxes", "--json"))
    assert (bob["password_expired"], bob["password_days_left"]) == (False, 5)
    assert (eve["password_expired"], eve["password_days_left"]) == (True, 0)
    assert datetime.fromisoformat(bob["password_expires"]).date() == (now() + timedelta(days=5)).date()


def test_with_no_nothing_of_it(works, settings):
    settings.PASSWORD_EXPIRATION = False
    ends("bob@example.org", days=-5)
    assert "xpire" not in works("listmailboxes")
    assert "xpire" not in works("listmailboxes", "--json")
