"""manage.py createdomain"""

import getpass
import socket

import pytest

from domains.models import Domain
from mailadmin.audit.models import Log
from mailboxes.models import Alias


def test_it_works(works, monkeypatch):
    monkeypatch.delenv("SUDO_USER", raising=False)
    assert works("createdomain", "New.Example") == "new.example was added.\n"
    domain = Domain.objects.get(domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (0, 0, 2048, 0)
    assert (domain.transport, domain.backupmx, domain.active, domain.password_expiry) == ("virtual", False, True, 365)
    assert Alias.objects.get(address="postmaster@new.example").goto == "root"
    entry = Log.objects.get(action="create_domain", data="new.example")
    assert entry.username == f"CLI ({getpass.getuser()}@{socket.gethostname()})"


def test_the_log_names_who_called_sudo(works, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "carol")
    works("createdomain", "new.example")
    assert Log.objects.get(data="new.example").username == f"CLI (carol@{socket.gethostname()})"


def test_every_option(works):
    limits = ["--aliases", "unlimited", "--mailboxes", "-1", "--maxquota", "None", "--quota", "0"]
    others = ["--transport", "relay", "--backupmx", "--inactive", "--no-default-aliases", "--password-expiry", "90"]
    works("createdomain", "new.example", "--description", "-Ours-", *limits, *others)
    domain = Domain.objects.get(domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (0, -1, -1, 0)
    assert (domain.transport, domain.backupmx, domain.active, domain.password_expiry) == ("relay", True, False, 90)
    assert domain.description == "-Ours-"
    assert not domain.alias_set.exists()


def test_a_name_in_unicode(works):
    assert works("createdomain", "例子.公司") == "例子.公司 was added.\n"
    assert Domain.objects.filter(domain="xn--fsqu00a.xn--55qx5d").exists()


def test_one_that_is_there(works, refused):
    works("createdomain", "例子.example")
    assert refused("createdomain", "例子.EXAMPLE", "--mailboxes", "3") == "例子.example is there already."


def test_one_that_may_be_there(works):
    assert works("createdomain", "new.example", "--mailboxes", "3", "--if-not-exists") == "new.example was added.\n"
    entries = Log.objects.count()
    assert works("createdomain", "new.example", "--mailboxes", "5", "--if-not-exists") == (
        "new.example is there already.\n"
    )
    assert Domain.objects.get(domain="new.example").mailboxes == 3
    assert Log.objects.count() == entries


@pytest.mark.parametrize("options", [(), ("--if-not-exists",)])
def test_somebody_else_adds_it_at_the_same_moment(manage, works, monkeypatch, options):
    from domains.management.commands.createdomain import Command

    works("createdomain", "new.example")
    found, looks = Command.found, []

    def late(self, options):
        looks.append(options)
        return None if len(looks) == 1 else found(self, options)

    monkeypatch.setattr(Command, "found", late)
    done = manage("createdomain", "new.example", *options)
    assert done.code == (0 if options else 1)
    assert "is there already" in (done.out if options else done.err)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([], "required: DOMAIN"),
        (["localhost"], "“localhost” is not a domain name"),
        (["_x.example"], "is not a domain name"),
        (["a b.example"], "is not a domain name"),
        (["new.example\nb"], "is not a domain name"),
        (["../etc.example"], "is not a domain name"),
        (["ALL"], "is not a domain name"),
        ([""], ""),
        (["autoreply.invalid"], "vacation replies"),
        (["new.example", "other.example"], "unrecognized arguments: other.example"),
        (["new.example", "--mailboxes"], "--mailboxes: expected one argument"),
        (["new.example", "--mailboxes", "--inactive"], "--mailboxes: expected one argument"),
        (["new.example", "--mailboxes", "-2"], "--mailboxes: “-2” is not allowed. Allowed: unlimited (0), none (-1)"),
        (["new.example", "--mailboxes", "ten"], "“ten” is not allowed"),
        (["new.example", "--mailboxes", "１２"], "is not allowed"),
        (["new.example", "--mailboxes", "1_0"], "is not allowed"),
        (["new.example", "--mailboxes", "999999999999"], "--mailboxes: "),
        (["new.example", "--quota", "1.5"], "is not allowed"),
        (["new.example", "--quota", "10000000000000000000"], "is not allowed"),
        (["new.example", "--password-expiry", "-1"], "Allowed: a whole number"),
        (["new.example", "--password-expiry", "99999"], "--password-expiry: Allowed: 0 (never) to 36500 days."),
        (["new.example", "--transport", "smtp:[x]"], "--transport: Allowed: virtual, local, relay."),
        (["new.example", "--description", "x" * 256], "--description: Ensure this value has at most 255 characters"),
        (["new.example", "--descr", "x"], "unrecognized arguments: --descr x"),
        (["new.example", "--inactive=no"], "--inactive: ignored explicit argument"),
    ],
)
def test_bad_input(refused, args, sentence):
    assert sentence in refused("createdomain", *args)
