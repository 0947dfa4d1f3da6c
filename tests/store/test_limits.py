"""What a limit means: 0 and -1 in one place, megabytes and bytes apart, and how it is typed and read."""

import re

import pytest
from django.utils import translation

from domains.models import Domain
from mailadmin.store.limits import BYTES, MEGABYTES, Limit, may_be_stored, parsed
from mailboxes.models import Mailbox
from tests.house_rules.source import ROOT


def test_it_works():
    limit = Limit(2)
    assert (limit.unlimited, limit.none, limit.number, limit.word()) == (False, False, 2, None)
    assert [limit.room(used) for used in (0, 2, 3)] == [2, 0, 0]
    assert limit.percent(1) == 50


def test_unlimited():
    limit = Limit(0)
    assert (limit.unlimited, limit.none, limit.number, limit.word()) == (True, False, None, "unlimited")
    assert limit.room(99) is None and limit.percent(99) is None


@pytest.mark.parametrize("stored", [-1, -2, -999])
def test_none_and_what_adopted_rows_have_below_it(stored):
    limit = Limit(stored)
    assert (limit.unlimited, limit.none, limit.number, limit.word()) == (False, True, None, "none")
    assert limit.room(0) == 0 and limit.percent(0) is None
    assert limit.stored == -1


@pytest.mark.parametrize(("megabytes", "count"), [(0, 0), (-1, -1), (1, 1_024_000), (0.5, 512_000), (2.345, 2_401_280)])
def test_megabytes_become_bytes(megabytes, count):
    assert Limit(megabytes, MEGABYTES).in_bytes == Limit(count, BYTES)


@pytest.mark.parametrize(
    ("count", "megabytes"), [(0, 0), (-1, -1), (1_024_000, 1), (1, 0.01), (2_401_280, 2.35), (2**40, 1_073_741.82)]
)
def test_bytes_become_megabytes_and_never_unlimited(count, megabytes):
    assert Limit(count, BYTES).in_megabytes == Limit(megabytes, MEGABYTES)


def test_whole_megabytes_are_written_without_a_decimal():
    assert str(Limit(10_240_000, BYTES).in_megabytes.stored) == "10"


@pytest.mark.parametrize(("text", "stored"), [("unlimited", 0), ("None", -1), ("0", 0), ("-1", -1), ("12", 12)])
def test_what_is_typed(text, stored):
    assert parsed(text) == stored
    assert may_be_stored(stored)


@pytest.mark.parametrize("text", ["", "-2", "1.5", "x", "1 ", "1234567890", "٣"])
def test_what_is_refused(text):
    with pytest.raises(ValueError, match="Allowed: unlimited"):
        parsed(text)
    assert not may_be_stored(-2)


def test_the_columns_are_read_with_their_unit():
    domain = Domain(mailboxes=5, aliases=-7, maxquota=100, quota=0)
    assert (domain.mailbox_limit, domain.alias_limit) == (Limit(5), Limit(-1))
    assert (domain.largest_mailbox, domain.storage_limit) == (Limit(100, MEGABYTES), Limit(0, MEGABYTES))
    assert Mailbox(quota=100).quota_limit == Limit(100, BYTES)


def test_people_read_the_words_in_their_language():
    with translation.override("zh-hans"):
        assert Limit(0).word() != "unlimited"


def test_nowhere_else_are_0_and_minus_1_told_apart():
    """Not by the two names, and not by what the columns are called."""
    column = r"\b(domain|mailbox)\.(mailboxes|aliases|maxquota|quota)\b"
    comparing = re.compile(rf"{column} *(<|>|==|!=)|(<|>|==|!=) *(UNLIMITED|NONE)\b|max\({column}")
    files = [path for app in ("mailadmin", "domains", "mailboxes") for path in (ROOT / app).rglob("*.py")]
    found = [f"{path}: {line}" for path in files for line in path.read_text().splitlines() if comparing.search(line)]
    assert [line for line in found if "store/limits.py" not in line] == []
