"""The rest of deploy/: DNS, nginx, systemd, web mail and fail2ban, for one mail host. Nothing of Django in here.

These files speak of mail.example.org and example.org, so that they work as they lie there and their own programs can
check them; those two names are what is replaced. Only what web mail needs to change passwords has placeholders.
"""

import re
from pathlib import Path
from urllib.parse import quote

from deploy.mailconfig import Unfit, fill, sql_quoted

FOLDERS = ("bind9", "nginx", "systemd", "roundcube", "fail2ban")
# Not written: they hold the settings that this starts from, and what has an account of its own.
SETTINGS = "mailadmin.env"
PASSWORD_PAGE = ("mailadmin-password.inc.php", "grants.sql")
EXAMPLE = re.compile(r"\b(mail\.)?example\.org\b")
# PASSWORD_SCHEME and what Roundcube calls it; it knows no others that we do.
ALGORITHMS = {
    "MD5-CRYPT": "md5-crypt",
    "SHA256-CRYPT": "sha256-crypt",
    "SHA512-CRYPT": "sha512-crypt",
    "BLF-CRYPT": "hash-bcrypt",
    "ARGON2ID": "hash-argon2id",
}
# The domain's days from now; where it has none, a date that nobody lives to see.
EXPIRY = (
    "password_expiry = NOW() + INTERVAL COALESCE(NULLIF("
    "(SELECT password_expiry FROM domain WHERE domain.domain = mailbox.domain), 0), 36500) DAY, "
)


def is_name(host):
    """Whether `host` can be looked up in DNS: a name with a dot, no address."""
    return bool(re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+", host))


def render(source, host):
    """{path: text} of the files for the mail host of that name, but for web mail's password page."""
    domain = host.partition(".")[2]

    def named(text):
        return EXAMPLE.sub(lambda match: host if match[1] else domain, text)

    files = (path for folder in FOLDERS for path in sorted((Path(source) / folder).iterdir()))
    return {
        named(str(path.relative_to(source))): named(path.read_text())
        for path in files
        if path.name not in (SETTINGS, *PASSWORD_PAGE)
    }


def render_password_page(source, database, account, scheme, expiration=False):
    """{path: text} of what lets people change their password in web mail, as the database user `account`.

    With `expiration` a new password also gets a new date, as in the console.
    Raises Unfit on SQLite, and for a scheme that Roundcube can't make.
    """
    if database.engine != "mysql":
        raise Unfit("ROUNDCUBE_DATABASE_USER is for MariaDB: web mail would have to write the whole SQLite file.")
    if scheme not in ALGORITHMS:
        raise Unfit(f"Roundcube makes no {scheme} hashes: unset ROUNDCUBE_DATABASE_USER, or choose another scheme.")
    host = f"unix({database.socket})" if database.socket else database.host or "localhost"
    port = f":{database.port}" if database.port and not database.socket else ""
    user, password, name = (quote(word, safe="") for word in (account.user, account.password, database.name))
    values = {
        "DATABASE_NAME": database.name,
        "ROUNDCUBE_DSN": f"mysql://{user}:{password}@{host}{port}/{name}",
        "ROUNDCUBE_ACCOUNT": f"'{sql_quoted(account.user)}'@'{database.account_host}'",
        "ROUNDCUBE_SQL_PASSWORD": sql_quoted(account.password),
        "PASSWORD_EXPIRATION": "" if expiration else None,
        "PASSWORD_EXPIRY": EXPIRY if expiration else "",
        "ALGORITHM": ALGORITHMS[scheme],
        # As the console writes them: MD5-CRYPT alone is bare.
        "PREFIX": "" if scheme == "MD5-CRYPT" else f"{{{scheme}}}",
    }
    return {
        f"roundcube/{name}": fill((Path(source) / "roundcube" / name).read_text(), values) for name in PASSWORD_PAGE
    }
