"""The first page: what needs attention, how much there is, what was done; and for whom."""

from datetime import timedelta

import pytest

from domains import services as domains
from mailadmin.models import Snapshot
from mailadmin.store.fields import now
from mailboxes import services as mailboxes
from mailboxes.models import Mailbox, Quota2

URL = "/pfa/"


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


def test_figures_are_kept_some_minutes_and_renewed_on_demand(root, cli):
    root.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    assert root.get(URL).context["counts"][1]["value"] == "2"
    assert root.get(URL + "?renew").context["counts"][1]["value"] == "3"
    Mailbox.objects.filter(username="anna@example.org").delete()
    Snapshot.objects.update(made=now() - timedelta(minutes=6))
    assert root.get(URL).context["counts"][1]["value"] == "2"


def test_figures_that_take_long_are_shown_while_new_ones_are_taken(root, cli, monkeypatch):
    monkeypatch.setattr("mailadmin.store.snapshots.NOTICED", 0)
    root.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    Snapshot.objects.update(made=now() - timedelta(minutes=6))
    assert root.get(URL).context["counts"][1]["value"] == "2"
    assert root.get(URL).context["counts"][1]["value"] == "3"


def test_figures_of_yesterday_are_not_shown(root, cli, monkeypatch):
    monkeypatch.setattr("mailadmin.store.snapshots.NOTICED", 0)
    root.get(URL)
    mailboxes.create_mailbox(cli, address="anna@example.org", password="Fish-42-sheep")
    Snapshot.objects.update(made=now() - timedelta(hours=25))
    assert root.get(URL).context["counts"][1]["value"] == "3"
    assert Snapshot.objects.count() == 1


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
