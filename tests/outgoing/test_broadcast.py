"""One text to all mailboxes of domains: to each once, whatever happens on the way."""

from datetime import timedelta

import pytest

from domains.services import create_domain, update_domain
from mailadmin.audit.models import Log
from mailadmin.tasks.worker import Worker
from mailboxes import broadcast_mail
from mailboxes.models import Broadcast, BroadcastRecipient
from mailboxes.services import create_alias, create_mailbox, set_forwarding
from tests.conftest import PASSWORD

URL = "/pfa/broadcasts/add/"
FORM = {
    "sender": "root@example.com",
    "domains": "example.org",
    "subject": "Maintenance 维护",
    "body": "At noon.\n中午\n",
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch, people, nothing_periodic):
    monkeypatch.setattr(broadcast_mail, "PAUSE", 0)


@pytest.fixture(autouse=True)
def on(settings):
    settings.SENDMAIL_ALL_ADMINS = True


def sent(client, **changes):
    """Write one, confirm it, and let the worker do its work; returns the row."""
    response = client.post(URL, FORM | {"confirmed": "yes"} | changes)
    assert response.status_code == 302, response.context["form"].errors
    Worker().run_ready()
    return Broadcast.objects.get()


def states(row):
    return dict(row.recipients.order_by("address").values_list("address", "state"))


def test_it_works(root, server):
    row = sent(root)
    assert sorted(server.recipients) == ["ann@example.org", "bob@example.org", "zoe@example.org"]
    mail = server.mails[0]
    assert (mail["Auto-Submitted"], mail["Precedence"]) == ("auto-generated", "bulk")
    assert mail["From"] == "root@example.com" and mail["To"] == mail["X-RcptTo"]
    assert mail.get_payload(decode=True).decode().splitlines() == FORM["body"].splitlines()
    assert set(states(row).values()) == {"sent"}
    assert Log.objects.order_by("-id").values_list("action", "domain", "data")[0] == (
        *("broadcast", "example.org", FORM["subject"]),
    )
    page = root.get(f"/pfa/broadcasts/{row.pk}/").content.decode()
    assert "ann@example.org" in page and FORM["subject"] in page
    assert FORM["subject"] in root.get("/pfa/broadcasts/").content.decode()


def test_nothing_is_sent_before_it_was_looked_at(root, server):
    response = root.post(URL, FORM)
    assert response.status_code == 200
    page = response.content.decode()
    assert "3 mailboxes" in page and FORM["subject"] in page
    assert not Broadcast.objects.exists()
    again = root.post(URL, FORM | {"change": "yes"})
    assert again.context["form"]["body"].value() == FORM["body"]


def test_all_domains_that_one_may_see(root, alice, server):
    assert len(states(sent(root, domains=""))) == 4
    Broadcast.objects.all().delete()
    assert set(states(sent(alice, domains="", sender="alice@example.org"))) == {
        *("ann@example.org", "bob@example.org", "zoe@example.org"),
    }


def test_a_domain_admin_reaches_the_own_domains_only(alice, server):
    form = FORM | {"sender": "alice@example.org", "domains": "example.net", "confirmed": "yes"}
    assert "domains" in alice.post(URL, form).context["form"].errors
    assert not Broadcast.objects.exists() and server.mails == []


def test_rights_that_are_lost_meanwhile_count(alice, server, cli):
    alice.post(URL, FORM | {"sender": "alice@example.org", "domains": "", "confirmed": "yes"})
    update_domain(cli, "example.org", active=False)
    Worker().run_ready()
    assert server.mails == []


def test_another_admin_does_not_see_it(alice, mallory, root, server):
    row = sent(alice, sender="alice@example.org")
    assert mallory.get(f"/pfa/broadcasts/{row.pk}/").status_code == 404
    assert mallory.post(f"/pfa/broadcasts/{row.pk}/resume/").status_code == 404
    assert not mallory.get("/pfa/broadcasts/").context["rows"]
    assert root.get(f"/pfa/broadcasts/{row.pk}/").status_code == 200


