"""manage.py sendmail and broadcast"""

import pytest

from mailadmin.tasks.worker import Worker
from mailboxes.models import Broadcast
from tests.commands.conftest import manage, refused, works  # noqa: F401

pytestmark = pytest.mark.usefixtures("people", "nothing_periodic")


def text(server):
    return server.mails[-1].get_payload(decode=True).decode().strip()


def test_it_works(works, server):  # noqa: F811
    printed = works("sendmail", "bob@example.org", "--from", "it@example.org", "--subject", "Hi", "--body", "Text")
    assert printed == "The mail server took the mail to bob@example.org.\n"
    assert (server.recipients, server.mails[0]["From"], text(server)) == (["bob@example.org"], "it@example.org", "Text")


def test_where_the_text_comes_from(works, server, settings, tmp_path):  # noqa: F811
    settings.ADMIN_EMAIL = "admin@example.com"
    works("sendmail", "bob@example.org", "--subject", "Hi", stdin="From a pipe\n")
    assert (server.mails[-1]["From"], text(server)) == ("admin@example.com", "From a pipe")
    (tmp_path / "text").write_text("从文件\n")
    works("sendmail", "bob@example.org", "--subject", "Hi", "--body-file", str(tmp_path / "text"))
    assert text(server) == "从文件"


def test_a_broadcast(works, server):  # noqa: F811
    options = ["--from", "it@example.org", "--subject", "Hi", "--body", "Text"]
    assert works("broadcast", "--domain", "example.org", "--dry-run", *options) == "3 mailboxes\n"
    assert not Broadcast.objects.exists()
    printed = works("broadcast", "--domain", "example.org", *options)
    assert printed == f"Broadcast {Broadcast.objects.get().pk} waits for a worker: 3 mailboxes.\n"
    Worker().run_ready()
    assert sorted(server.recipients) == ["ann@example.org", "bob@example.org", "zoe@example.org"]
    works("broadcast", "--all", *options)
    Worker().run_ready()
    assert len(server.mails) == 7


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["sendmail", "bob@example.org", "--subject", "Hi", "--body", "x"], "Say whom it comes from"),
        (["sendmail", "bob", "--subject", "Hi", "--from", "it@example.org", "--body", "x"], "not an address"),
        (
            ["sendmail", "bob@example.org", "--subject", "Hi", "--from", "x@elsewhere.test", "--body", "x"],
            "one of your domains",
        ),
        (["sendmail", "bob@example.org", "--subject", "", "--from", "it@example.org", "--body", "x"], "Give a subject"),
        (["sendmail", "bob@example.org", "--subject", "Hi", "--from", "it@example.org"], "Give a text"),
        (["sendmail", "b@example.org", "--subject", "x", "--from", "i@example.org", "--body-file", "/no"], "/no"),
        (["broadcast", "--subject", "Hi", "--body", "x"], "--domain"),
        (["broadcast", "--domain", "no.example", "--subject", "Hi", "--body", "x"], "There is no domain no.example."),
    ],
)
def test_what_is_refused(refused, server, words, reason):  # noqa: F811
    assert reason in refused(*words)
    assert server.mails == []
