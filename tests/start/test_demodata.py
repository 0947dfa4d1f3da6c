"""The sample site of `make demo`."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailadmin.audit.models import Log
from mailadmin.passwords import check_password
from mailadmin.site.management.commands.demodata import PASSWORD
from mailboxes.models import Alias, Mailbox, Quota2, Vacation

pytestmark = pytest.mark.django_db


def demodata():
    out = StringIO()
    call_command("demodata", stdout=out)
    return out.getvalue()


def test_it_works():
    printed = demodata()
    assert Mailbox.objects.count() == 60
    assert Mailbox.objects.values("domain").distinct().count() == 3
    assert Alias.objects.filter(address="@example.com").exists()
    assert AliasDomain.objects.count() == Domain.objects.filter(backupmx=True).count() == 1
    assert Vacation.objects.count() == 1
    assert Mailbox.objects.over(95).count() == 1
    assert Mailbox.objects.over(80).count() == 3
    assert Quota2.objects.count() == 60
    for person in [*Admin.objects.all(), Mailbox.objects.get(username="bob@example.org")]:
        assert check_password(PASSWORD, person.password)
        assert person.shown in printed
    assert PASSWORD in printed


def test_history_covers_a_month():
    demodata()
    times = Log.objects.values_list("timestamp", flat=True)
    days = {moment.date() for moment in times if moment > datetime.now() - timedelta(days=30)}
    assert len(days) > 15
    assert max(times) <= datetime.now()


def test_a_second_run_changes_nothing():
    printed = demodata()
    entries = Log.objects.count()
    assert demodata() == printed
    assert Log.objects.count() == entries


def test_it_is_the_same_each_time():
    def made():
        point = transaction.savepoint()
        demodata()
        rows = [
            *Mailbox.objects.order_by("pk").values_list("username", "name", "quota"),
            *Quota2.objects.order_by("pk").values_list(),
        ]
        transaction.savepoint_rollback(point)
        return rows

    assert made() == made()


def test_a_database_in_use_is_left_alone():
    Domain.objects.create(domain="example.edu")
    with pytest.raises(CommandError, match="in use"):
        demodata()
    assert not Mailbox.objects.exists()
