"""Dovecot, PostfixAdmin and ours write to the same mailboxes at the same time: no row is lost, nobody fails.

8 seconds; TEST_SECONDS=60 in the environment makes it a minute.
"""

import contextlib
import os
import random
import re
import shutil
import socket
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.conf import settings
from django.db import connection, connections

from domains import services as domains
from mailadmin.audit.actors import command_line_actor
from mailadmin.audit.models import Log
from mailboxes import services as mailboxes
from mailboxes.models import Alias, Mailbox, Quota2
from tests.deploy.programs import PATH, rendered, running
from tests.engines import on_mariadb
from tests.outage.console import PASSWORD, Console, serving
from tests.upstream.conftest import database_of_its_own, postfixadmin_on_it

pytestmark = on_mariadb
SECONDS = float(os.environ.get("TEST_SECONDS", "8"))
DOMAINS = ["example.org", "example.net"]
BOXES = [f"box{number}@{domain}" for domain in DOMAINS for number in range(6)]
TEAMS = [f"team{number}@{domain}" for domain in DOMAINS for number in range(3)]
EVERYBODY = "everybody@example.org"
WRITERS = ["console1", "console2", "service1", "service2", "upstream1", "upstream2"]
DICT = """\
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols =
ssl = no
dict {{
  quota = mysql:{folder}/dict.ext
}}
service dict {{
  user = root
  unix_listener dict {{
    mode = 0666
  }}
}}
"""


@pytest.fixture(scope="module")
def site(own_database, tmp_path_factory):
    """(our console, PostfixAdmin, the socket of Dovecot's dict server) on one database, with the domains in it."""
    folder = tmp_path_factory.mktemp("writers")
    with database_of_its_own("writers"), contextlib.ExitStack() as stack:
        database = connection.settings_dict
        place = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
        url = f"mysql://{database['USER']}:{database['PASSWORD']}@{place}"
        console = stack.enter_context(serving(folder, DATABASE_URL=url, SECRET_KEY="for tests only"))
        peer = stack.enter_context(postfixadmin_on_it(tmp_path_factory))
        fill()
        yield console, peer, stack.enter_context(dovecot(folder, database))


def fill():
    actor = command_line_actor()
    for domain in DOMAINS:
        domains.create_domain(actor, domain=domain, default_aliases=False, mailboxes=0, aliases=0, maxquota=0, quota=0)
    for address in BOXES:
        mailboxes.create_mailbox(actor, address=address, password=PASSWORD, quota=1)
    for address in [EVERYBODY, *TEAMS, *map(own_alias, WRITERS)]:
        mailboxes.create_alias(actor, address=address, goto=BOXES[0])


def own_alias(writer):
    return f"{writer}@{DOMAINS[0]}"


@contextlib.contextmanager
def dovecot(folder, database):
    """Dovecot's dict server with the file of deploy/; its socket."""
    words = {"host": database["HOST"], "port": database["PORT"], "dbname": database["NAME"], "user": database["USER"]}
    words["password"] = database["PASSWORD"]
    connect = " ".join(f"{name}={value}" for name, value in words.items())
    rendered("dovecot/dovecot-dict-sql.conf.ext", folder / "dict.ext", {"@DOVECOT_CONNECT@": connect})
    (folder / "dovecot.conf").write_text(DICT.format(folder=folder))
    command = [shutil.which("dovecot", path=PATH), "-F", "-c", folder / "dovecot.conf"]
    with running(*command, ready=folder / "run/dict", log=folder / "dovecot.log"):
        yield folder / "run/dict"


class World:
    """What everybody wrote, and until when they write."""

    def __init__(self):
        self.end = time.monotonic() + SECONDS
        self.done = Counter()
        self.made, self.gone = set(), set()  # mailboxes
        self.written = defaultdict(set)  # (what, address): every value that somebody gave it
        self.last = {}  # (what, address): the last value, where only one writes it

    def write(self, writer):
        """One change after another until the end, each of a kind that the writer has; `writer.act()` says which."""
        try:
            while time.monotonic() < self.end:
                self.done[writer.name, writer.act()] += 1
        finally:
            connections.close_all()
        return writer.name


