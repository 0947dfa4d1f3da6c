"""A mail server that keeps what it takes, and refuses, puts off or hangs up where a test says so."""

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from mailboxes.services import create_mailbox
from tests.conftest import PASSWORD


class Server(Message):
    """`answers` maps a recipient to what the server says of it, each once: a list of answers."""

    def __init__(self):
        super().__init__()
        self.mails, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message):
        self.mails.append(message)

    @property
    def recipients(self):
        return [mail["X-RcptTo"] for mail in self.mails]


class AnyPort(Controller):
    """Listens on a port that is free; the first connection to it is aiosmtpd's own, to see that it works."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def server(settings):
    """The server of EMAIL_URL."""
    handler = Server()
    controller = AnyPort(handler, hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    controller.stop()


@pytest.fixture
def people(cast, cli):
    """Ann and Zoe in example.org besides Bob, and Off, who is switched off."""
    for name in ("ann", "zoe", "off"):
        create_mailbox(cli, address=f"{name}@example.org", password=PASSWORD, active=name != "off")


NOTHING = []


@pytest.fixture
def nothing_periodic(settings):
    settings.PERIODIC = "tests.outgoing.conftest.NOTHING"
