"""Settings that several options, or an option's inner parts, make up. Each function returns a value and a remark.

A value of "" is none; the remark then says why.
"""

import re
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from mailadmin.passwords import SCHEMES
from mailadmin.upstream.values import flag

DEBIAN = {
    "type": "dbtype",
    "host": "dbserver",
    "port": "dbport",
    "name": "dbname",
    "user": "dbuser",
    "password": "dbpass",
}
TYPES = {"mysql": "mysql", "mysqli": "mysql", "sqlite": "sqlite", "sqlite3": "sqlite"}
PHP_CRYPT = {"": "SHA512-CRYPT", "MD5": "MD5-CRYPT", "BLOWFISH": "BLF-CRYPT", "SHA256": "SHA256-CRYPT"}
PHP_CRYPT |= {"SHA512": "SHA512-CRYPT"}


def database_url(values, variables):
    """DATABASE_URL of the options, or of the variables in Debian's dbconfig.inc.php."""
    said = {
        part: str(values.get(f"database_{part}") or variables.get(variable) or "").strip()
        for part, variable in (DEBIAN | {"socket": ""}).items()
    }
    if said["type"] == "pgsql":
        return "", _("PostgreSQL is not supported yet; move the data to MariaDB, or stay with PostfixAdmin")
    if said["type"] not in TYPES:
        return "", _("no file says which database it is (database_type)")
    if TYPES[said["type"]] == "sqlite":
        return sqlite_url(said["name"], str(variables.get("basepath") or ""))
    return mysql_url(**said), ""


def sqlite_url(name, folder):
    path = name if name.startswith("/") or not folder else f"{folder.rstrip('/')}/{name}"
    if not path.startswith("/"):
        return "", _("the path of the SQLite database is not a full one")
    return f"sqlite:///{quote(path)}", ""


def mysql_url(*, host, port, socket, name, user, password, **rest):
    behind = re.fullmatch(r"([^:]*):([0-9]+)", host)  # PHP's mysql took the port, or a socket, behind the host
    if behind:
        host, port = behind.groups()
    elif re.fullmatch(r"[^:]*:/.*", host):
        host, _colon, socket = host.partition(":")
    account = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    if socket:
        return f"mysql://{account}@/{quote(name, safe='')}?unix_socket={quote(socket)}"
    host = f"[{host}]" if ":" in host and not host.startswith("[") else quote(host or "localhost", safe="[]:")
    return f"mysql://{account}@{host}{f':{port}' if port.isdigit() else ''}/{quote(name, safe='')}"


def email_url(values):
    host, port = (str(values.get(f"smtp_{part}") or usual) for part, usual in (("server", "localhost"), ("port", "25")))
    kind = str(values.get("smtp_type") or "plain").lower()
    if kind == "plain" and flag(values.get("smtp_sendmail_tls", "NO"), "") == "YES":
        kind = "starttls"
    schemes = {"plain": "smtp", "starttls": "smtp+tls", "tls": "smtp+ssl"}
    if kind not in schemes or not port.isdigit() or not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        return "", _("the mail server can't be made out")
    if host.lower() == "localhost":
        host = "127.0.0.1"
    password = str(values.get("admin_smtp_password") or "")
    user = str(values.get("smtp_username") or (values.get("admin_email") if password else "") or "")
    account = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    return f"{schemes[kind]}://{account}{f'[{host}]' if ':' in host else host}:{port}", ""


def base_url(value):
    """The address of the site without its path: the console's is always /pfa/."""
    address = urlsplit(str(value or ""))
    start = f"{address.scheme}://{address.netloc}"
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", start):
        return "", _("it is no web address")
    return start, _("the console's path is always /pfa/")


def password_scheme(encrypt, flavor):
    """PASSWORD_SCHEME, and where the PostfixAdmin beside it can't read the new hashes, a remark that says so."""
    mechanism, _colon, rest = encrypt.strip().partition(":")
    mechanism = mechanism.upper()
    if mechanism == "PHP_CRYPT":
        method, _colon, more = rest.upper().partition(":")
        return chosen(PHP_CRYPT.get(method, ""), encrypt, _("the number of rounds is our own") if more else "")
    if mechanism in ("DOVECOT", "COURIER"):
        name = {"MD5": "MD5-CRYPT"}.get(rest.upper(), rest.upper())
        return chosen(plain_name(name), encrypt, "" if plain_name(name) == name else unread_there())
    if mechanism == "AUTHLIB":
        return chosen("SHA" if flavor.upper() == "SHA" else "", encrypt)
    known = {"MD5CRYPT": "MD5-CRYPT", "MD5": "PLAIN-MD5", "CLEARTEXT": "PLAIN", "SHA512.B64": "SHA512-CRYPT"}
    name = known.get(mechanism, mechanism)
    same = mechanism == "MD5CRYPT" or (mechanism not in known and plain_name(name) == name)
    return chosen(plain_name(name), encrypt, "" if same else unread_there())


def plain_name(name):
    """A scheme without what it is encoded in, such as .B64."""
    return re.sub(r"\.(B64|BASE64|HEX)$", "", name)


def chosen(name, encrypt, remark=""):
    if name not in SCHEMES:
        return "", _("hashes of %(encrypt)s are read, but not made; choose one that is") % {"encrypt": encrypt}
    return name, remark


def unread_there():
    return _("new hashes start with their {SCHEME}, and a PostfixAdmin 3 with this encrypt can't read them")
