"""`manage.py demodata`, which `make demo` calls: a small site that has something to show on every page.

The same at every run, but for dates, which count back from today.
"""

import random
from datetime import timedelta

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from domains.models import AliasDomain, Domain, DomainAdmin
from domains.services import create_admin, create_alias_domain, create_domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.actors import Actor, command_line_actor
from mailadmin.audit.models import Log
from mailadmin.passwords import make_password
from mailadmin.store.fields import now
from mailboxes.models import Alias, Mailbox, Quota2, Vacation, vacation_address
from mailboxes.services import create_alias, create_mailbox, set_forwarding, update_mailbox

PASSWORD = "Demo-2026"  # noqa: S105 printed, and for the demo only
SUPERADMIN, ALICE, CHEN, BOB = "root@example.org", "alice@example.org", "chen@例子.example", "bob@example.org"
HISTORY = 30  # days

DOMAINS = {  # limits: mailboxes, aliases; megabytes: one mailbox, all together
    "example.org": {"description": "Example Ltd", "mailboxes": 50, "aliases": 40, "maxquota": 4096, "quota": 102_400},
    "example.com": {
        "description": "Customer: print shop",
        "mailboxes": 25,
        "aliases": 0,
        "maxquota": 2048,
        "quota": 30_720,
    },
    "例子.example": {"description": "示例公司", "mailboxes": 10, "aliases": 10, "maxquota": 1024, "quota": 0},
    "example.net": {"description": "Second name of example.org", "mailboxes": -1, "aliases": 0},
    "backup.example": {"description": "We are its second MX", "backupmx": True, "mailboxes": -1, "aliases": -1},
}
RIGHTS = {ALICE: ["example.org", "example.net"], CHEN: ["例子.example", "example.com"]}

# A line a mailbox: the local part, then the name.
PEOPLE = {
    "example.org": """
        alice Alice Andersson
        bob Bob Baker
        carol Carol Chen
        dave David Dubois
        erin Erin Evans
        frank Frank Fischer
        grace Grace Goldberg
        heidi Heidi Huber
        ivan Ivan Ivanov
        judy Judy Jansen
        karl Karl Keller
        laura Laura López
        mia Mia Müller
        niklas Niklas Nowak
        olivia Olivia O’Brien
        peter Peter Petrov
        quentin Quentin Queneau
        rosa Rosa Rossi
        soren Søren Sørensen
        tanja Tanja Tuominen
        uwe Uwe Ullrich
        vera Vera Vasquez
        walter Walter Weiß
        xavi Xavi Xirau
        wang.fang 王芳
        li.na 李娜
        zhang.wei 张伟
        liu.yang 刘洋
        chen.jing 陈静
        billing Accounts department
        jobs Applications
        press Press office
        scanner Scanner, first floor
        archive Mail archive
        """,
    "example.com": """
        office Front desk
        orders Orders
        anna Anna Bauer
        ben Ben Carter
        clara Clara Duarte
        daniel Daniel Eriksen
        emma Emma Fontaine
        felix Felix Graf
        hanna Hanna Ito
        jonas Jonas Kim
        leila Leila Mansour
        mateo Mateo Nilsson
        nora Nora Okafor
        oscar Oscar Pereira
        paula Paula Quist
        ravi Ravi Sharma
        sara Sara Tanaka
        tom Tom Underwood
        viktor Viktor Wagner
        zoe Zoe Young
        """,
    "例子.example": """
        chen 陈晨
        huang.lei 黄磊
        zhao.min 赵敏
        zhou.jie 周杰
        wu.xia 吴霞
        service 客户服务
        """,
}
ALIASES = {
    "root@example.org": "bob@example.org",
    "info@example.org": "alice@example.org, bob@example.org",
    "sales@example.org": "carol@example.org, orders@example.com",
    "support@example.org": "dave@example.org, erin@example.org, li.na@example.org",
    "board@example.org": "alice@example.org, karl@example.org, partner@example.edu",
    "all-hands@example.org": "bob@example.org, carol@example.org, dave@example.org, erin@example.org",
    "newsletter@example.org": "press@example.org",
    "logs@example.org": "root",
    "former@example.org": "gone@example.org",
    "*@example.com": "office@example.com",
    "invoice@example.com": "orders@example.com, billing@example.org",
    "hello@example.com": "anna@example.com",
    "info@例子.example": "chen@例子.example, service@例子.example",
    "contact@例子.example": "service@例子.example",
}
DISABLED = ["scanner@example.org", "viktor@example.com"]
FORWARDS = {  # to, and whether a copy is kept
    "bob@example.org": ("bob.baker@example.edu", True),
    "jobs@example.org": ("heidi@example.org, judy@example.org", False),
    "tom@example.com": ("tom@underwood.example", False),
}
AWAY = {"grace@example.org": "I am away until Monday. In urgent cases write to support@example.org."}
FULL = {"archive@example.org": 98, "anna@example.com": 85, "office@example.com": 81}  # per cent of the quota in use


