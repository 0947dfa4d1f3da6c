"""What a database shows of the settings it was used with, and the lines for `.env` that keep this so."""

from collections import Counter

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from mailadmin.passwords import SCHEMES, WEAK_SCHEMES, is_bare_digest, is_cleartext, scheme_of
from mailadmin.store.tables import table, with_tables
from mailadmin.upstream.described import Described

CLEARTEXT, UNREADABLE = "cleartext", "unreadable"
BARE_MD5 = "PLAIN-MD5 without prefix"
LAYOUTS = {
    "DOMAIN_PATH=YES, DOMAIN_IN_MAILBOX=NO": "{domain}/{local}",
    "DOMAIN_PATH=YES, DOMAIN_IN_MAILBOX=YES": "{domain}/{local}@{domain}",
    "DOMAIN_PATH=NO": "{local}@{domain}",
}
OTHER = "another"


def rows(sql):
    """The rows of a query, a thousand at a time."""
    with connection.cursor() as cursor:
        cursor.execute(with_tables(sql))
        while some := cursor.fetchmany(1000):
            yield from some


def schemes():
    """How many passwords of admins and mailboxes are hashed by each scheme."""
    found = Counter()
    for name in ("admin", "mailbox"):
        for (stored,) in rows(f"SELECT password FROM {{{name}}} WHERE password <> ''"):
            found[kind_of(stored)] += 1
    return found


def kind_of(stored):
    if is_bare_digest(stored):
        return BARE_MD5
    return CLEARTEXT if is_cleartext(stored) else scheme_of(stored) or UNREADABLE


def weak(found):
    """Those of the counts that a stolen database gives away. Salted MD5 (MD5-CRYPT) is the usual one of old, and weak
    as well, but told apart by nobody's `encrypt`."""
    return {name: count for name, count in found.items() if name in {*WEAK_SCHEMES, "DES-CRYPT", "PLAIN-MD4", BARE_MD5}}


def cleartext(found):
    return found[CLEARTEXT]


def vacation_domains():
    """How many aliases of mailboxes lead to a vacation reply by each domain."""
    found = Counter()
    for address, goto in rows("SELECT address, goto FROM {alias} WHERE goto LIKE '%#%'"):
        for target in (goto or "").split(","):
            local, at, domain = target.strip().rpartition("@")
            if at and local.lower() == address.lower().replace("@", "#"):
                found[domain.lower()] += 1
    return found


def layouts():
    """How many mailboxes are stored in each of upstream's three forms, or in another."""
    found = Counter()
    for maildir, local, domain in rows("SELECT maildir, local_part, domain FROM {mailbox}"):
        path = (maildir or "").removesuffix("/").removesuffix("/Maildir")
        forms = (name for name, form in LAYOUTS.items() if path == form.format(local=local, domain=domain))
        found[next(forms, OTHER)] += 1
    return found


def lines():
    """The lines for `.env`, with comments, that let this site go on as it did."""
    described = Described()
    yield "# " + _("What PostfixAdmin has where nothing is set; take over what your config.local.php says instead.")
    yield from ("ALIASES=10", "MAILBOXES=10", "MAXQUOTA=10", "DOMAIN_QUOTA_DEFAULT=2048")
    yield "# " + _("As found in this database.")
    if settings.DATABASE_PREFIX:
        yield f"DATABASE_PREFIX={settings.DATABASE_PREFIX}"
    yield from password_lines()
    if domains := vacation_domains():
        yield f"VACATION_DOMAIN={domains.most_common(1)[0][0]}"
    yield from layout_lines()
    yield from quota_lines()
    yield from transport_lines()
    if expiring(described):
        yield "PASSWORD_EXPIRATION=YES"


def password_lines():
    found = schemes()
    if not found:
        return
    usual = found.most_common(1)[0][0]
    names = ", ".join(f"{name} {count}" for name, count in found.most_common())
    yield "# " + _("Passwords: %(names)s. Unless PASSWORD_SCHEME is set, no sign-in changes a hash here.") % {
        "names": names
    }
    if usual in SCHEMES:
        yield f"PASSWORD_SCHEME={usual}"
    else:
        yield "# " + _(
            "PASSWORD_SCHEME: new passwords can't be stored like most; choose one that your `encrypt` reads."
        )
    if found[CLEARTEXT]:
        yield "CLEARTEXT_PASSWORDS=YES"


def layout_lines():
    found = layouts()
    if not found:
        return
    if len(found) > 1 or OTHER in found:
        told = "; ".join(f"{name}: {count}" for name, count in found.most_common())
        yield "# " + _("Where mail lies, by each mailbox's `maildir`: %(layouts)s") % {"layouts": told}
    del found[OTHER]
    if found:
        yield from found.most_common(1)[0][0].split(", ")


def quota_lines():
    for setting, name in (("QUOTA", "mailbox"), ("DOMAIN_QUOTA", "domain")):
        used, all_rows = next(rows(f"SELECT SUM(quota > 0), COUNT(*) FROM {{{name}}}"))
        if all_rows and not used:
            yield f"{setting}=NO"
    sizes = [size for (size,) in rows("SELECT DISTINCT quota FROM {mailbox} WHERE quota > 0")]
    if sizes and all(size % 1_048_576 == 0 for size in sizes) and any(size % 1_024_000 for size in sizes):
        yield "QUOTA_MULTIPLIER=1048576"


def transport_lines():
    found = [name for (name,) in rows("SELECT DISTINCT transport FROM {domain} WHERE domain <> 'ALL'") if name]
    if set(found) - {"virtual"}:
        yield "TRANSPORT=YES"
        yield "TRANSPORT_OPTIONS=" + ",".join(sorted({*found, "virtual"}))


def expiring(described):
    """Whether passwords were given dates: upstream writes none where PASSWORD_EXPIRATION is off."""
    if "password_expiry" not in described.columns[table("mailbox")]:
        return False
    sql = "SELECT COUNT(*) FROM {mailbox} WHERE password_expiry > '2000-01-02' AND password_expiry < '2038-01-01'"
    return next(rows(sql))[0] > 0