class Dovecot:
    """What quota_clone says to the dict server after each mail: one transaction with both values of a mailbox."""

    def __init__(self, world, name, path, mine):
        self.world, self.name, self.mine, self.numbers = world, name, mine, count(1)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.socket.sendall(b"H3\t2\t0\t\tquota\n")
        self.answers = self.socket.makefile("rb")

    def act(self):
        passing = [*self.world.made - self.world.gone]
        known = random.random() < 0.8 or not passing
        address = random.choice(self.mine if known else passing)
        usage = (random.randrange(10**9), random.randrange(10**4))
        number = next(self.numbers)
        values = f"S{number}\tpriv/quota/storage\t{usage[0]}\nS{number}\tpriv/quota/messages\t{usage[1]}\n"
        self.socket.sendall(f"B{number}\t{address}\n{values}C{number}\n".encode())
        answer = self.answers.readline()
        if answer.startswith(b"*"):  # it comes later, and with the number of that
            answer = self.answers.readline().partition(b"\t")[2]
        assert answer.startswith(f"O{number}\t".encode()), answer
        if known:
            self.world.last["usage", address] = usage
        return "usage"


class Person:
    """Somebody who changes what others change too, and what only they change; how is told by who inherits."""

    kinds = ["mailbox", "mailbox", "team", "team", "own", "create", "delete"]

    def __init__(self, world, name):
        self.world, self.name, self.numbers, self.here = world, name, count(1), []

    def act(self):
        kind = random.choice(self.kinds)
        getattr(self, f"do_{kind}")(next(self.numbers))
        return kind

    def do_mailbox(self, number):
        address, name, quota = random.choice(BOXES), f"{self.name} {number}", random.randint(1, 900)
        self.world.written["name", address].add(name)
        self.world.written["quota", address].add(quota * settings.QUOTA_MULTIPLIER)
        self.change_mailbox(address, name, quota)

    def do_team(self, number):
        address, goto = random.choice(TEAMS), random.sample(BOXES, 2)
        self.world.written["goto", address].add(",".join(goto))
        self.change_alias(address, goto)

    def do_own(self, number):
        address, goto = own_alias(self.name), [*random.sample(BOXES, 3), f"{self.name}-{number}@elsewhere.test"]
        self.change_alias(address, goto)
        self.world.last["goto", address] = ",".join(goto)

    def do_create(self, number):
        domain = random.choice(DOMAINS)
        self.create_mailbox(f"{self.name}-{number}", domain)
        self.here.append(f"{self.name}-{number}@{domain}")
        self.world.made.add(self.here[-1])

    def do_delete(self, number):
        if self.here:
            address = self.here.pop(random.randrange(len(self.here)))
            self.world.gone.add(address)
            self.delete_mailbox(address)


class ByConsole(Person):
    def __init__(self, world, name, console):
        super().__init__(world, name)
        self.console = Console(console.port, console.log, {})
        assert self.console.sign_in().status == 302

    def post(self, path, **form):
        response = self.console.post(path, **form)
        assert response.status == 302, (path, form, response.status, re.sub(r"<[^>]*>|\s+", " ", response.text))

    def change_mailbox(self, address, name, quota):
        self.post(f"/pfa/mailboxes/{address}/", name=name, quota=quota, active="on", smtp_active="on", password="")

    def change_alias(self, address, goto):
        self.post(f"/pfa/aliases/{address}/", goto="\n".join(goto), active="on", description="")

    def create_mailbox(self, local_part, domain):
        form = {"local_part": local_part, "password": PASSWORD, "quota": 5, "active": "on", "smtp_active": "on"}
        self.post(f"/pfa/domains/{domain}/mailboxes/add/", name="", **form)

    def delete_mailbox(self, address):
        self.post(f"/pfa/mailboxes/{address}/delete/")


class ByService(Person):
    """As commands do, besides the console; and who forwards mail, which nobody else does here."""

    kinds = [*Person.kinds, "join"]
    actor = command_line_actor()

    def do_join(self, number):
        """One more target of an alias that another adds to as well."""
        target = f"{self.name}-{number}@elsewhere.test"
        mailboxes.update_alias(self.actor, EVERYBODY, add_goto=[target])
        self.world.written["goto", EVERYBODY].add(target)

    def change_mailbox(self, address, name, quota):
        mailboxes.update_mailbox(self.actor, address, name=name, quota=quota)
        self.world.written["goto", address] |= {address, f"{self.name}@elsewhere.test,{address}"}
        mailboxes.set_forwarding(
            self.actor, address, goto=random.choice(["", f"{self.name}@elsewhere.test"]), keep_copy=True
        )

    def change_alias(self, address, goto):
        mailboxes.update_alias(self.actor, address, goto=goto)

    def create_mailbox(self, local_part, domain):
        mailboxes.create_mailbox(self.actor, address=f"{local_part}@{domain}", password=PASSWORD, quota=5)

    def delete_mailbox(self, address):
        mailboxes.delete_mailbox(self.actor, address)


