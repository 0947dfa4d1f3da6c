"""Whatever stands in a search box or in the address bar, the answer is a page."""

from urllib.parse import quote

import pytest
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.properties import any_text, moderate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("something")]

LISTS = [
    *("domains/", "mailboxes/", "aliases/", "alias-domains/", "admins/", "log/", "find/"),
    *(f"domains/example.org/{tab}" for tab in ("", "aliases/", "alias-domains/", "admins/", "log/")),
]
PARAMETERS = ["q", "filter", "sort", "after", "before", "n", "format", "action", "goto", "domain", "target", "next"]


def page(response):
    assert response.status_code in {200, 302, 404}, response
    if response.streaming:
        assert b"".join(response.streaming_content)


@pytest.mark.parametrize("url", LISTS)
def test_any_text_in_any_parameter(root, url):
    @hypothesis_settings(moderate, max_examples=12)
    @given(st.dictionaries(st.sampled_from(PARAMETERS), any_text, min_size=1, max_size=3))
    def answers(typed):
        page(root.get(f"/pfa/{url}?{urlencode(typed)}"))

    answers()


def test_any_text_in_a_search(root, alice):
    @hypothesis_settings(moderate, max_examples=40)
    @given(any_text, st.sampled_from(LISTS), st.sampled_from(["", "csv"]))
    def answers(text, url, form):
        page(root.get(f"/pfa/{url}", {"q": text, "format": form}))
        if not url.startswith("admins"):
            page(alice.get(f"/pfa/{url}", {"q": text, "format": form}))

    answers()


@pytest.mark.parametrize(
    "pattern",
    [
        *("domains/{}/", "domains/{}/aliases/add/", "alias-domains/{}/", "alias-domains/{}/delete/", "admins/{}/"),
        *("mailboxes/{}/", "mailboxes/{}@example.org/", "aliases/{}/", "aliases/{}@example.org/delete/", "{}"),
    ],
)
def test_any_text_in_an_address(root, pattern):
    @hypothesis_settings(moderate, max_examples=10)
    @given(any_text)
    def answers(text):
        page(root.get("/pfa/" + pattern.format(quote(text[:2000], safe=""))))

    answers()


@pytest.mark.parametrize(
    "path", ["domains/%ff/", "mailboxes/%ED%A0%80@example.org/", "domains/?q=%ff%fe", "log/?after=%00~1"]
)
def test_bytes_that_are_no_text(root, path):
    page(root.get(f"/pfa/{path}"))


def test_a_form_with_bytes_that_are_no_text(root):
    """Half a surrogate can't come by HTTP; a browser that tries sends bytes that are no UTF-8."""
    body = b"domain=%ED%A0%80.example&description=%ff&mailboxes=1&aliases=1&maxquota=1&quota=1"
    response = root.post("/pfa/domains/add/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
