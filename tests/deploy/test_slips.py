"""The guide, as people find it on the web, has slips. None of them is in our files, and what was meant is."""

import re

import pytest

from .maps import dovecot_queries, postfix_queries, settings
from .programs import DEPLOY

FILES = {
    str(path.relative_to(DEPLOY)): path.read_text()
    for path in sorted(DEPLOY.rglob("*"))
    if path.is_file() and path.name != "README.md" and not path.suffix.startswith(".py")
}
MAIN, MASTER = FILES["postfix/main.cf"], FILES["postfix/master.cf"]
SQL = settings(FILES["dovecot/dovecot-sql.conf.ext"])
DOVECOT = FILES["dovecot/mailadmin.conf"]


def test_it_works():
    assert len(FILES) > 40


@pytest.mark.parametrize(
    ("slip", "meant", "where"),
    [
        ("mysql_virtual_alias_maps =", "virtual_alias_maps =", "postfix/main.cf"),
        ("smtpd_sasl_aut_enable", "smtpd_sasl_auth_enable = yes", "postfix/main.cf"),
        ("smtpd_sasl_aut_enable", "smtpd_sasl_auth_enable=yes", "postfix/master.cf"),
        ("/privilege/", "/var/spool/postfix/private/auth", "dovecot/mailadmin.conf"),
        ("/privilege/", "/var/spool/postfix/private/auth", "dovecot-2.4/mailadmin.conf"),
        ("privilege/auth", "smtpd_sasl_path = private/auth", "postfix/main.cf"),
        ("default_pass_schema", "default_pass_scheme = CRYPT", "dovecot/dovecot-sql.conf.ext"),
        ("usernme", "mailbox.username='%u'", "dovecot/dovecot-sql.conf.ext"),
        ("mail_plugin sieve", "mail_plugins = $mail_plugins sieve", "dovecot/mailadmin.conf"),
        ("db.local.local", "db.example.org", "bind9/named.conf.local"),
        ("smtpd_tls_auth_only = no", "smtpd_tls_auth_only = yes", "postfix/main.cf"),
    ],
)
def test_slip(slip, meant, where):
    for name, text in FILES.items():
        assert slip not in re.sub(r"(?<=\w)_maps\.cf", "", text), name
    assert meant in FILES[where]


def test_each_parameter_is_set_once():
    """The guide sets virtual_mailbox_domains where it means virtual_mailbox_maps."""
    names = re.findall(r"(?m)^(\w+) *=", MAIN)
    assert len(names) == len(set(names))
    assert "mysql_virtual_domains_maps.cf" in settings(MAIN)["virtual_mailbox_domains"]
    assert "mysql_virtual_mailbox_maps.cf" in settings(MAIN)["virtual_mailbox_maps"]


def test_options_of_a_service_begin_with_white_space():
    """Without it, Postfix takes each for a service of its own and does not start."""
    for line in MASTER.splitlines():
        assert not re.match(r"(-o|flags=)", line)
        assert re.match(r"#|$|  (-o \w+=\S+|flags=.+)$|(submission|smtps|dovecot|vacation) +(inet|unix) ", line), line


def test_the_connection_has_a_user_and_a_password():
    """In the guide it has no user, and the scheme stands inside of the query."""
    assert SQL["connect"] == '"@DOVECOT_CONNECT@"'
    assert "scheme" not in SQL["password_query"]
    assert 'user = "@DOVECOT_24_USER@"' in FILES["dovecot-2.4/mysql_database.conf.ext"]


@pytest.mark.parametrize("query", [*postfix_queries("mysql").values(), *dovecot_queries().values()])
def test_every_query_asks_whether_it_is_on(query):
    assert "active='1'" in query or "active='0'" in query


@pytest.mark.parametrize("protocol", ["lda", "lmtp"])
def test_sieve_is_in_both_ways_of_delivery(protocol):
    (block,) = re.findall(rf"(?ms)^protocol {protocol} \{{\n(.*?)^\}}", DOVECOT)
    assert "mail_plugins = $mail_plugins sieve" in block
    (block,) = re.findall(rf"(?ms)^protocol {protocol} \{{\n(.*?)^\}}", FILES["dovecot-2.4/mailadmin.conf"])
    assert "sieve = yes" in block


def test_saslauthd_is_not_needed():
    assert "smtpd_sasl_type = dovecot" in MAIN
