"""What `change` makes of what only the database can refuse."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from domains.models import Domain
from mailadmin.store.changes import TRIES, change
from tests.at_once import at_once
from tests.engines import on_mariadb

DEADLOCK = OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")


class Fails:
    """A change that writes a row and then fails with each of `errors` in turn, before it succeeds."""

    def __init__(self, *errors):
        self.errors, self.calls = list(errors), 0

    def __call__(self):
        self.calls += 1
        Domain.objects.create(domain="new.example")
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    __name__, __doc__, __qualname__ = "Fails", "", "Fails"


@pytest.mark.django_db(transaction=True)
def test_it_works():
    works = Fails()
    assert change(works)() == "done"
    assert (works.calls, Domain.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again_and_then_given_up():
    twice = Fails(*[DEADLOCK] * (TRIES - 1))
    assert change(twice)() == "done"
    assert (twice.calls, Domain.objects.count()) == (TRIES, 1)
    Domain.objects.all().delete()
    always = Fails(*[DEADLOCK] * (TRIES + 1))
    with pytest.raises(OperationalError):
        change(always)()
    assert (always.calls, Domain.objects.count()) == (TRIES, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [OperationalError(2006, "gone"), OperationalError("database is locked")])
def test_a_database_that_is_down_is_not_tried_again(error):
    down = Fails(error)
    with pytest.raises(OperationalError):
        change(down)()
    assert down.calls == 1


@pytest.mark.django_db
def test_within_another_transaction_nothing_is_tried_again():
    once = Fails(DEADLOCK)
    with pytest.raises(OperationalError), transaction.atomic():
        change(once)()
    assert once.calls == 1


@pytest.mark.django_db
def test_a_name_that_was_taken_meanwhile_is_a_sentence():
    @change
    def twice():
        Domain.objects.create(domain="new.example")
        Domain.objects.create(domain="new.example")

    with pytest.raises(ValidationError, match="Somebody else"):
        twice()
    assert not Domain.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [IntegrityError("NOT NULL constraint failed"), IntegrityError(1048, "x"), DataError("x")]
)
def test_our_own_mistakes_stay_mistakes(error):
    with pytest.raises(type(error)):
        change(Fails(error))()


@on_mariadb
@pytest.mark.django_db
@pytest.mark.parametrize(
    "values, column",
    [
        ({"description": "x" * 256}, "description"),
        ({"aliases": 2**31}, "aliases"),
    ],
)
def test_what_a_column_can_not_hold_is_an_error_at_its_field(values, column):
    @change
    def write():
        Domain.objects.create(domain="new.example", **values)

    with pytest.raises(ValidationError) as refused:
        write()
    assert refused.value.message_dict.keys() == {column}


@on_mariadb
@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_ends_well_for_both():
    """Two changes lock two rows crosswise: MariaDB undoes one of them, which is done again."""
    Domain.objects.create(domain="a.example")
    Domain.objects.create(domain="b.example")
    both_have_one, tries = Barrier(2), []

    @change
    def lock(first, second):
        tries.append(first)
        Domain.objects.filter(domain=first).update(description=first)
        with suppress(BrokenBarrierError):  # the second try is alone
            both_have_one.wait(5)
        Domain.objects.filter(domain=second).update(description=first)
        return connection.in_atomic_block

    def start(first, second):
        def run():
            try:
                return lock(first, second)
            finally:
                both_have_one.abort()

        return run

    assert at_once(start("a.example", "b.example"), start("b.example", "a.example")) == [True, True]
    assert len(tries) == 3
    assert Domain.objects.values_list("description", flat=True).distinct().count() == 1
