"""What mail software needs for replies in somebody's absence: by PostfixAdmin's vacation.pl, or by Dovecot's Sieve.

Nothing of Django in here. vacation.pl's configuration is Perl, which wants values between single quotes.
"""

import re
from pathlib import Path

from deploy.mailconfig import Unfit, double_quoted, dovecot_connect, fill, refuse_control, sql_quoted

TRANSPORT = "transport_maps = "


def render(source, database, by, *, account, dovecot, domain, host):
    """{path: text} of the files for `by`, "vacation.pl" or "sieve". `account` is vacation.pl's database user, `domain`
    the one that its mail goes through, `host` what it calls itself.

    Raises Unfit for a value that some file has no way to write.
    """
    if by == "sieve":
        values = {"ENGINE": database.engine, "DOVECOT_CONNECT": double_quoted(dovecot_connect(database, dovecot))}
        names = ["dovecot.conf", "dovecot-vacation-sql.conf.ext", "dovecot-2.4.conf"]
    else:
        values = {**perl_values(database, account, domain, host), **sql_values(database, account)}
        names = ["vacation.conf", "grants.sql"]
    return {f"vacation/{name}": fill((Path(source) / "vacation" / name).read_text(), values) for name in names}


def with_transport(main_cf, domain):
    """Postfix's main.cf, with mail for the vacation domain going to vacation.pl."""
    if not re.fullmatch(r"[a-z0-9.-]+", domain):
        raise Unfit(f"VACATION_DOMAIN={domain} is no domain name.")
    return main_cf.replace(f"\n{TRANSPORT}", f"\n{TRANSPORT}inline:{{{domain}=vacation:}}, ", 1)


def perl_values(database, account, domain, host):
    """As vacation.pl joins them, `dbname=$db_name;host=$db_host`, to which the port and the socket can be added."""
    refuse_control(database, account)
    for what, value in (("The database's name", database.name), ("The database's host", database.host)):
        if ";" in value:
            raise Unfit(f"{what} holds a semicolon, at which vacation.pl would end it; choose another.")
    name, address = database.name, database.host or "localhost"
    if database.socket:
        name, address = f"{name};mysql_socket={database.socket}", ""
    elif database.port:
        address += f";port={database.port}"
    words = {
        "VACATION_DB_HOST": address,
        "VACATION_DB_NAME": name,
        "VACATION_DB_USER": account.user,
        "VACATION_DB_PASSWORD": account.password,
        "VACATION_PL_DOMAIN": domain,
        "VACATION_HELO": host,
    }
    return {name: perl_quoted(value) for name, value in words.items()}


def sql_values(database, account):
    return {
        "DATABASE_NAME": database.name,
        "VACATION_ACCOUNT": f"'{sql_quoted(account.user)}'@'{database.account_host}'",
        "VACATION_SQL_PASSWORD": sql_quoted(account.password),
    }


def perl_quoted(value):
    """For between the single quotes of a piece of Perl."""
    return value.replace("\\", "\\\\").replace("'", "\\'")
