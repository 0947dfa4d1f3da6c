"""Chromium in front of the console, on the tests' own database. A page that logs an error fails its test."""

import os
from pathlib import Path

import pytest

# Playwright runs an event loop in this thread; Django would take the tests for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing. Type: apt-get install chromium")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


class Console:
    """A browser tab at the console, with the words that tests use."""

    def __init__(self, page, base):
        self.page, self.base, self.complaints = page, base, []
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda line: self.complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None
        )

    def go(self, path):
        return self.page.goto(f"{self.base}/pfa/{path}")

    def sign_in(self, username, password="Fish-42-sheep"):
        self.go("login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.page.click("main button.primary")
        self.page.wait_for_url(lambda url: "login" not in url)
        return self

    def fill(self, **fields):
        for name, value in fields.items():
            box = self.page.locator(f"[name={name}]").first
            if isinstance(value, bool):
                box.set_checked(value)
            elif box.evaluate("element => element.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def submit(self):
        self.page.locator("main form:not(.search):not(.bulk) button.primary").first.click()
        self.page.wait_for_load_state()


@pytest.fixture
def console(page, live_server, cast):
    """A tab where nobody is signed in; Root, Alice, Mallory, Bob and their domains are there."""
    console = Console(page, live_server.url)
    yield console
    # A refused form is a 422 and another's object a 404, which Chromium reports too; those are no errors of the page.
    expected = ("Failed to load resource: the server responded with a status of 4",)
    assert [line for line in console.complaints if not any(part in line for part in expected)] == []


@pytest.fixture
def root_console(console):
    return console.sign_in("root@example.com")