class Command(BaseCommand):
    help = "Fill an empty database with sample domains, mailboxes and aliases; print who can sign in."

    def handle(self, **options):
        if not Domain.objects.exists() and not Admin.objects.exists():
            with override("en"), transaction.atomic():
                fill(random.Random(2026))  # noqa: S311 it decides how full the sample mailboxes are
        elif not Admin.objects.filter(username=SUPERADMIN).exists():
            raise CommandError("This database is in use. Sample data goes into an empty one only.")
        self.stdout.write(f"  Password        {PASSWORD}, for each of these:")
        for username, role in who_can_sign_in():
            self.stdout.write(f"                  {username} ({role})")


def who_can_sign_in():
    yield SUPERADMIN, "superadmin"
    for username, domains in RIGHTS.items():
        yield username, f"admin of {' and '.join(domains)}"
    yield BOB, "owner of a mailbox"


def fill(chance):
    superadmin = admins_and_domains(command_line_actor())
    hashed = make_password(PASSWORD)  # once: some schemes take a quarter of a second
    for domain, people in PEOPLE.items():
        for line in people.strip().splitlines():
            local_part, name = line.split(maxsplit=1)
            address, quota = f"{local_part}@{domain}", chance.choice([256, 512, 1024])
            create_mailbox(superadmin, address=address, name=name, quota=quota, password_hash=hashed)
    for address, goto in ALIASES.items():
        create_alias(superadmin, address=address, goto=goto)
    for address, (goto, keep_copy) in FORWARDS.items():
        set_forwarding(superadmin, address, goto=goto, keep_copy=keep_copy)
    for address in DISABLED:
        update_mailbox(superadmin, address, active=False)
    go_away(AWAY)
    use_storage(chance)
    spread_over_time(chance)


def admins_and_domains(console):
    """Make the admins, domains and the alias domain; return the superadmin as an actor."""
    root = create_admin(console, username=SUPERADMIN, password=PASSWORD, superadmin=True)
    actor = Actor(root, "192.0.2.10")
    for name, fields in DOMAINS.items():
        create_domain(actor, domain=name, default_aliases=not fields.get("backupmx"), **fields)
    create_alias_domain(actor, alias_domain="example.net", target_domain="example.org")
    for username, domains in RIGHTS.items():
        create_admin(actor, username=username, password=PASSWORD, domains=domains)
    return actor


def go_away(messages):
    for address, body in messages.items():
        mailbox = Mailbox.objects.get(username=address)
        Vacation.objects.create(email=address, subject="Out of office", body=body, domain_id=mailbox.domain_id)
        Alias.objects.filter(address=address).update(goto=f"{vacation_address(address)},{address}")


def use_storage(chance):
    """What Dovecot would have counted."""
    rows = []
    for mailbox in Mailbox.objects.order_by("username"):
        percent = FULL.get(mailbox.username) or chance.betavariate(2, 5) * 78
        used = int(mailbox.quota * percent / 100)
        rows.append(Quota2(pk=mailbox.pk, bytes=used, messages=used // 75_000))
    Quota2.objects.bulk_create(rows)


def spread_over_time(chance):
    """Date what was just made back over the last months, and add what admins did in the last HISTORY days."""
    today = now()
    for model in (Domain, AliasDomain, Admin):
        model.objects.update(created=today - timedelta(days=200), modified=today - timedelta(days=200))
    made = {}
    for model in (Mailbox, Alias):
        for row in model.objects.order_by("pk"):
            created = made.setdefault(row.pk, today - timedelta(minutes=chance.randrange(1440, 190 * 1440)))
            model.objects.filter(pk=row.pk).update(created=created, modified=created)
    for entry in Log.objects.order_by("pk"):
        created = made.get(entry.data, today - timedelta(days=200))
        Log.objects.filter(pk=entry.pk).update(timestamp=created)
    Log.objects.bulk_create(sorted(history(chance, today), key=lambda entry: entry.timestamp))


def history(chance, today):
    """A few acts a day by whoever looks after the domain, most of them in working hours."""
    mailboxes = list(Mailbox.objects.order_by("username").values_list("username", "domain_id"))
    who = dict(DomainAdmin.objects.values_list("domain_id", "username_id"))
    for days in range(HISTORY):
        day = (today - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        weekend = day.weekday() >= 5
        for _act in range(chance.randrange(3 if weekend else 14)):
            address, domain = chance.choice(mailboxes)
            moment = day + timedelta(seconds=int(chance.triangular(7, 20, 10) * 3600))
            action = chance.choice(["edit_mailbox", "edit_mailbox", "edit_password", "edit_alias"])
            actor = chance.choice([f"{who[domain]} (198.51.100.7)", f"{SUPERADMIN} (192.0.2.10)"])
            if moment <= today:
                yield Log(timestamp=moment, username=actor, domain=domain, action=action, data=address)
