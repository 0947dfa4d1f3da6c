"""Where a request came from: `X-Forwarded-For` is believed only of a trusted proxy, and only what that proxy added."""

import pytest
from django.test import Client, RequestFactory

from mailadmin.audit.models import Log
from mailadmin.middleware import client_address
from tests.conftest import PASSWORD
from tests.sign_in.conftest import URL, post


def test_it_works():
    assert address("203.0.113.7") == "203.0.113.7"
    assert address("127.0.0.1", "203.0.113.7") == "203.0.113.7"


def address(peer, forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@pytest.mark.parametrize(
    ("peer", "forwarded", "believed"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # a stranger claims to be somebody else
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the last one is the proxy's own word
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("", "203.0.113.7", "203.0.113.7"),  # a Unix socket
        ("", None, "local"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7,", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7:4711", "127.0.0.1"),
        ("127.0.0.1", "x, ip_address: 198.51.100.1)", "127.0.0.1"),
        ("127.0.0.1", "fe80::1%) PostfixAdmin admin login failed (username: x", "fe80::1"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_who_is_believed(peer, forwarded, believed):
    assert address(peer, forwarded) == believed


def test_without_trusted_proxies_nobody_is_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert address("127.0.0.1", "203.0.113.7") == "127.0.0.1"


def test_the_throttle_goes_by_it(cast, settings):
    """Who invents a new address for each attempt is counted all the same."""
    settings.THROTTLE_ADDRESS = 3
    for n in range(4):
        form = {"username": f"a{n}@example.org", "password": "wrong"}
        Client().post(URL, form, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert post(address="203.0.113.7").status_code == 429


def test_the_log_line_and_the_log_go_by_it(cast, login_log):
    client = Client(REMOTE_ADDR="203.0.113.7", headers={"X-Forwarded-For": "198.51.100.1"})
    client.post(URL, {"username": "bob@example.org", "password": "wrong"})
    assert "198.51.100.1" not in login_log()[0]
    client.post(URL, {"username": "bob@example.org", "password": PASSWORD})
    client.post("/pfa/me/forwarding/", {"goto": "x@example.edu", "keep_copy": "on"})
    assert Log.objects.filter(action="edit_alias").latest("id").username == "bob@example.org (203.0.113.7)"
