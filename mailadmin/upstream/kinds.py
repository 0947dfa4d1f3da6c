"""What can be wrong with the rows of a database that lived long, and how each kind is mended: nothing but data.

A kind is a condition on the rows of one table; its repair is a DELETE or an UPDATE with the same condition, or a
function of mailadmin.upstream.repair. `{mailbox}` and the like stand for tables, see mailadmin.store.tables.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`show` are the columns that name a row; `change` is all of the statement before its WHERE."""

    name: str
    text: str
    remedy: str
    table: str
    show: tuple
    where: str
    change: str = ""


def orphans(table, show, column, other, key, text, remedy, more=""):
    """Rows whose `column` names what is not there."""
    where = f"NOT EXISTS (SELECT 1 FROM {{{other}}} o WHERE o.{key} = {{{table}}}.{column}){more}"
    name = "orphan-" + {"quota2": "usage", "quota": "old-usage"}.get(table, table.replace("_", "-"))
    return Kind(name, text, remedy, table, show, where, f"DELETE FROM {{{table}}}")


DELETED = _("They do nothing; the repair deletes them.")
KINDS = [
    orphans(
        *("mailbox", ("username",), "domain", "domain", "domain"),
        _("mailboxes whose domain is gone"),
        _("Add the domain, or delete them: the repair does that, and leaves their mail on disk."),
    ),
    orphans(
        *("alias", ("address",), "domain", "domain", "domain"),
        _("aliases whose domain is gone"),
        _("Add the domain, or delete them: the repair does that."),
    ),
    Kind(
        "orphan-alias-domain",
        _("alias domains of which one side is gone"),
        DELETED,
        "alias_domain",
        ("alias_domain", "target_domain"),
        "NOT EXISTS (SELECT 1 FROM {domain} o WHERE o.domain = {alias_domain}.alias_domain)"
        " OR NOT EXISTS (SELECT 1 FROM {domain} o WHERE o.domain = {alias_domain}.target_domain)",
        "DELETE FROM {alias_domain}",
    ),
    Kind(
        "orphan-rights",
        _("rights of admins who are gone, or over domains that are gone"),
        _("A new admin or domain of the same name would have them; the repair deletes them."),
        "domain_admins",
        ("username", "domain"),
        "(domain <> 'ALL' AND NOT EXISTS (SELECT 1 FROM {domain} o WHERE o.domain = {domain_admins}.domain))"
        " OR NOT EXISTS (SELECT 1 FROM {admin} o WHERE o.username = {domain_admins}.username)",
        "DELETE FROM {domain_admins}",
    ),
    orphans("vacation", ("email",), "email", "mailbox", "username", _("vacation replies without a mailbox"), DELETED),
    orphans(
        *("vacation_notification", ("on_vacation", "notified"), "on_vacation", "vacation", "email"),
        _("notes about vacation replies that are gone"),
        DELETED,
    ),
    orphans("quota2", ("username",), "username", "mailbox", "username", _("usage of mailboxes that are gone"), DELETED),
    orphans("quota", ("username",), "username", "mailbox", "username", _("old usage of mailboxes gone"), DELETED),
    orphans(
        *("fetchmail", ("mailbox",), "mailbox", "alias", "address"),
        _("fetchmail jobs for addresses that are gone"),
        _("Their mail would bounce; the repair deletes them."),
    ),
    orphans(
        *("dkim", ("domain_name", "selector"), "domain_name", "domain", "domain"),
        _("DKIM keys of domains that are gone"),
        _("A new domain of that name would be signed with them; the repair deletes them."),
    ),
    orphans("dkim_signing", ("author",), "dkim_id", "dkim", "id", _("DKIM signings without a key"), DELETED),
    orphans(
        *("mailbox_app_password", ("username", "description"), "username", "mailbox", "username"),
        _("app passwords of accounts that are gone"),
        _("A new account of that name would open with them; the repair deletes them."),
        " AND NOT EXISTS (SELECT 1 FROM {admin} o WHERE o.username = {mailbox_app_password}.username)",
    ),
    Kind(
        "missing-aliases",
        _("mailboxes without the alias that lets Postfix find them"),
        _("Mail for them bounces; the repair adds it, switched on where the mailbox is."),
        "mailbox",
        ("username",),
        "NOT EXISTS (SELECT 1 FROM {alias} o WHERE o.address = {mailbox}.username)",
        "INSERT INTO {alias} (address, goto, domain, created, modified, active)"
        " SELECT username, username, domain, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, active FROM {mailbox}",
    ),
    Kind(
        "half-superadmins",
        _("superadmins with the mark in `admin` only"),
        _("PostfixAdmin shows them no domain; the repair adds the right over ALL."),
        "admin",
        ("username",),
        "superadmin = 1 AND NOT EXISTS (SELECT 1 FROM {domain_admins} o"
        " WHERE o.username = {admin}.username AND o.domain = 'ALL')",
        "INSERT INTO {domain_admins} (username, domain, created, active)"
        " SELECT username, 'ALL', CURRENT_TIMESTAMP, 1 FROM {admin}",
    ),
    Kind(
        "half-superadmin-rights",
        _("superadmins with the right over ALL only"),
        _("They are superadmins here; PostfixAdmin 3 and later asks for the mark, which the repair sets."),
        "admin",
        ("username",),
        "superadmin = 0 AND EXISTS (SELECT 1 FROM {domain_admins} o"
        " WHERE o.username = {admin}.username AND o.domain = 'ALL' AND o.active = 1)",
        "UPDATE {admin} SET superadmin = 1",
    ),
    Kind(
        "empty-passwords",
        _("mailboxes with an empty password"),
        _("Nobody can sign in to them: manage.py setpassword"),
        "mailbox",
        ("username",),
        "password = '' OR password IS NULL",
    ),
    Kind(
        "empty-admin-passwords",
        _("admins with an empty password"),
        _("They can't sign in: manage.py updateadmin"),
        "admin",
        ("username",),
        "password = '' OR password IS NULL",
    ),
]
# Where keys are kept, and so what has to be in lower case together. ALL is no domain.
KEYS = {
    "domain": ("domain",),
    "admin": ("username",),
    "domain_admins": ("username", "domain"),
    "alias_domain": ("alias_domain", "target_domain"),
    "mailbox": ("username", "local_part", "domain"),
    "alias": ("address", "domain"),
    "vacation": ("email", "domain"),
    "vacation_notification": ("on_vacation",),
    "fetchmail": ("mailbox", "domain"),
    "quota2": ("username",),
    "quota": ("username",),
    "dkim": ("domain_name",),
    "dkim_signing": ("author",),
    "mailbox_app_password": ("username",),
    "admin_preferences": ("username",),
}
