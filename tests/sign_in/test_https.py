"""With an https BASE_URL cookies are for TLS only; the console as it is served, behind a proxy that ends TLS."""

from tests.outage.console import serving

PROXY = {"X-Forwarded-Proto": "https", "Host": "mail.example.org", "Referer": "https://mail.example.org/pfa/login/"}


def test_it_works(tmp_path):
    url = f"sqlite:///{tmp_path}/console.sqlite3"
    with serving(tmp_path, headers=PROXY, BASE_URL="https://mail.example.org", DATABASE_URL=url) as console:
        signed_in = console.sign_in()
        assert signed_in.status == 302
        token = console.token("/pfa/me/password/")
        console.send(
            "POST", "/pfa/preferences/", {"theme": "dark", "language": "zh-hans", "csrfmiddlewaretoken": token}
        )
        cookies = dict(console.cookies)
        assert set(cookies) == {"mailadmin_session", "mailadmin_csrf", "theme", "django_language"}
        for name, cookie in cookies.items():
            assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax"), name
        assert signed_in.headers["Strict-Transport-Security"]
        # What did not come by TLS gets no session that could be read on the way.
        plain = console.send("GET", "/pfa/login/", headers={"X-Forwarded-Proto": "http", "Cookie": ""})
        assert all("Secure" in header for header in plain.headers.get_all("Set-Cookie") or [])
        # A form from another site, which the browser tells by Origin, and by Referer where that is missing.
        for foreign in ({"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}):
            assert console.send("POST", "/pfa/logout/", {"csrfmiddlewaretoken": token}, foreign).status == 403


def test_on_plain_http_they_still_work(tmp_path):
    """`make run` has no TLS: a browser would drop cookies that are Secure."""
    with serving(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/console.sqlite3") as console:
        console.sign_in()
        cookie = console.cookies["mailadmin_session"]
        assert (cookie["secure"], cookie["httponly"]) == ("", True)