def test_where_aliases_lead_if_wanted(root, server, cli):
    create_alias(cli, address="info@example.org", goto="bob@example.org,friend@elsewhere.test,root")
    set_forwarding(cli, "zoe@example.org", goto="ann@example.org", keep_copy=True)
    assert "friend@elsewhere.test" not in states(sent(root))
    Broadcast.objects.all().delete()
    row = sent(root, with_aliases="on")
    assert [*states(row)] == ["ann@example.org", "bob@example.org", "friend@elsewhere.test", "zoe@example.org"]


def test_who_is_refused_stops_nobody_else(root, server):
    server.answers["ann@example.org"] = ["550 5.1.1 Full"]
    row = sent(root)
    assert states(row) == {"ann@example.org": "refused", "bob@example.org": "sent", "zoe@example.org": "sent"}
    assert row.recipients.get(state="refused").reason == "550 5.1.1 Full"
    only = root.get(f"/pfa/broadcasts/{row.pk}/", {"filter": "refused"}).context["rows"]
    assert [each.address for each in only] == ["ann@example.org"]


def test_who_is_put_off_is_tried_again(root, server):
    server.answers["ann@example.org"] = ["450 4.2.0 Later"]
    server.answers["bob@example.org"] = ["450 4.2.0 Later"] * 9
    row = sent(root)
    assert states(row) == {"ann@example.org": "sent", "bob@example.org": "refused", "zoe@example.org": "sent"}
    assert server.recipients.count("ann@example.org") == 1


def test_a_server_that_is_down_fails_the_task_and_it_can_go_on(root, server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    row = sent(root)
    assert set(states(row).values()) == {"waiting"}
    page = root.get(f"/pfa/broadcasts/{row.pk}/")
    assert page.context["may_resume"] and "refused" in page.content.decode()
    settings.EMAIL_PORT = port
    assert root.post(f"/pfa/broadcasts/{row.pk}/resume/").status_code == 302
    Worker().run_ready()
    assert set(row.recipients.values_list("state", "reason")) == {("sent", "")}
    assert not root.get(f"/pfa/broadcasts/{row.pk}/").context["may_resume"]


def test_a_mail_that_was_in_hand_when_the_worker_died_is_not_sent_again(root, server):
    root.post(URL, FORM | {"confirmed": "yes"})
    row = Broadcast.objects.get()
    BroadcastRecipient.objects.create(broadcast=row, address="bob@example.org", state="sending")
    BroadcastRecipient.objects.create(broadcast=row, address="ann@example.org", state="sent")
    Worker().run_ready()
    assert server.recipients == ["zoe@example.org"]
    assert states(row) == {"ann@example.org": "sent", "bob@example.org": "unknown", "zoe@example.org": "sent"}


def test_without_a_server(root, settings, mailoutbox):
    """EMAIL_URL may name a folder or the terminal."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert set(states(sent(root)).values()) == {"sent"}
    assert len(mailoutbox) == 3


def test_an_address_that_is_none_is_refused(root, server):
    root.post(URL, FORM | {"confirmed": "yes"})
    row = Broadcast.objects.get()
    BroadcastRecipient.objects.create(broadcast=row, address="a b@@example.org\nBcc: x@y.test")
    Worker().run_ready()
    assert "refused" in states(row).values()
    assert len(server.mails) == 3


def test_where_the_site_says_only_superadmins(alice, root, settings, server):
    settings.SENDMAIL_ALL_ADMINS = False
    assert alice.get(URL).status_code == 403
    assert root.get(URL).status_code == 200


def test_to_nobody(root, cli, server):
    create_domain(cli, domain="empty.example", default_aliases=False)
    assert root.post(URL, FORM | {"domains": "empty.example"}).context["nobody"]


def test_queries_do_not_grow_with_what_was_sent(root, cli, server, django_assert_max_num_queries):
    for number in range(30):
        create_mailbox(cli, address=f"m{number}@example.org", password=PASSWORD)
    row = sent(root)
    assert len(server.mails) == 33
    with django_assert_max_num_queries(16):
        root.get(f"/pfa/broadcasts/{row.pk}/")


def test_old_ones_go(root, server):
    row = sent(root)
    Broadcast.objects.update(created=row.created - broadcast_mail.KEPT - timedelta(days=1))
    broadcast_mail.clear_broadcasts.call()
    assert not Broadcast.objects.exists() and not BroadcastRecipient.objects.exists()