class ByPostfixAdmin(Person):
    def __init__(self, world, name, peer):
        super().__init__(world, name)
        self.visitor, (status, headers, _body) = peer.sign_in("root@example.com", PASSWORD)
        assert (status, headers["Location"]) == (302, "main.php")

    def change_mailbox(self, address, name, quota):
        self.visitor.save("mailbox", edit=address, name=name, quota=quota, active=1, password="", password2="")

    def change_alias(self, address, goto):
        self.visitor.save("alias", edit=address, goto="\r\n".join(goto), active=1)

    def create_mailbox(self, local_part, domain):
        passwords = {"password": PASSWORD, "password2": PASSWORD}
        self.visitor.save("mailbox", local_part=local_part, domain=domain, name="", quota=5, active=1, **passwords)

    def delete_mailbox(self, address):
        self.visitor.delete("mailbox", address)


@pytest.fixture(scope="module")
def world(site):
    """Where everybody has written, for as long as it takes."""
    console, peer, path = site
    world = World()
    writers = [Dovecot(world, f"dovecot{number}", path, BOXES[number::2]) for number in range(2)]
    writers += [ByConsole(world, name, console) for name in WRITERS[:2]]
    writers += [ByService(world, name) for name in WRITERS[2:4]]
    writers += [ByPostfixAdmin(world, name, peer) for name in WRITERS[4:]]
    world.end = time.monotonic() + SECONDS
    with ThreadPoolExecutor(len(writers)) as pool:
        futures = [pool.submit(world.write, writer) for writer in writers]
    for future in futures:
        assert not future.exception(), (future.exception(), console.logged()[-2000:], said_by(peer)[-2000:])
    return world


def said_by(peer):
    """What PHP complains of is in nginx' log."""
    return (peer.home / "nginx.log").read_text()


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
        return cursor.fetchone()[1]


def test_it_works(world):
    """Everybody did everything, and none of it failed."""
    by_writer = Counter()
    for (name, _kind), number in world.done.items():
        by_writer[name] += number
    print(dict(by_writer), "deadlocks:", deadlocks())
    assert set(by_writer) == {"dovecot0", "dovecot1", *WRITERS}
    assert {kind for _name, kind in world.done} == {"usage", "mailbox", "team", "own", "create", "delete", "join"}


def test_no_row_is_lost_and_none_is_left(world):
    there = {*BOXES, *(world.made - world.gone)}
    assert set(Mailbox.objects.values_list("username", flat=True)) == there
    aliases = {*there, EVERYBODY, *TEAMS, *map(own_alias, WRITERS)}
    assert set(Alias.objects.values_list("address", flat=True)) == aliases
    assert Log.objects.filter(action="create_mailbox").count() == len(BOXES) + len(world.made)
    assert Log.objects.filter(action="delete_mailbox").count() == len(world.gone)


def test_each_mailbox_has_its_alias_in_its_domain(world):
    for address, domain, maildir in Mailbox.objects.values_list("username", "domain", "maildir"):
        alias = Alias.objects.get(address=address)
        assert (alias.domain_id, alias.active) == (domain, True)
        assert address in alias.targets
        assert maildir == f"{domain}/{address.partition('@')[0]}/"


def test_what_only_one_writes_is_what_was_written_last(world):
    goto = {address: value for (what, address), value in world.last.items() if what == "goto"}
    assert goto == dict(Alias.objects.filter(address__in=goto).values_list("address", "goto"))


def test_what_several_write_is_what_one_of_them_wrote(world):
    for box in Mailbox.objects.filter(username__in=BOXES):
        assert box.name in world.written["name", box.username] | {""}
        assert box.quota in world.written["quota", box.username] | {settings.QUOTA_MULTIPLIER}
    for alias in Alias.objects.filter(address__in=[*TEAMS, *BOXES]):
        first = BOXES[0] if alias.address in TEAMS else alias.address
        assert alias.goto in world.written["goto", alias.address] | {first}


def test_what_several_add_to_has_all_of_it(world):
    joined = world.written["goto", EVERYBODY]
    assert joined and set(Alias.objects.get(address=EVERYBODY).targets) == {BOXES[0], *joined}


def test_usage_is_what_dovecot_wrote_last(world):
    usage = {address: value for (what, address), value in world.last.items() if what == "usage"}
    found = Quota2.objects.filter(username__in=BOXES).values_list("username", "bytes", "messages")
    assert {address: (size, messages) for address, size, messages in found} == usage
    assert Mailbox.objects.filter(username__in=BOXES).used_bytes() == sum(size for size, _messages in usage.values())


def test_nothing_failed_in_silence(site, world):
    console, peer, path = site
    logged = console.logged()
    assert "Traceback" not in logged and "Internal Server Error" not in logged
    for text in (said_by(peer), (peer.home / "fpm.log").read_text(), (path.parent.parent / "dovecot.log").read_text()):
        assert not re.search(r"deadlock|fatal|uncaught|exception|error:", text, re.I), text[-2000:]
