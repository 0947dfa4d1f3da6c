"""Whatever is sent to the sign-in page, the answer is one of its own."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.sign_in.conftest import URL, post

ODD = [
    *(
        "",
        " ",
        "\0",
        "a\0b@example.org",
        "a" * 256,
        "a" * 100_000,
        "@",
        "@@",
        "a@b@c",
        "*@example.org",
        "a@" + "b." * 130,
    ),
    *(
        "ş@example.org",
        "İ@example.org",
        "ß@例子.example",
        "a@ⅷ.example",
        "a@xn--a",
        "a@xn--" + "a" * 70,
        "😀@😀.example",
    ),
    *(
        "\u202e\u200b@example.org",
        "' OR 1=1 --",
        "\\",
        "%00",
        "${jndi:x}",
        "a@[127.0.0.1]",
        "a@\ufdfa.example",
        "ﷺ@a.b",
    ),
]


def test_it_works(cast):
    assert post(username="not@known.example").status_code == 422


@pytest.mark.parametrize("username", ODD, ids=lambda text: ascii(text[:20]))
def test_odd_names(cast, username):
    assert post(username=username, password="wrong").status_code == 422


@pytest.mark.parametrize("password", [*ODD, "x" * 1001], ids=lambda text: ascii(text[:20]))
def test_odd_passwords(cast, password):
    assert post(password=password).status_code == 422


@pytest.mark.parametrize(
    "body", [b"username=%ff%fe&password=%c3%28", b"username=a\xff@b.c&password=\x80", b"&&&=&=", b"\0"]
)
def test_bytes_that_are_no_text(cast, body):
    response = Client().post(URL, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 1100, "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{", "application/json"),
        (b"username=a", "text/plain; charset=nonsense"),
        (b"username=a", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
    ids=lambda value: ascii(value[:30]),
)
def test_bodies_that_are_too_much_or_broken(cast, body, kind):
    assert Client().generic("POST", URL, body, content_type=kind).status_code in (200, 400, 413, 422)


def test_a_file_where_a_password_belongs(cast):
    file = SimpleUploadedFile("password", b"x")
    assert Client().post(URL, {"username": "alice@example.org", "password": file}).status_code == 422


def test_many_values_of_one_name(cast):
    assert post(username=["root@example.com", "nobody@example.org"]).status_code == 422


@pytest.mark.parametrize("name", ["next", "q", "after", "format"])
def test_odd_parameters(cast, name):
    for value in ODD:
        assert Client().get(f"{URL}?{name}={quote(value[:2000], errors='replace')}").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "a\tb", "-", "testserver.evil.example"])
def test_a_foreign_host_gets_no_page(cast, host):
    """The address of the console is BASE_URL's; a forged Host header ends up in no link."""
    assert Client().get(URL, headers={"Host": host}).status_code == 400
