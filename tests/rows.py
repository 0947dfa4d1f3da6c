"""All rows of upstream's tables, to see what a deletion leaves behind and what it leaves alone."""

from django.db import connection

from domains.models import AliasDomain, Dkim, DkimSigning, Domain
from mailadmin.accounts.models import AdminPreference, AppPassword, TotpException
from mailboxes.models import (
    Alias,
    Fetchmail,
    Mailbox,
    Quota,
    Quota2,
    Vacation,
    VacationNotification,
)
from tests.schema.facts import COLUMNS


def mentioning(text):
    """{table: rows} of every row in which `text` stands anywhere. The log is left out."""
    found = {
        table: [row for row in rows(table) if text in " ".join(map(str, row))] for table in COLUMNS if table != "log"
    }
    return {table: rows for table, rows in found.items() if rows}


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return cursor.fetchall()


def everything():
    return {table: sorted(map(str, rows(table))) for table in COLUMNS}


def kept_by(address):
    """Give a mailbox a row in every table that is kept by its address."""
    domain = address.rpartition("@")[2]
    vacation = Vacation.objects.create(email=address, subject="Away", body="Until Monday", domain_id=domain)
    VacationNotification.objects.create(on_vacation=vacation, notified="friend@example.com")
    Quota.objects.create(username=address, path="quota/storage", current=1)
    Quota2.objects.create(username_id=address, bytes=1, messages=1)
    Fetchmail.objects.create(mailbox=address, src_server="pop.example.com", src_user="x", domain_id=domain)
    AppPassword.objects.create(username=address, description="phone", password_hash="$1$")
    TotpException.objects.create(ip="192.0.2.1", username=address)
    key = Dkim.objects.filter(domain_name=domain).first()
    if key:
        DkimSigning.objects.create(author=address, dkim=key)


def fill(domain, address):
    """Give a domain something in every table: a mailbox there is at `address` already."""
    Dkim.objects.create(domain_name_id=domain, selector="s1", description="key")
    DkimSigning.objects.create(author=domain, dkim=Dkim.objects.get(domain_name=domain))
    kept_by(address)
    Alias.objects.create(address=f"@{domain}", goto=address, domain_id=domain)
    Domain.objects.create(domain=f"alias-of.{domain}")
    AliasDomain.objects.create(alias_domain_id=f"alias-of.{domain}", target_domain_id=domain)
    TotpException.objects.create(ip="192.0.2.1", username=domain)
    # What foreign tools leave: rows without a domain of their own, or without a mailbox.
    Fetchmail.objects.create(mailbox=address, src_server="imap.example.com", src_user="x", domain=None)
    Quota2.objects.create(username_id=f"gone@{domain}", bytes=1)
    Vacation.objects.create(email=f"gone@{domain}", subject="", body="", domain_id=domain)
    AdminPreference.objects.create(username="alice@example.org", pref_key="alias_goto_default", pref_value="x")
    assert Mailbox.objects.filter(username=address).exists()
