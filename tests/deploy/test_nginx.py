"""nginx, in front of the real console and the real web mail, shows what it should and nothing else."""

import pytest

from .conftest import nginx_configuration
from .programs import certificate, fetch, program, run


def test_it_works(tmp_path):
    certificate(tmp_path)
    done = run(program("nginx", "nginx"), "-t", "-c", nginx_configuration(tmp_path, 18080, 18443))
    assert done.returncode == 0 and "test is successful" in done.stdout, done.stdout
    assert "[warn]" not in done.stdout, done.stdout


@pytest.mark.parametrize("path", ["/", "/pfa/login/?next=/pfa/", "/webmail/"])
def test_plain_http_is_sent_on(site, path):
    response = fetch(site.http, path, headers={"Host": "elsewhere.example"})
    assert (response.status, response.headers["Location"]) == (301, "https://mail.example.org" + path)


def test_the_console_answers(site):
    response = fetch(site.https, "/pfa/login/", site.tls)
    assert response.status == 200 and 'name="username"' in response.text
    assert len(response.headers.get_all("Strict-Transport-Security")) == 1


def test_web_mail_answers(site):
    response = fetch(site.https, "/webmail/", site.tls)
    assert response.status == 200, site.log
    assert 'name="_user"' in response.text and 'name="_pass"' in response.text
    assert fetch(site.https, "/webmail", site.tls).status == 301
    assert fetch(site.https, "/", site.tls).headers["Location"].endswith("/webmail/")


@pytest.mark.parametrize("path", ["/pfa/login/", "/webmail/", "/webmail/index.php"])
def test_pages_are_not_kept(site, path):
    (answer,) = fetch(site.https, path, site.tls).headers.get_all("Cache-Control")
    assert "private" in answer or "no-store" in answer
    assert "public" not in answer


def test_what_the_pages_name_is_there(site):
    """Every style sheet, script and picture that the two sign-in pages ask for."""
    found = 0
    for page in ("/pfa/login/", "/webmail/"):
        for name in sorted(linked(fetch(site.https, page, site.tls).text)):
            path = name if name.startswith("/") else page + name
            response = fetch(site.https, path, site.tls)
            assert response.status == 200, path
            assert "max-age=" in response.headers["Cache-Control"], path
            found += 1
    assert found > 8


def linked(html):
    """Addresses of files in a page's src and href, without those of other pages."""
    words = html.replace("'", '"').split('"')
    return {
        word.partition("?")[0].removeprefix("./")
        for before, word in zip(words, words[1:], strict=False)
        if before.rstrip().endswith(("src=", "href="))
        and word.partition("?")[0].endswith((".css", ".js", ".svg", ".ico", ".png"))
    }


def test_hashed_static_files_are_kept_for_good_and_sent_compressed(site):
    path = next(name for name in linked(fetch(site.https, "/pfa/login/", site.tls).text) if name.endswith(".css"))
    response = fetch(site.https, path, site.tls, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        *["README", "README.md", "INSTALL", "CHANGELOG.md", "UPGRADING", "LICENSE", "SECURITY.md", "composer.json"],
        *["bin/", "bin/update.sh", "SQL/", "SQL/mysql.initial.sql", "installer/", "installer/index.php", "tests/"],
        *["config/", "config/config.inc.php", "config/defaults.inc.php", "temp/", "logs/", "logs/errors.log"],
        *["vendor/", "vendor/autoload.php", ".ht", ".htaccess", ".git/config", "skins/.htaccess", "plugins/"],
        *["program/include/iniset.php", "program/lib/Roundcube/rcube.php", "program/actions/mail/list.php"],
        *["plugins/password/password.php", "plugins/password/config.inc.php", "plugins/password/config.inc.php.dist"],
        *["plugins/password/helpers/passwd-expect", "plugins/password/localization/en_US.inc", "index.php/config"],
        *["index.php/../config/config.inc.php", "..%2fconfig/config.inc.php", "skins/../../config/config.inc.php"],
        *["skins/..%2f..%2fconfig/config.inc.php", "skins/elastic/meta.json", "xindex.php", "index.phpx"],
    ],
)
def test_the_rest_of_web_mail_has_no_address(site, path):
    assert fetch(site.https, "/webmail/" + path, site.tls).status in {400, 403, 404}


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/pfa/static/", "/pfa/static/../secret_key", "/pfa/static../secret_key", "/index.php"],
)
def test_nothing_beside_them_has_an_address(site, path):
    assert fetch(site.https, path, site.tls).status in {400, 403, 404}


def test_a_large_upload_is_refused_before_it_reaches_the_console(site):
    headers = {"Content-Type": "text/csv", "Content-Length": str(11 * 1024 * 1024)}
    assert fetch(site.https, "/pfa/login/", site.tls, "POST", headers=headers).status == 413


def test_the_console_sees_the_real_host(site):
    """(And the real address: see test_fail2ban.)"""
    claims = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    assert fetch(site.https, "/pfa/login/", site.tls, headers=claims).status == 200
    assert fetch(site.https, "/pfa/login/", site.tls, headers={"Host": "evil.example"}).status == 400
