"""The first page: what needs attention, how much there is, what was done; and for whom."""

import time
from datetime import timedelta

import pytest

from domains import services as domains
from mailadmin.models import Snapshot
from mailadmin.store.fields import now
from mailadmin.store.snapshots import clear
from mailadmin.tasks.models import Job, Schedule
from mailadmin.tasks.periodic import entries
from mailadmin.tasks.worker import Worker
from mailboxes import services as mailboxes
from mailboxes.models import Quota2

URL = "/pfa/"


@pytest.fixture(autouse=True)
def a_worker_runs(db):
    for name in entries():
        Schedule.objects.create(name=name, due=int(time.time()) + 60)


def texts(response):
    return [each["text"] for each in response.context["attention"]]


def test_it_works(root):
    response = root.get(URL)
    counts = {each["label"]: each["value"] for each in response.context["counts"]}
    assert counts == {"Domains": "2", "Mailboxes": "2", "Aliases": "0", "Alias domains": "0"}
    assert response.context["attention"] == []
    assert len(response.context["activity"]) == 30
    assert response.context["activity"][-1]["count"] > 0


def test_what_is_nearly_full_comes_first(root, cli):
    mailboxes.update_mailbox(cli, "bob@example.org", quota=100)
    Quota2.objects.create(username_id="bob@example.org", bytes=98 * 1024000)
    mailboxes.create_alias(cli, address="sales@example.org", goto="gone@example.org")
    domains.update_domain(cli, "example.net", active=False)
    assert texts(root.get(URL)) == [
        "bob@example.org uses 98 % of its quota.",
        "sales@example.org goes to gone@example.org, which leads nowhere.",
        "example.net is switched off: mail for it is refused.",
    ]


def test_many_aliases_with_one_dead_target_are_one_line(root, cli):
    for name in ("a", "b", "c"):
        mailboxes.create_alias(cli, address=f"{name}@example.org", goto="gone@example.org")
    (line,) = root.get(URL).context["attention"]
    assert line["text"] == "3 aliases go to gone@example.org, which leads nowhere."
    rows = root.get(line["url"]).context["rows"]
    assert [row.address for row in rows] == ["a@example.org", "b@example.org", "c@example.org"]


@pytest.mark.parametrize("target", ["bob@example.org", "someone@elsewhere.example", "localaccount", "x@alias.example"])
def test_targets_that_lead_somewhere_are_no_news(root, cli, target):
    domains.create_domain(cli, domain="alias.example", default_aliases=False)
    domains.create_alias_domain(cli, alias_domain="alias.example", target_domain="example.net")
    mailboxes.create_alias(cli, address="*@example.net", goto="eve@example.net")
    mailboxes.create_alias(cli, address="sales@example.org", goto=target)
    assert texts(root.get(URL)) == []


def test_storage_is_shown_against_the_limit(root, cli):
    domains.update_domain(cli, "example.org", quota=200)
    Quota2.objects.create(username_id="bob@example.org", bytes=100 * 1024000)
    (row,) = root.get(URL).context["storage"]
    assert (row["name"], row["used"], row["limit"].number, row["percent"]) == ("example.org", 102400000, 204800000, 50)


def test_a_domain_admin_sees_only_own_domains(alice, mallory, cli):
    mailboxes.create_alias(cli, address="sales@example.org", goto="gone@example.org")
    assert len(texts(alice.get(URL))) == 1
    response = mallory.get(URL)
    assert texts(response) == []
    assert "example.org" not in response.content.decode()
    assert {row.domain for row in response.context["recent"]} == {"example.net"}


def test_figures_are_kept_and_renewed_on_demand(root, cli):
    root.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    assert mailbox_count(root) == "2"
    assert root.get(URL + "?renew").context["counts"][1]["value"] == "3"
    assert not Job.objects.exists()


def mailbox_count(client):
    return client.get(URL).context["counts"][1]["value"]


def test_figures_of_some_minutes_ago_are_taken_anew_by_the_worker(root, alice, cli):
    """Of the whole server and of a domain admin, each once however many look; never in a request."""
    root.get(URL), alice.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    Snapshot.objects.update(made=now() - timedelta(minutes=6))
    for _look in range(3):
        assert (mailbox_count(root), mailbox_count(alice)) == ("2", "1")
    assert Job.objects.filter(title="Count for the overview").count() == 2
    Worker().run_ready()
    assert (mailbox_count(root), mailbox_count(alice)) == ("3", "2")


def test_figures_of_an_admin_who_is_gone_are_not_taken(alice, cli):
    alice.get(URL)
    Snapshot.objects.update(made=now() - timedelta(minutes=6))
    alice.get(URL)
    domains.delete_admin(cli, "alice@example.org")
    Snapshot.objects.all().delete()
    Worker().run_ready()
    assert not Snapshot.objects.exclude(key="overview").exists()


def test_figures_of_yesterday_are_not_shown(root, cli):
    root.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    Snapshot.objects.update(made=now() - timedelta(hours=25))
    assert mailbox_count(root) == "3"
    Snapshot.objects.create(key="gone", made=now() - timedelta(hours=25))
    clear()
    assert Snapshot.objects.get().key == "overview"


def test_it_says_that_no_worker_runs(root, alice):
    Schedule.objects.update(due=0)
    assert texts(root.get(URL)) == ["Nothing is done in the background, because no worker runs."]
    assert texts(alice.get(URL)) == []
    Schedule.objects.all().delete()
    assert len(texts(root.get(URL))) == 1
    Worker().run_ready()
    assert texts(root.get(URL)) == []


def test_whose_rights_change_sees_other_figures_at_once(alice, cli):
    assert alice.get(URL).context["counts"][1]["value"] == "1"
    domains.update_admin(cli, "alice@example.org", domains=["example.org", "example.net"])
    assert alice.get(URL).context["counts"][1]["value"] == "2"
    domains.update_admin(cli, "alice@example.org", domains=[])
    assert alice.get(URL).context["counts"][1]["value"] == "0"


def test_a_mailbox_owner_has_a_page_of_its_own(bob):
    assert bob.get(URL).headers["Location"] == "/pfa/me/"


def test_an_empty_site_says_how_to_begin(root, cli):
    for name in ("example.org", "example.net"):
        domains.delete_domain(cli, name)
    page = root.get(URL).content.decode()
    assert "Add the domain whose mail this server takes." in page
