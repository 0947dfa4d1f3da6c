"""Lists of targets: what people type or other tools stored becomes one list."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailadmin.store.addresses import split_goto
from tests.properties import any_text, moderate


def test_it_works():
    assert split_goto("Bob@Example.org, info@example.net") == ["bob@example.org", "info@example.net"]


@pytest.mark.parametrize(
    "text, targets",
    [
        ("", []),
        (" , ;\n", []),
        ("a@b.de\nc@d.de", ["a@b.de", "c@d.de"]),
        ("a@b.de\r\n\r\nc@d.de\r\n", ["a@b.de", "c@d.de"]),
        ("a@b.de;c@d.de c@e.de\tc@f.de", ["a@b.de", "c@d.de", "c@e.de", "c@f.de"]),
        ("z@b.de,a@b.de,Z@B.de", ["z@b.de", "a@b.de"]),
        ("*@b.de", ["@b.de"]),
        ("Root", ["root"]),
        ("bob@例子.公司", ["bob@xn--fsqu00a.xn--55qx5d"]),
        ("bob@b.de，eve@b.de；root、a@c.de", ["bob@b.de", "eve@b.de", "root", "a@c.de"]),
    ],
)
def test_how_a_list_is_read(text, targets):
    assert split_goto(text) == targets


@moderate
@given(st.one_of(any_text, st.lists(any_text, max_size=6).map(",".join), st.lists(any_text, max_size=6).map("\n".join)))
@example("😀")
@example("a\u037e")
def test_a_list_stays_as_it_is_when_it_is_stored_and_read_again(text):
    targets = split_goto(text)
    assert split_goto(",".join(targets)) == targets
    assert len(set(targets)) == len(targets)
    assert all(targets)


@moderate
@given(st.lists(st.from_regex(r"\A[a-z0-9]{1,8}@[a-z]{1,8}\.example\Z"), max_size=12))
def test_the_order_is_kept(addresses):
    assert split_goto("\n".join(addresses)) == list(dict.fromkeys(addresses))
