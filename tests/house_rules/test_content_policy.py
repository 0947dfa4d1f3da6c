"""Nothing inline, nothing foreign: in the templates, in what they give, and in the header that every answer carries."""

import re

import pytest
from django.test import Client

from mailadmin.site import find
from tests.house_rules.source import ROOT
from tests.poison.page import wrong_with

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
FORBIDDEN = {
    "a style of its own": r"<style|\sstyle=",
    "a script of its own": r"<script(?![^>]*\ssrc=)|\son\w+=|javascript:|hx-on|hx-vals=.js:|hx-vars",
    "something foreign": r"""(src|href|action)=["'](https?:)?//""",
    "text that is not escaped": r"\|\s*safe\b|\|\s*safeseq|autoescape\s+off",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_have_nothing_inline(path):
    source = path.read_text()
    assert not [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source)]


def test_only_few_places_make_markup_by_hand():
    """Each of them escapes what it puts in; tests/poison sees to it."""
    places = {
        str(path.relative_to(ROOT))
        for app in ("mailadmin", "domains", "mailboxes")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"mark_safe|SafeString|\.html\(|autoescape", path.read_text())
    }
    assert places == {"mailadmin/web/tags.py"}


def test_scripts_run_no_text():
    for path in (ROOT / "static/js").glob("*.js"):
        assert not re.search(r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML", path.read_text())


def policy(response):
    header = response.headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("login/", 200), ("setup/", 200), ("healthz", 200), ("domains/", 302), ("nowhere/", 404)),
        *(("logout/", 405), ("static/nothing.css", 404)),
    ],
)
def test_every_answer_to_strangers_carries_the_policy(db, path, status):
    response = Client().get("/pfa/" + path)
    assert response.status_code == status
    check(response)


def check(response):
    assert policy(response) == POLICY
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    if "text/html" in response.headers.get("Content-Type", ""):
        assert response.headers["Cache-Control"] == "no-store" or "no-cache" in response.headers["Cache-Control"]
        assert not wrong_with(response.content.decode())


def test_the_pages_for_what_went_wrong_keep_it(alice, settings, monkeypatch):
    assert alice.get("/pfa/admins/").status_code == 403
    check(alice.get("/pfa/admins/"))
    check(alice.get("/pfa/domains/nowhere.example/"))
    check(alice.post("/pfa/login/", b"x" * 3_000_000, content_type="application/x-www-form-urlencoded"))
    guarded = Client(enforce_csrf_checks=True)
    refused = guarded.post("/pfa/login/", {})
    assert refused.status_code == 403
    check(refused)
    settings.THROTTLE_ACCOUNT = 1
    for _attempt in range(2):
        throttled = Client().post("/pfa/login/", {"username": "x@example.org", "password": "x"})
    assert throttled.status_code == 429
    check(throttled)


def test_the_page_for_our_own_faults_keeps_it(alice, monkeypatch):
    """The 503 of a database that is down is in tests/outage."""
    monkeypatch.setattr(find, "found", None)
    alice.raise_request_exception = False
    response = alice.get("/pfa/find/?q=a")
    assert response.status_code == 500
    assert "our fault" in response.content.decode()
    assert "Traceback" not in response.content.decode()
    check(response)


def test_a_csv_file_carries_it_too(root):
    response = root.get("/pfa/domains/?format=csv")
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    check(response)
