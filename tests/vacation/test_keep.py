"""Vacations begin and end by themselves."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailadmin.audit.models import Log
from mailadmin.site.periodic import PERIODIC
from mailboxes import services, tasks
from mailboxes.models import Alias, Mailbox, SieveScript, Vacation, VacationPlan
from mailboxes.services import create_mailbox, end_vacation
from mailboxes.tasks import keep_vacations
from tests.conftest import PASSWORD
from tests.vacation.test_set import AWAY, BOB, away, goto, in_days, row


def midnight(days):
    return datetime.combine(in_days(days), datetime.min.time())


def test_it_works(cli, cast):
    away(cli, starts=in_days(1), ends=in_days(2))
    for moment, stored, active in (
        (midnight(1) - timedelta(seconds=1), BOB, True),
        (midnight(1), f"{AWAY},{BOB}", True),
        (midnight(3) - timedelta(seconds=1), f"{AWAY},{BOB}", True),
        (midnight(3), BOB, False),
    ):
        keep_vacations(moment)
        assert (goto(), row().active) == (stored, active)
    assert (row().subject, row().state(midnight(3))) == ("Away", "over")


def test_twice_does_no_harm(cli, cast):
    away(cli, starts=in_days(1))
    keep_vacations(midnight(1))
    entries = Log.objects.count()
    keep_vacations(midnight(1))
    keep_vacations(midnight(2))
    assert Log.objects.count() == entries
    assert goto() == f"{AWAY},{BOB}"


def test_what_another_program_ended_does_not_begin(cli, cast):
    away(cli, starts=in_days(1))
    Vacation.objects.update(active=False)
    keep_vacations(midnight(1))
    assert goto() == BOB
    assert VacationPlan.objects.get().begins is None


def test_what_another_program_left_on_ends(cli, cast):
    """PostfixAdmin itself leaves what is over in goto."""
    Vacation.objects.create(email=BOB, domain_id="example.org", activeuntil=midnight(-1))
    Alias.objects.filter(address=BOB).update(goto=f"dave@x.de,{AWAY}")
    keep_vacations(midnight(0))
    assert (goto(), row().active) == ("dave@x.de", False)


def test_what_another_program_took_out_of_goto_stays_out(cli, cast):
    Vacation.objects.create(email=BOB, domain_id="example.org")
    keep_vacations(midnight(1))
    assert goto() == BOB


def test_rows_of_no_mailbox(cli, cast):
    Vacation.objects.create(email="gone@example.org", domain_id="example.org", activeuntil=midnight(-1))
    VacationPlan.objects.create(email="lost@example.org", body="x", begins=midnight(0))
    keep_vacations(midnight(0))
    assert Vacation.objects.get().active
    assert not VacationPlan.objects.exists()


def test_one_that_fails_keeps_none_from_it(cli, cast, monkeypatch, caplog):
    for name in ("ann", "zoe"):
        create_mailbox(cli, address=f"{name}@example.org", password=PASSWORD)
        Vacation.objects.create(email=f"{name}@example.org", domain_id="example.org", activeuntil=midnight(-1))
    end = services.end_vacation

    def refuse_ann(actor, address, **fields):
        if address == "ann@example.org":
            raise ValidationError("Not this one.")
        return end(actor, address, **fields)

    monkeypatch.setattr(services, "end_vacation", refuse_ann)
    keep_vacations(midnight(0))
    assert not Vacation.objects.get(email="zoe@example.org").active
    assert "ann@example.org: Not this one." in caplog.text


def test_a_run_is_bounded(cli, cast, monkeypatch):
    monkeypatch.setattr(tasks, "MOST", 2)
    for number in range(5):
        create_mailbox(cli, address=f"m{number}@example.org", password=PASSWORD)
        Vacation.objects.create(email=f"m{number}@example.org", domain_id="example.org", activeuntil=midnight(-1))
    left = []
    for _run in range(4):
        keep_vacations(midnight(0))
        left.append(Vacation.objects.filter(active=True).count())
    assert left == [3, 1, 0, 0]


def test_nothing_to_do_takes_two_queries(cast):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keep_vacations(midnight(0))
    assert len(queries) == 2


def test_nothing_where_the_site_has_none(cli, cast, settings):
    away(cli)
    settings.VACATION = False
    keep_vacations(midnight(30))
    assert row().active


@pytest.mark.django_db
def test_by_sieve(cli, cast, settings):
    """The script knows the days; the row says afterwards what is the case."""
    settings.VACATION_BY = "sieve"
    away(cli, starts=in_days(1), ends=in_days(2))
    script = SieveScript.objects.get().script
    keep_vacations(midnight(1))
    assert (goto(), script.count(str(in_days(1)))) == (BOB, 1)
    keep_vacations(midnight(3))
    assert not SieveScript.objects.exists()
    assert not row().active


def test_ended_at_the_same_moment_as_it_is_prolonged(cli, cast):
    """Who comes second sees what the first has done."""
    away(cli)
    assert end_vacation(cli, BOB, over_at=midnight(3)).active
    assert goto() == f"{AWAY},{BOB}"


def test_the_worker_does_it(cli, cast):
    (entry,) = [entry for entry in PERIODIC if entry.name == "vacations"]
    away(cli)
    Vacation.objects.update(activefrom=midnight(-3), activeuntil=midnight(-1))
    entry.task.func()
    assert goto() == BOB
    assert Mailbox.objects.filter(username=BOB).on_vacation().count() == 0
