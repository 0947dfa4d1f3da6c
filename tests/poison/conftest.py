"""A database in which every text column of every table holds what a careless page would run, break on, or mistake.

Other programs write these tables too, so no validation of ours can be relied on when they are read.
"""

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django_tasks_db.models import DBTaskResult

from domains.models import AliasDomain, Dkim, DkimSigning, Domain, DomainAdmin
from mailadmin.accounts.models import Admin, AdminPreference, AppPassword, TotpException
from mailadmin.audit.models import Log
from mailadmin.store.fields import now
from mailadmin.tasks.models import Job
from mailboxes.models import (
    Alias,
    Broadcast,
    BroadcastRecipient,
    Fetchmail,
    Mailbox,
    Quota,
    Quota2,
    SieveScript,
    Vacation,
    VacationNotification,
    VacationPlan,
    WelcomeText,
)

TEXT = (
    "=<script>alert('xss')</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% debug %}%s%(x)s%d${7*7}</textarea></title>"
    "\n\r\t\u202eevil\u200f\u2028;,@example.net&lt;&amp;#</td>--><!--"
)
# What is part of an address: no further @, and in domains no slash, which no server could ever be asked for.
LOCAL = "=<script>alert('xss')</script>\"'><img src=x onerror=alert(1)>{{7*7}}%s%20?&#\n"
DOMAIN = "<script>alert(1)<img src=x onerror=alert(1)>\"'{{7*7}}%s?&#.example"
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\uff1d1+1"]
FAILED_TASK = "00000000-0000-4000-8000-000000000001"
SIGNED_IN = ["root@example.com", "alice@example.org", "bob@example.org"]
# Left as they are: what rows are found by, and passwords and second factors, with which nobody could look at the pages.
KEYS = {
    "username",
    "address",
    "domain",
    "domain_id",
    "alias_domain_id",
    "target_domain_id",
    "mailbox",
    "email",
    "author",
}
KEYS |= {
    "domain_name_id",
    "username_id",
    "on_vacation_id",
    "dkim_id",
    "password",
    "totp_secret",
    "key",
    "app",
    "session_key",
    "path",
}


@pytest.fixture
def poisoned(cast):
    """Rows with odd keys beside the cast's, then every other text column of all rows filled with TEXT."""
    AliasDomain.objects.all().delete()
    Domain.objects.create(domain=DOMAIN, quota=1, mailboxes=5, aliases=5)
    Domain.objects.create(domain="second.example", active=False, backupmx=True)
    AliasDomain.objects.create(alias_domain_id="second.example", target_domain_id=DOMAIN)
    AliasDomain.objects.create(alias_domain_id="example.net", target_domain_id="example.org")
    for domain in (DOMAIN, "second.example", "example.net"):
        DomainAdmin.objects.create(username_id="alice@example.org", domain_id=domain)
    for domain in (DOMAIN, "example.org"):
        owner = f"{LOCAL}@{domain}"
        Mailbox.objects.create(username=owner, password="x", domain_id=domain, quota=100, local_part="x")
        Alias.objects.create(address=owner, goto=owner, domain_id=domain)
        Alias.objects.create(address=f"info{LOCAL}@{domain}", goto="x", domain_id=domain)
        Alias.objects.create(address=f"@{domain}", goto="x", domain_id=domain, active=False)
        Quota2.objects.create(username_id=owner, bytes=99)
        Quota.objects.create(username=owner, path="quota/storage", current=1)
        Vacation.objects.create(email=owner, domain_id=domain)
        VacationNotification.objects.create(on_vacation_id=owner, notified="x")
        VacationPlan.objects.create(email=owner, body="x", begins=now())
        SieveScript.objects.create(email=owner, version="x", script="x")
        Fetchmail.objects.create(mailbox=owner, domain_id=domain)
        AppPassword.objects.create(username=owner)
        key = Dkim.objects.create(domain_name_id=domain)
        DkimSigning.objects.create(author=owner, dkim=key)
        for formula in ("=1+1", "+1+1", "-1+1"):
            Alias.objects.create(address=f"{formula}@{domain}", goto=formula, domain_id=domain)
        for formula in FORMULAS:
            Log.objects.create(username=formula, domain=domain, action=formula, data=formula)
    Admin.objects.create(username=f"{LOCAL}@example.org", password="x")
    failed = DBTaskResult.objects.create(
        pk=FAILED_TASK, status="FAILED", backend_name="x", args_kwargs={}, return_value={TEXT: TEXT}
    )
    Job.objects.create(task=failed, done=1, total=3, place=TEXT)
    broadcast = Broadcast.objects.create(pk=1, owner="x", sender="x", subject="x", body="x", domains=[TEXT])
    BroadcastRecipient.objects.create(broadcast=broadcast, address="x", state="refused")
    WelcomeText.objects.create(domain="", language="en", subject="x", body="x")
    WelcomeText.objects.create(domain=DOMAIN, language="en", subject="x", body="x")
    AdminPreference.objects.create(username="alice@example.org", pref_key="alias_goto_default")
    TotpException.objects.create(ip="x", username=None)
    spread()
    # One log entry with everything, and one about a domain that is gone.
    for domain in ("example.org", DOMAIN, "gone.example"):
        Log.objects.create(username=TEXT, domain=domain, action=TEXT, data=TEXT, timestamp=now())


def spread():
    """Fill every text column that is no key, by SQL: past fields, validation and what saves would do."""
    for model in apps.get_models():
        table = model._meta.db_table
        if model._meta.app_label in ("auth", "contenttypes", "sessions") or table == "log":
            continue
        columns = [field for field in model._meta.concrete_fields if is_text(field) and field.attname not in KEYS]
        for field in columns:
            text = TEXT[: field.max_length or len(TEXT)]
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name(field.column)} = %s", [text])
    Alias.objects.filter(address__in=SIGNED_IN).update(goto=f"bob@example.org,{TEXT}")


def is_text(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices


@pytest.fixture
def people(poisoned, root, alice, bob):
    """Who looks: a superadmin, an admin, an owner; and an admin and an owner whose own names are odd."""
    odd_admin, odd_owner = Client(), Client()
    odd_admin.force_login(Admin.objects.get(pk=f"{LOCAL}@example.org"), "mailadmin.accounts.backends.AdminBackend")
    odd_owner.force_login(Mailbox.objects.get(pk=f"{LOCAL}@example.org"), "mailboxes.backends.MailboxBackend")
    return {"root": root, "alice": alice, "bob": bob, "odd admin": odd_admin, "odd owner": odd_owner}
