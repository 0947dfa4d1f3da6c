"""A site with something of everybody's, and the four kinds of people who ask for it."""

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from domains import services as domains
from mailadmin.tasks.models import Job
from mailboxes import services as mailboxes
from mailboxes.models import Broadcast, BroadcastRecipient
from tests.conftest import PASSWORD


@pytest.fixture
def site(cli, cast, settings):
    """The cast, and for both admins a domain, alias, catch-all, protected alias and alias domain.

    Alice's `half.example` is an alias of a domain of Mallory's. Chief is a superadmin with a mailbox in Alice's domain.
    """
    settings.TRANSPORT = settings.PASSWORD_EXPIRATION = settings.SMTP_ACTIVE_FLAG = True
    own = ["example.org", "alias.example", "target.example", "half.example"]
    foreign = ["example.net", "alias.test", "target.test"]
    for name in {*own, *foreign} - {"example.org", "example.net"}:
        domains.create_domain(cli, domain=name, default_aliases=False)
    domains.update_admin(cli, "alice@example.org", domains=own)
    domains.update_admin(cli, "mallory@example.net", domains=foreign)
    for alias, target in [("alias.example", "target.example"), ("alias.test", "target.test")]:
        domains.create_alias_domain(cli, alias_domain=alias, target_domain=target)
    domains.create_alias_domain(cli, alias_domain="half.example", target_domain="target.test")
    for domain, person in [("example.org", "bob@example.org"), ("example.net", "eve@example.net")]:
        for local_part in ("info", "abuse", "*"):
            mailboxes.create_alias(cli, address=f"{local_part}@{domain}", goto=person)
    mailboxes.create_mailbox(cli, address="chief@example.org", password=PASSWORD, name="Chief")
    domains.create_admin(cli, username="chief@example.org", password=PASSWORD, superadmin=True)
    for number, owner in enumerate(["alice@example.org", "mallory@example.net", "root@example.com"], 1):
        waiting_task(f"00000000-0000-4000-8000-00000000000{number}", owner)
    broadcast = Broadcast.objects.create(
        pk=1, owner="root@example.com", sender="root@example.com", subject="x", body="x"
    )
    BroadcastRecipient.objects.create(broadcast=broadcast, address="bob@example.org")


def waiting_task(number, owner):
    task = DBTaskResult.objects.create(id=number, task_path="x.y", backend_name="default", args_kwargs={})
    Job.objects.create(task=task, title="Work", owner=owner, about=owner)


@pytest.fixture
def people(site, bob, alice, root):
    return {"anonymous": Client(), "owner": bob, "admin": alice, "superadmin": root}
