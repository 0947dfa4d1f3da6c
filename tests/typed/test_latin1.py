"""An adopted database whose columns are latin1: what they can't hold is a sentence or an empty list, never an error.

MariaDB refuses even to compare such a column with other letters ("Illegal mix of collations").
"""

import pytest
from django.db import connection, transaction

from domains.models import Domain
from mailboxes.models import Alias, Mailbox
from tests.engines import on_mariadb
from tests.forms import errors
from tests.typed.test_forms import DOMAIN, FORMS, KINDS
from tests.typed.test_searches import LISTS, PARAMETERS, page

TABLES = ["admin", "alias", "alias_domain", "domain", "domain_admins", "log", "mailbox"]
FOREIGN = ["例子", "😀", "bob@例子.公司", "\u202ebob", "ｅｘａｍｐｌｅ", "bob–example", "\u0301"]


@pytest.fixture(scope="module", autouse=True)
def latin1(django_db_setup, django_db_blocker):
    """A copy of the test database with latin1 tables, which is used in its place by this module."""
    ours = connection.settings_dict["NAME"]
    adopted = f"{ours}_latin1"
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {adopted}")
            cursor.execute(f"CREATE DATABASE {adopted} CHARACTER SET latin1 COLLATE latin1_general_ci")
            for table in connection.introspection.table_names():
                cursor.execute(f"CREATE TABLE {adopted}.{table} LIKE {ours}.{table}")
            # What makes it adopted.
            cursor.execute(f"INSERT INTO {adopted}.django_migrations SELECT * FROM {ours}.django_migrations")
            for table in TABLES:
                cursor.execute(
                    f"ALTER TABLE {adopted}.{table} CONVERT TO CHARACTER SET latin1 COLLATE latin1_general_ci"
                )
        use(adopted)
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {adopted}")
        use(ours)


def use(database):
    connection.close()
    connection.settings_dict["NAME"] = database


pytestmark = [on_mariadb, pytest.mark.django_db, pytest.mark.usefixtures("something")]


def test_it_works(alice):
    with connection.cursor() as cursor:
        cursor.execute("SELECT COLLATION(username), COLLATION(name) FROM mailbox")
        assert set(cursor.fetchall()) == {("latin1_general_ci", "latin1_general_ci")}
    assert [row.username for row in alice.get("/pfa/mailboxes/?q=bob").context["rows"]] == ["bob@example.org"]


@pytest.mark.parametrize("url", LISTS)
def test_searches(root, alice, url):
    for text in FOREIGN:
        page(root.get(f"/pfa/{url}", {"q": text}))
    for parameter in PARAMETERS:
        page(root.get(f"/pfa/{url}", {parameter: FOREIGN[0]}))
    page(root.get(f"/pfa/{url}", {"q": FOREIGN[0], "format": "csv"}))
    if not url.startswith("admins"):
        page(alice.get(f"/pfa/{url}", {"q": "例子"}))


def test_what_fits_is_found(root):
    Mailbox.objects.filter(username="bob@example.org").update(name="Zoë Müller")
    found = root.get("/pfa/domains/example.org/?q=müller").context["rows"]
    assert [row.username for row in found] == ["bob@example.org"]


@pytest.mark.parametrize("who, url, data", FORMS, ids=[f"{who} {url}" for who, url, _data in FORMS])
def test_forms(request, who, url, data):
    client = request.getfixturevalue(who)
    for field in data:
        with transaction.atomic():
            response = client.post(f"/pfa/{url}", data | {field: "例子 😀"})
            transaction.set_rollback(True)
        assert response.status_code in {200, 302, 422}, field


def test_the_sentence_stands_at_the_field(root, alice):
    sentence = ["The database can't store some of these characters: its column is not UTF-8."]
    new = DOMAIN | KINDS | {"domain": "new.example", "description": "例子"}
    assert errors(root.post("/pfa/domains/add/", new)) == {"description": sentence}
    assert not Domain.objects.filter(domain="new.example").exists()
    form = {"name": "例子", "quota": "0", "active": "on"}
    assert errors(alice.post("/pfa/mailboxes/bob@example.org/", form)) == {"name": sentence}
    form = {"goto": "friend@example.com", "description": "例子", "active": "on"}
    assert errors(alice.post("/pfa/aliases/info@example.org/", form)) == {"description": sentence}
    assert Alias.objects.get(address="info@example.org").goto == "bob@example.org,gone@example.org"


def test_what_fits_is_stored(alice):
    form = {"name": "Zoë Müller", "quota": "0", "active": "on", "smtp_active": "on"}
    assert alice.post("/pfa/mailboxes/bob@example.org/", form).status_code == 302
    assert Mailbox.objects.get(username="bob@example.org").name == "Zoë Müller"


def test_international_domains_work_all_the_same(root):
    """They are kept in ASCII."""
    url = "/pfa/domains/xn--fsqu00a.xn--55qx5d/aliases/add/"
    assert root.post(url, {"local_part": "info", "goto": "bob@例子.公司", "active": "on"}).status_code == 302
    assert "info@例子.公司" in root.get("/pfa/domains/xn--fsqu00a.xn--55qx5d/aliases/").content.decode()
    assert root.get("/pfa/domains/?q=例子.公司").context["rows"][0].domain == "xn--fsqu00a.xn--55qx5d"


def test_addresses_in_the_address_bar(root):
    for path in ("domains/例子/", "mailboxes/例@例子.公司/", "aliases/😀@x.de/", "admins/é@x.de/", "alias-domains/例/"):
        page(root.get(f"/pfa/{path}"))
