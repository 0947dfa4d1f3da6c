"""Every page, in both themes, on a desk and on a phone: nothing for axe to find, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_tasks_db.models import DBTaskResult

from domains import services as domains
from mailadmin.store.fields import now
from mailadmin.tasks.models import Job
from mailboxes import services as mailboxes
from mailboxes.models import Broadcast, BroadcastRecipient
from tests.sign_in.factor import code, with_factor

RUNNING, FAILED = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
PAGES = {
    "root@example.com": [
        "",
        "domains/",
        "domains/add/",
        "domains/example.org/",
        "domains/example.org/aliases/",
        "domains/example.org/aliases/add/",
        "domains/example.org/alias-domains/",
        "domains/example.org/admins/",
        "domains/example.org/log/",
        "domains/example.org/settings/",
        "domains/example.org/delete/",
        "domains/example.org/mailboxes/add/",
        "mailboxes/",
        "mailboxes/?q=nothing-like-it",
        "mailboxes/bob@example.org/",
        "mailboxes/bob@example.org/forwarding/",
        "mailboxes/bob@example.org/vacation/",
        "mailboxes/bob@example.org/delete/",
        "aliases/",
        "aliases/sales@example.org/",
        "aliases/@example.org/",
        "alias-domains/",
        "alias-domains/add/",
        "alias-domains/other.example/",
        "admins/",
        "admins/add/",
        "admins/alice@example.org/",
        "log/",
        "find/?q=bob",
        "mail/",
        "broadcasts/",
        "broadcasts/add/",
        "broadcasts/1/",
        "welcome/",
        "domains/example.org/welcome/",
        "tasks/",
        f"tasks/{RUNNING}/",
        f"tasks/{FAILED}/",
        "me/password/",
        "nowhere/",
    ],
    "bob@example.org": ["me/", "me/forwarding/", "me/vacation/", "me/password/", "domains/"],
    "": ["login/", "setup/"],
}
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def filled(cast, cli):
    """Something on each page."""
    domains.create_domain(cli, domain="other.example")
    domains.create_alias_domain(cli, alias_domain="other.example", target_domain="example.org")
    mailboxes.create_alias(
        cli, address="sales@example.org", goto="bob@example.org,gone@example.org", description="Sales"
    )
    mailboxes.create_alias(cli, address="*@example.org", goto="bob@example.org")
    name = "a-rather-long-name.for.a-mailbox-that-someone-has"
    mailboxes.create_mailbox(cli, address=f"{name}@example.org", password="Fish-42-sheep", name="W" * 120)
    row = Broadcast.objects.create(pk=1, owner="root@example.com", sender="it@example.org", subject="News", body="Text")
    for state, reason in {"sent": "", "refused": "550 " + "W" * 250, "waiting": "", "unknown": "Lost"}.items():
        BroadcastRecipient.objects.create(broadcast=row, address=f"{state}@example.org", state=state, reason=reason)
    task(RUNNING, "RUNNING", done=3, total=7, note="carol@example.org", about="Spring sale")
    task(FAILED, "FAILED", traceback="  File a-rather-long-line\n" * 99 + "ValueError: " + "W" * 300)


def task(number, status, traceback="", **job):
    values = {"task_path": "x.y", "backend_name": "default", "args_kwargs": {}, "started_at": now()}
    row = DBTaskResult.objects.create(id=number, status=status, traceback=traceback, **values)
    Job.objects.create(task=row, title="Broadcast", owner="alice@example.org", **job)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page(console, filled, theme, size):
    page, axe, wrong = console.page, Axe(), []
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(SIZES[size])
    for person, paths in PAGES.items():
        page.context.clear_cookies()
        if person:
            console.sign_in(person)
        for path in paths:
            console.go(path)
            wrong += complaints(page, axe, path, SIZES[size]["width"])
    assert wrong == []


def complaints(page, axe, path, width):
    found = [f"{path or 'overview'}: {each['id']}: {each['help']}" for each in axe.run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, f"{path or 'overview'}: {wide} px wide"] if wide > width else found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_for_a_code(console, cast, theme, size):
    with_factor("alice@example.org")
    page = console.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(SIZES[size])
    console.go("login/")
    page.fill("#id_username", "alice@example.org")
    page.fill("#id_password", "Fish-42-sheep")
    page.click("main button.primary")
    assert page.evaluate("document.activeElement.name") == "code"
    page.keyboard.type("00000")
    page.keyboard.press("Enter")
    assert "This code is wrong" in page.inner_text("main")
    assert complaints(page, Axe(), "login/code/", SIZES[size]["width"]) == []
    page.fill("#id_code", code())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_without_javascript(browser, live_server, cast):
    """A page's worth of work with scripts switched off: add, change, search, disable, delete, sign out."""
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_server.url}/pfa/login/")
    page.fill("#id_username", "alice@example.org")
    page.fill("#id_password", "Fish-42-sheep")
    page.click("main button.primary")
    page.goto(f"{live_server.url}/pfa/domains/example.org/aliases/add/")
    page.fill("[name=local_part]", "sales")
    page.fill("[name=goto]", "bob@example.org")
    page.click("main form button.primary")
    assert "sales@example.org was added." in page.inner_text("main")
    page.fill("#q", "sal")
    page.press("#q", "Enter")
    assert page.locator("tbody tr").count() == 1
    page.locator('input[value="sales@example.org"]').check()
    page.locator("#bulk").get_by_role("button", name="Disable").click()
    assert page.locator("tr.off").count() == 1
    page.goto(f"{live_server.url}/pfa/aliases/sales@example.org/delete/")
    page.get_by_role("button", name="Delete").click()
    assert "sales@example.org was deleted." in page.inner_text("main")
    page.goto(f"{live_server.url}/pfa/domains/example.org/mailboxes/add/")
    page.fill("[name=local_part]", "anna")
    page.check("[name=generate]")
    page.uncheck("[name=welcome_mail]")
    page.click("main form button.primary")
    assert "anna@example.org was added." in page.inner_text("main")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.locator("h1").inner_text() == "Sign in"
    context.close()
