"""What greets a new mailbox: the domain's text, the site's, or ours, in the language of who makes it."""

import pytest

from domains.services import delete_domain
from mailboxes.models import WelcomeText
from mailboxes.services import create_mailbox, set_welcome
from tests.conftest import PASSWORD

SITE, DOMAIN = "/pfa/welcome/", "/pfa/domains/example.org/welcome/"
NEW = "new@example.org"
FORM = {
    "subject_en": "Hi {name}",
    "body_en": "{address} at {server}, {console} {domain}",
    "subject_zh_hans": "你好",
    "body_zh_hans": "{address} 已开通",
}


@pytest.fixture
def greeted(server, django_capture_on_commit_callbacks):
    """Makes a mailbox by whoever the client is signed in as; returns (subject, text) of its mail."""

    def make(client, **options):
        form = {
            "local_part": "new",
            "name": "N. Ew",
            "active": "on",
            "password": PASSWORD,
            "quota": "0",
            "welcome_mail": "on",
        }
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post("/pfa/domains/example.org/mailboxes/add/", form, **options)
        assert response.status_code == 302
        mail = server.mails[-1]
        return str(mail["Subject"]), mail.get_payload(decode=True).decode().strip()

    return make


def test_it_works(root, alice, greeted):
    assert root.post(SITE, FORM).status_code == 302
    subject, text = greeted(alice)
    assert subject == "Hi N. Ew"
    assert text == "new@example.org at 127.0.0.1, http://127.0.0.1:8000/pfa/ example.org"


def test_ours(alice, greeted, server):
    subject, text = greeted(alice)
    assert subject == "Welcome" and NEW in text
    assert server.mails[-1]["Auto-Submitted"] == "auto-generated"


def test_the_language_of_who_makes_it(root, alice, greeted):
    root.post(SITE, FORM)
    subject, text = greeted(alice, headers={"accept-language": "zh-hans"})
    assert text == "new@example.org 已开通"


def test_a_domains_own(root, alice, greeted):
    root.post(SITE, FORM)
    assert alice.post(DOMAIN, {"subject_en": "Ours", "body_en": "Just {name} {not"}).status_code == 302
    assert greeted(alice) == ("Ours", "Just N. Ew {not")
    shown = alice.get(DOMAIN).content.decode()
    assert "Just {name}" in shown and "{address} 已开通" in shown  # the site's, as what counts where nothing is typed


def test_emptied_it_is_the_sites_again(root, alice, greeted):
    root.post(SITE, FORM)
    alice.post(DOMAIN, {"subject_en": "Ours", "body_en": "Just us"})
    alice.post(DOMAIN, {"subject_en": "", "body_en": ""})
    assert greeted(alice)[0] == "Hi N. Ew"


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"subject_en": "Hi", "body_en": ""}, "body_en"),
        ({"subject_en": "", "body_en": "Text"}, "subject_en"),
        ({"subject_en": "Hi", "body_en": "{nmae}"}, "body_en"),
        ({"subject_zh_hans": "{x}", "body_zh_hans": "y"}, "subject_zh_hans"),
        ({"subject_en": "a\nb", "body_en": "y"}, "subject_en"),
    ],
)
def test_what_is_refused(root, form, field):
    response = root.post(SITE, form)
    assert response.status_code == 422
    assert [*response.context["form"].errors] == [field]
    assert not WelcomeText.objects.exists()


def test_who_may(alice, bob, mallory):
    assert alice.post(SITE, FORM).status_code == 403
    assert mallory.post(DOMAIN, FORM).status_code == 404
    assert bob.post(DOMAIN, FORM).status_code == 403
    assert not WelcomeText.objects.exists()


def test_it_goes_with_the_domain(root, cli):
    root.post(DOMAIN, FORM)
    delete_domain(cli, "example.org")
    assert not WelcomeText.objects.exists()


def test_text_in_a_name_fills_in_nothing(cli, root, server, django_capture_on_commit_callbacks):
    set_welcome(cli, domain="", language="en", subject="Hi {name}", body="x")
    with django_capture_on_commit_callbacks(execute=True):
        create_mailbox(cli, address=NEW, password=PASSWORD, name="{address}\nBcc: x@y.test", welcome_mail=True)
    assert server.mails[-1]["Subject"] == "Hi {address} Bcc: x@y.test"
    assert server.recipients == [NEW]
