"""One mail, written on a page or by a command."""

import pytest

from mailadmin.audit.models import Log

URL = "/pfa/mail/"
FORM = {"sender": "alice@example.org", "recipient": "bob@example.org", "subject": "Hello 你好", "body": "Text 正文\n"}


def test_it_works(alice, server):
    assert alice.post(URL, FORM).status_code == 302
    (mail,) = server.mails
    assert (mail["X-MailFrom"], mail["X-RcptTo"]) == ("alice@example.org", "bob@example.org")
    assert mail["From"] == "alice@example.org" and mail["Date"] and mail["Message-ID"]
    assert mail.get_payload(decode=True).decode().splitlines() == FORM["body"].splitlines()
    assert Log.objects.order_by("-id").values_list("action", "domain", "data")[0] == (
        *("send_mail", "example.org", "bob@example.org"),
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sender": "root@example.com"}, "sender"),
        ({"sender": "bob@example.net"}, "sender"),
        ({"sender": "alice"}, "sender"),
        ({"recipient": "eve@example.net"}, "recipient"),
        ({"recipient": "somebody@elsewhere.test"}, "recipient"),
        ({"recipient": "bob@example.org, eve@example.net"}, "recipient"),
        ({"recipient": "bob@example.org\nBcc: eve@example.net"}, "recipient"),
        ({"subject": "Hi\nBcc: eve@example.net"}, "subject"),
        ({"subject": " "}, "subject"),
        ({"body": " \n"}, "body"),
    ],
)
def test_what_is_refused(alice, server, changes, field):
    response = alice.post(URL, FORM | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert server.mails == []


def test_a_superadmin_writes_to_anybody(root, server):
    form = FORM | {"sender": "postmaster@example.net", "recipient": "somebody@elsewhere.test"}
    assert root.post(URL, form).status_code == 302
    assert server.recipients == ["somebody@elsewhere.test"]


def test_what_the_server_says_is_shown(alice, server):
    server.answers["bob@example.org"] = ["550 5.7.1 No mail today"]
    response = alice.post(URL, FORM)
    assert response.status_code == 422
    assert "550 5.7.1 No mail today" in response.content.decode()
    assert not Log.objects.filter(action="send_mail").exists()


def test_no_server_is_said(alice, server, settings):
    settings.EMAIL_PORT = 1
    response = alice.post(URL, FORM)
    assert response.status_code == 422
    assert "did not take it" in response.content.decode()


def test_the_site_can_do_without(alice, root, settings, server):
    settings.SENDMAIL = False
    for client in (alice, root):
        assert client.get(URL).status_code == 403
        assert client.post(URL, FORM).status_code == 403
    assert server.mails == []


def test_an_owner_may_not(bob, server):
    assert bob.post(URL, FORM).status_code == 403
    assert server.mails == []
