"""What people do most, done in Chromium as they do it."""

import re

from playwright.sync_api import expect

from mailadmin.accounts.models import Admin
from mailadmin.passwords import hash_setup_password
from mailadmin.tasks.worker import Worker
from mailboxes import services
from mailboxes.models import Alias, Mailbox


def test_it_works(console):
    console.sign_in("root@example.com")
    expect(console.page.locator("h1")).to_have_text("Overview")
    expect(console.page).to_have_title(re.compile("Overview"))


def test_set_up_makes_the_first_superadmin(console, settings):
    Admin.objects.all().delete()
    settings.SETUP_PASSWORD_HASH = ""
    console.go("setup/")
    console.fill(new="Setup-2026-word")
    console.submit()
    expect(console.page.locator("#hash")).to_contain_text("SETUP_PASSWORD_HASH='$2y$")
    settings.SETUP_PASSWORD_HASH = hash_setup_password("Setup-2026-word")
    console.go("setup/")
    console.fill(setup_password="Setup-2026-word")
    console.submit()
    expect(console.page.locator(".checks li").first).to_be_visible()
    console.fill(username="first@example.com", password="Fish-42-sheep")
    console.submit()
    console.sign_in("first@example.com")
    assert Admin.objects.get(username="first@example.com").superadmin


def test_a_domain_a_mailbox_and_its_owner(root_console):
    console = root_console
    console.go("domains/")
    console.page.get_by_role("link", name="Add domain").click()
    console.fill(domain="新.example", description="New")
    console.submit()
    expect(console.page.locator("h1")).to_have_text("新.example")
    console.page.get_by_role("link", name="Add mailbox").first.click()
    console.fill(local_part="wang.li", name="王丽", welcome_mail=False)
    console.page.get_by_role("button", name="Generate").click()
    password = console.page.locator("[name=password]").input_value()
    assert len(password) >= 12
    console.submit()
    console.page.context.clear_cookies()
    console.sign_in("wang.li@新.example", password)
    expect(console.page).to_have_title(re.compile("My mailbox"))
    console.go("me/forwarding/")
    console.fill(goto="wang@example.net", keep_copy=True)
    console.submit()
    address = Mailbox.objects.get(name="王丽").username
    assert Alias.objects.get(address=address).goto == f"wang@example.net,{address}"


def test_search_as_one_types(root_console, cli):
    for name in ("anna", "annika", "carl"):
        services.create_mailbox(cli, address=f"{name}@example.org", password="Fish-42-sheep")
    page = root_console.page
    root_console.go("domains/example.org/")
    page.locator("#q").press_sequentially("ann")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"q=ann"))
    page.locator("#q").fill("zzz")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_find_anything_by_keyboard(root_console):
    page = root_console.page
    root_console.go("")
    page.keyboard.press("/")
    page.keyboard.type("bob")
    expect(page.locator("#found a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("bob@example.org")


def test_bulk_disable_and_enable(root_console, cli):
    services.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    page = root_console.page
    root_console.go("domains/example.org/")
    expect(page.locator("#bulk")).to_be_hidden()
    page.locator('input[value="anna@example.org"]').check()
    page.locator('input[value="bob@example.org"]').check()
    expect(page.locator("#bulk b")).to_have_text("2 selected")
    page.locator("#bulk").get_by_role("button", name="Disable").click()
    expect(page.locator("tr.off")).to_have_count(2)
    assert not Mailbox.objects.filter(domain="example.org", active=True).exists()
    assert not Alias.objects.filter(domain="example.org", active=True).exists()


def test_delete_asks_in_a_dialog(root_console):
    page = root_console.page
    root_console.go("mailboxes/bob@example.org/")
    page.get_by_role("link", name="Delete…").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("1 mailbox")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Delete…").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("bob@example.org was deleted.")).to_be_visible()
    assert not Mailbox.objects.filter(username="bob@example.org").exists()


def test_a_domain_wants_its_name_typed(root_console):
    page = root_console.page
    root_console.go("domains/example.net/delete/")
    console = root_console
    console.fill(confirm="example.org")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Type example.net to delete it.")).to_be_visible()
    console.fill(confirm="example.net")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("example.net was deleted.")).to_be_visible()


def test_theme_and_language_are_remembered(root_console):
    page = root_console.page
    root_console.go("")
    page.get_by_role("button", name=re.compile("Account")).click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name=re.compile("Account")).click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("h1")).to_have_text("概览")
    root_console.go("domains/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_errors_stand_beside_the_field_and_on_top(root_console):
    page = root_console.page
    root_console.go("domains/example.org/mailboxes/add/")
    root_console.fill(local_part="a b", password="short")
    root_console.submit()
    expect(page.locator("[role=alert]").first).to_be_visible()
    assert page.locator("[aria-invalid=true]").count() >= 1
    assert Mailbox.objects.filter(domain="example.org").count() == 1


def test_a_task_is_followed_to_its_end(root_console):
    """The page asks again by itself, and stops when there is nothing more to come."""
    page = root_console.page
    root_console.go("tasks/")
    page.get_by_role("button", name="Run now: Remove old results").click()
    expect(page.locator("#task .chip")).to_have_text("Waiting")
    assert Worker().run_ready() > 0
    expect(page.locator("#task .chip")).to_have_text("Done", timeout=10_000)
    assert page.get_by_role("button", name="Stop").count() == 0
