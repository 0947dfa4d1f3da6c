"""A mailbox of our database signs in to web mail, reads and writes: through nginx, PHP-FPM, Dovecot and Postfix."""

import re
import smtplib
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from mailadmin.passwords import check_password
from mailboxes.models import Mailbox
from tests.conftest import PASSWORD
from tests.mail.servers import NAME, Dovecot, Machine, Postfix, mail_folder, wait_until

from .conftest import roundcube_configuration
from .programs import DEPLOY, fetch, program, run

CONFIGURATION = "roundcube/mailadmin.inc.php"
PASSWORD_PAGE = "roundcube/mailadmin-password.inc.php"
on_mariadb = settings.DATABASES["default"]["ENGINE"].endswith("mysql")


@pytest.mark.parametrize("name", [CONFIGURATION, PASSWORD_PAGE])
def test_it_works(name):
    done = run(program("php", "php-cli"), "-l", DEPLOY / name)
    assert done.returncode == 0 and "No syntax errors" in done.stdout, done.stdout


@pytest.fixture(scope="module")
def servers(django_db_setup, site, folder):
    """Dovecot and Postfix on the tests' database, and web mail in front of them: all as mailconfig wrote it."""
    with mail_folder() as place:
        account = {"ROUNDCUBE_DATABASE_USER": "webmail", "ROUNDCUBE_DATABASE_PASSWORD": "100 % 'quoted' @/:"}
        with override_settings(MAIL_HOST=NAME, PASSWORD_EXPIRATION=True, **(account if on_mariadb else {})):
            call_command("mailconfig", output=place / "rendered", verbosity=0)
        machine = Machine(place, place / "rendered")
        with Dovecot(machine) as dovecot, Postfix(machine) as postfix:
            web_mail = folder / "roundcube/password.inc.php"
            if on_mariadb:
                web_mail.write_text((place / "rendered" / PASSWORD_PAGE).read_text())
                grant(place / "rendered/roundcube/grants.sql")
            roundcube_configuration(
                folder,
                place / "rendered" / CONFIGURATION,
                {
                    "localhost:993": f"localhost:{dovecot.ports['imaps']}",
                    "localhost:4190": f"localhost:{dovecot.ports['sieve']}",
                    "localhost:587": f"localhost:{postfix.ports['submission']}",
                    "'verify_peer' => true": f"'verify_peer' => true, 'cafile' => '{certificate(machine, folder)}'",
                },
                *([web_mail] if on_mariadb else []),
            )
            yield postfix


def grant(statements):
    """Run an SQL file as root of the tests' MariaDB."""
    client = [program("mariadb", "mariadb-client"), "--no-defaults", "-S", settings.MARIADB_SOCKET, "-uroot"]
    done = run(*client, input=statements.read_text())
    assert done.returncode == 0, done.stdout


def certificate(machine, folder):
    """The mail servers' certificate where PHP may read it."""
    path = folder / "mail.pem"
    path.write_text(machine.certificate.read_text())
    return path


class Visitor:
    """A person at the web mail, without JavaScript: cookies and the forms' token."""

    def __init__(self, site):
        self.site, self.cookies, self.token = site, {}, ""

    def go(self, query="", form=None):
        """One page below /webmail/, following redirects; with `form` a POST."""
        body = urlencode({"_token": self.token} | form) if form else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        page = fetch(self.site.https, "/webmail/" + query, self.site.tls, "POST" if form else "GET", body, headers)
        for line in page.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if page.status == 302:
            return self.go("?" + page.headers["Location"].partition("?")[2])
        found = re.search(r'"request_token":"(\w+)"', page.text)
        self.token = found[1] if found else self.token
        return page

    def sign_in(self, user, password):
        self.go()
        form = {"_task": "login", "_action": "login", "_user": user, "_pass": password}
        return self.go("?_task=login", form)

    def inbox(self):
        """The inbox as the page fetches it."""
        return self.go("?_task=mail&_action=list&_mbox=INBOX&_refresh=1&_remote=1").text


@pytest.fixture
def visitor(site, servers, transactional_db, cast):
    return Visitor(site)


def test_a_mailbox_signs_in_and_sees_what_came(visitor, servers):
    with smtplib.SMTP("localhost", servers.ports["smtp"]) as client:
        client.sendmail("friend@example.com", ["bob@example.org"], "Subject: A letter from outside\n\nHello")
    page = visitor.sign_in("bob@example.org", PASSWORD)
    assert page.status == 200 and "Inbox</title>" in page.text
    wait_until(lambda: "A letter from outside" in visitor.inbox(), 10, servers.tail)


def test_a_wrong_password_is_refused(visitor, folder, fail2ban):
    page = visitor.sign_in("bob@example.org", "wrong")
    assert page.status == 401 and "Login failed" in page.text
    log = folder / "roundcube/errors.log"
    done = run(program("fail2ban-regex", "fail2ban"), "--out", "ip", log, fail2ban / "filter.d/roundcube-auth.conf")
    assert done.stdout.split()[-1] == "127.0.0.1"


def test_an_inactive_mailbox_is_refused(visitor):
    Mailbox.objects.update(active=False)
    assert visitor.sign_in("bob@example.org", PASSWORD).status == 401


def test_mail_written_there_arrives(visitor, servers):
    visitor.sign_in("bob@example.org", PASSWORD)
    page = visitor.go("?_task=mail&_action=compose")
    form = {
        "_task": "mail",
        "_action": "send",
        "_id": re.search(r'"compose_id":"(\w+)"', page.text)[1],
        "_from": re.search(r'<option value="(\d+)"[^>]*>[^<]*bob@example\.org', page.text)[1],
        "_to": "bob@example.org",
        "_subject": "To myself",
        "_message": "Hello",
        "_framed": "1",
    }
    sent = visitor.go("?_task=mail&_action=send", form)
    assert "sent_successfully" in sent.text, sent.text
    wait_until(lambda: "To myself" in visitor.inbox(), 10, servers.tail)


def test_filters_are_offered(visitor):
    visitor.sign_in("bob@example.org", PASSWORD)
    page = visitor.go("?_task=settings&_action=plugin.managesieve")
    assert page.status == 200 and "Filters</title>" in page.text
    assert "Unable to connect" not in page.text


def test_it_speaks_the_persons_language(site):
    page = fetch(site.https, "/webmail/", site.tls, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "登录" in page.text


def test_the_password_is_changed_there(visitor):
    """On MariaDB, by an account that can do only this. On SQLite there is no such page."""
    visitor.sign_in("bob@example.org", PASSWORD)
    page = visitor.go("?_task=settings&_action=plugin.password")
    assert ("_newpasswd" in page.text) == on_mariadb
    if not on_mariadb:
        return
    form = {"_curpasswd": PASSWORD, "_newpasswd": "Trout-43-goat", "_confpasswd": "Trout-43-goat"}
    page = visitor.go("?_task=settings&_action=plugin.password-save", form)
    assert "Successfully saved" in page.text
    bob = Mailbox.objects.get(username="bob@example.org")
    stored, expires = bob.password, bob.password_expiry
    assert timedelta(days=364) < expires - datetime.now() < timedelta(days=366)  # its domain's days
    assert stored.startswith("$1$") and check_password("Trout-43-goat", stored)
    assert check_password(PASSWORD, Mailbox.objects.get(username="eve@example.net").password)
    assert Visitor(visitor.site).sign_in("bob@example.org", "Trout-43-goat").status == 200
