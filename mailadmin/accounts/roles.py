"""The roles: what each may, how far it reaches, what its menu shows. A new role is a new entry here.

Nothing else asks which role somebody has: pages name the permissions they want, services call `actor.require`, and
`visible_to` goes by reach.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# How far a role reaches.
EVERYTHING = "everything"
OWN_DOMAINS = "own domains"  # those that it has a right over
OWN_MAILBOX = "own mailbox"
NOTHING = "nothing"

PERMISSIONS = {
    "see_overview": "the figures of what is within reach, as the first page",
    "find": "search everything that one may see",
    "own_password": "change the own password",
    "own_mailbox": "see the own mailbox",
    "forward": "change where a mailbox's mail goes besides, or instead",
    "forward_anywhere": "to domains of other servers even if EMAILCHECK_LOCALALIASONLY",
    "vacation": "the reply in a mailbox owner's absence",
    "see_domains": "the list of domains, and the page of each",
    "change_domains": "add, change and delete domains",
    "see_alias_domains": "the lists of alias domains",
    "change_alias_domains": "add, change and delete alias domains",
    "see_mailboxes": "the lists of mailboxes",
    "add_mailboxes": "add mailboxes",
    "change_mailboxes": "change the settings and passwords of mailboxes",
    "delete_mailboxes": "delete mailboxes",
    "see_aliases": "the lists of aliases",
    "change_aliases": "add, change and delete aliases",
    "protected_aliases": "those that every domain must answer too (DEFAULT_ALIASES)",
    "see_domain_admins": "who looks after a domain",
    "change_admins": "add, change and delete admins, and give them domains",
    "send_mail": "write a mail",
    "send_anywhere": "to addresses of other servers too",
    "broadcast": "write to all mailboxes of domains",
    "welcome_text": "the mail that greets new mailboxes of a domain",
    "see_log": "the log of what is within reach",
    "see_tasks": "background work: all of it, or what one started",
    "manage_tasks": "start what is periodic, and see why a task failed",
}


@dataclass(frozen=True)
class Role:
    """What somebody who signs in is to this console."""

    name: str
    label: str
    reach: str
    may: frozenset
    menu: tuple = ()  # groups: (label, names of routes); a page that the person may not open is left out
    home: str = "overview"  # the route of the first page
    switches: dict = field(default_factory=dict)  # permission: the setting that can take it away

    def __post_init__(self):
        unknown = self.may - PERMISSIONS.keys()
        if unknown:
            raise ValueError(f"{self.name}: no such permission: {', '.join(sorted(unknown))}.")

    def allows(self, permission):
        """Whether the role has the permission on this site. Raises KeyError for one that there is not."""
        PERMISSIONS[permission]
        return permission in self.may and getattr(settings, self.switches.get(permission, ""), True)


CONSOLE = ("overview", "domain_list", "mailbox_list", "alias_list", "alias_domain_list")

SUPERADMIN = Role(
    name="superadmin",
    label=_("Superadmin"),
    reach=EVERYTHING,
    may=frozenset(PERMISSIONS) - {"own_mailbox"},
    menu=(("", (*CONSOLE, "admin_list")), (_("Tools"), ("mail_send", "broadcast_list", "welcome", "log", "task_list"))),
    switches={"forward": "ALIAS_CONTROL", "vacation": "VACATION", "send_mail": "SENDMAIL", "broadcast": "SENDMAIL"},
)
DOMAIN_ADMIN = Role(
    name="admin",
    label=_("Domain admin"),
    reach=OWN_DOMAINS,
    may=SUPERADMIN.may - {"change_domains", "change_admins", "manage_tasks", "forward_anywhere", "send_anywhere"},
    menu=(("", CONSOLE), (_("Tools"), ("mail_send", "broadcast_list", "log"))),
    switches={
        "forward": "ALIAS_CONTROL_ADMIN",
        "vacation": "VACATION_CONTROL_ADMIN",
        "protected_aliases": "SPECIAL_ALIAS_CONTROL",
        "send_mail": "SENDMAIL",
        "broadcast": "SENDMAIL_ALL_ADMINS",
    },
)
OWNER = Role(
    name="owner",
    label=_("Mailbox owner"),
    reach=OWN_MAILBOX,
    may=frozenset({"own_mailbox", "own_password", "forward", "vacation"}),
    menu=(("", ("me", "me_forwarding", "me_vacation", "me_password")),),
    home="me",
    switches={"forward": "EDIT_ALIAS", "vacation": "VACATION_CONTROL"},
)
NOBODY = Role(name="", label="", reach=NOTHING, may=frozenset())


class HasRole:
    """Somebody who may do something, by the role that they have."""

    role = NOBODY

    @property
    def reach(self):
        return self.role.reach

    def may(self, permission):
        """Whether this person has the permission, a key of PERMISSIONS."""
        return self.role.allows(permission)


def reach_of(user):
    """How far anybody reaches, also who has not signed in."""
    return getattr(user, "reach", NOTHING)
