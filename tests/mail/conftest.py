"""One site for all tests of this folder. What is in it is made in Chromium, by a superadmin."""

import pytest

from tests.browser.conftest import QUIET, Console, browser_context_args, browser_type_launch_args  # noqa: F401
from tests.mail.clients import PASSWORD
from tests.mail.site import site

ROOT = "root@console.test"


@pytest.fixture(scope="session")
def mail():
    with site() as running:
        running.manage("createadmin", ROOT, "--superadmin", "--password", PASSWORD)
        yield running


@pytest.fixture(scope="session")
def chromium(mail, browser, browser_context_args):  # noqa: F811
    """A tab where Root is signed in."""
    context = browser.new_context(**browser_context_args)
    console = Console(context.new_page(), mail.console)
    console.sign_in(ROOT)
    yield console
    assert console.complaints == []
    context.close()


@pytest.fixture(scope="session")
def world(mail, chromium):
    """example.org with Bob, an alias and a catch-all; example.com stands for it. Made in Chromium.

    Around them, by commands: mailboxes that are off or small, a domain without catch-all, one that is off, a backup MX.
    """
    for domain in ("example.org", "example.com"):
        chromium.go("domains/add/")
        chromium.fill(domain=domain)
        chromium.submit()
    for name in ("bob", "carol"):
        chromium.go("domains/example.org/mailboxes/add/")
        chromium.fill(local_part=name, name=name.title(), password=PASSWORD, welcome_mail=name == "bob")
        chromium.submit()
    aliases = {"info": "bob@example.org", "team": "bob@example.org\ncarol@example.org", "*": "carol@example.org"}
    for name, goto in aliases.items():
        chromium.go("domains/example.org/aliases/add/")
        chromium.fill(local_part=name, goto=goto)
        chromium.submit()
    chromium.go("alias-domains/add/")
    chromium.fill(alias_domain="example.com", target_domain="example.org")
    chromium.submit()
    mail.manage_all(f"""\
createdomain example.net
createmailbox eve@example.net --password {PASSWORD} --no-welcome-mail
createmailbox small@example.net --password {PASSWORD} --no-welcome-mail --quota 1
createmailbox gone@example.org --password {PASSWORD} --no-welcome-mail --inactive
createmailbox dave@example.org --password {PASSWORD} --no-welcome-mail
createalias old@example.org bob@example.org --inactive
createalias away@example.org far@elsewhere.test
createalias all@example.org bob@example.org gone@example.org
createdomain off.test
createmailbox anna@off.test --password {PASSWORD} --no-welcome-mail
updatedomain off.test --inactive
createdomain backup.test --backupmx
""")
    return mail
