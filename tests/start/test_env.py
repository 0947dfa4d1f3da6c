"""Settings from the environment: what is understood, and what stops the start in a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mailadmin.env import Env

ROOT = Path(__file__).parents[2]


@pytest.fixture
def env(tmp_path):
    return Env(tmp_path / "none")


def test_it_works(env, monkeypatch):
    monkeypatch.setenv("TRY", "https://mail.example.org/")
    assert env.origin("TRY", "") == "https://mail.example.org"


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        ("origin", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("origin", "https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("addresses", "127.0.0.1, 2001:DB8:0::1", ["127.0.0.1", "2001:db8::1"]),
        ("addresses", "", []),
        ("path", "/srv/NAS-1/v.mail+/", "/srv/NAS-1/v.mail+"),
        ("name", "Maildir", "Maildir"),
        ("name", "a/b/", "a/b"),
        ("name", "", ""),
    ],
)
def test_what_is_understood(env, monkeypatch, kind, value, meant):
    monkeypatch.setenv("TRY", value)
    assert getattr(env, kind)("TRY", "") == meant


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *(
            ("origin", value)
            for value in ("", "mail.example.org", "ftp://x", "https://", "https://mail.example.org/pfa")
        ),
        *(("origin", value) for value in ("https://a b", "https://x:y", "https://u:p@x", "https://x?q", "http://[::1")),
        *(
            ("path", value)
            for value in ("", "/", "mail", "/a b", "/a/../b", "/./a", "/a'b", "/a*", "/a%u", "/a//b", "/é")
        ),
        *(("name", value) for value in ("/", "/a", "..", "a/../b", ".", "a b", "a:b", "a//b", "~")),
        *(("addresses", value) for value in ("localhost", "10.0.0.0/8", "127.0.0.1;::1", "1.2.3")),
    ],
)
def test_what_is_refused(env, monkeypatch, kind, value):
    monkeypatch.setenv("TRY", value)
    with pytest.raises(ImproperlyConfigured, match="^TRY=.* is not allowed. Allowed: "):
        getattr(env, kind)("TRY", "")


@pytest.mark.parametrize(
    ("url", "host", "mail_host"),
    [
        ("https://mail.example.org", "mail.example.org", "mail.example.org"),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_the_host_is_answered_to(url, host, mail_host, tmp_path):
    code = "from mailadmin import settings; print(settings.ALLOWED_HOSTS[-1], settings.MAIL_HOST)"
    kept = {name: os.environ[name] for name in ("PATH",)}
    environment = kept | {"BASE_URL": url, "VAR_DIR": str(tmp_path), "DOTENV": "none"}
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.stdout.split() == [host, mail_host], run.stderr
