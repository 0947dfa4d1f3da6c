"""Accounts with a second factor, and codes that are not our own: oathtool's."""

import subprocess
import time

from django.test import Client

from mailadmin.accounts.models import Admin
from mailboxes.models import Mailbox
from tests.sign_in.conftest import ADDRESS, post

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238's "12345678901234567890"
URL = "/pfa/login/code/"


def with_factor(username, secret=SECRET):
    """Give the account of this name, admin or mailbox, a secret as another program does."""
    assert Admin.objects.filter(pk=username).update(totp_secret=secret) or Mailbox.objects.filter(pk=username).update(
        totp_secret=secret
    )


def code(steps=0, secret=SECRET):
    """What an authenticator app shows now, or so many steps of 30 seconds later."""
    when = f"@{int(time.time()) + 30 * steps}"
    done = subprocess.run(["oathtool", "--totp", "-b", "-N", when, secret], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def half(username="alice@example.org", **changes):
    """A browser in which the password was given, and the code not yet."""
    client = Client()
    response = post(client, username=username, **changes)
    assert response.status_code == 302
    assert response.url.startswith(URL), response.url
    return client


def give(client, what=None, address=ADDRESS, **form):
    return client.post(URL, {"code": code() if what is None else what} | form, REMOTE_ADDR=address)


def early_in_a_step():
    """Wait, if a step of 30 seconds is about to end, so that what follows is all in one."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
