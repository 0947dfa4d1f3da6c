"""Who may go where: one row for each address of the console. A route without a row fails the tests.

An answer follows from the row's audience and from what the address names. The forms are filled in well enough for a
superadmin (or for whom the page is) to succeed with them: so a check that is missing shows as a change.
"""

from dataclasses import dataclass, field
from datetime import date

from tests.conftest import PASSWORD

LOGIN = "login"  # sent to the sign-in page

# Audience → person → answer; 200 stands for what the page is for.
AUDIENCES = {
    "all": {"anonymous": 200, "owner": 200, "admin": 200, "superadmin": 200},
    "signed in": {"anonymous": LOGIN, "owner": 200, "admin": 200, "superadmin": 200},
    "admins": {"anonymous": LOGIN, "owner": 403, "admin": 200, "superadmin": 200},
    "superadmins": {"anonymous": LOGIN, "owner": 403, "admin": 403, "superadmin": 200},
    "owners": {"anonymous": LOGIN, "owner": 200, "admin": 403, "superadmin": 403},
}

# Kind of object → what of it there is → (name in the address, answer to the admin, answer to the superadmin).
OBJECTS = {
    "": {"": ("", 200, 200)},
    "domain": {
        "own": ("example.org", 200, 200),
        "foreign": ("example.net", 404, 200),
        "foreign, spelt otherwise": ("EXAMPLE.net", 404, 200),
        "the second mark of superadmins": ("ALL", 404, 404),
        "missing": ("nowhere.example", 404, 404),
    },
    "mailbox": {
        "own": ("bob@example.org", 200, 200),
        "foreign": ("eve@example.net", 404, 200),
        "foreign, spelt otherwise": ("Eve@EXAMPLE.net", 404, 200),
        "of a superadmin": ("chief@example.org", 200, 200),  # the mailbox is the domain's; test_special has the rest
        "missing": ("nobody@example.org", 404, 404),
    },
    "alias": {
        "own": ("info@example.org", 200, 200),
        "own catch-all": ("@example.org", 200, 200),
        "foreign": ("info@example.net", 404, 200),
        "foreign catch-all": ("@example.net", 404, 200),
        "protected": ("abuse@example.org", 403, 200),
        "foreign and protected": ("abuse@example.net", 404, 200),
        "of a mailbox": ("bob@example.org", 404, 404),
        "missing": ("nobody@example.org", 404, 404),
    },
    "alias domain": {
        "own": ("alias.example", 200, 200),
        "foreign": ("alias.test", 404, 200),
        "half own": ("half.example", 404, 200),
        "no alias": ("example.org", 404, 404),
    },
    "admin": {
        "oneself": ("alice@example.org", 403, 200),
        "another": ("mallory@example.net", 403, 200),
        "higher": ("chief@example.org", 403, 200),
        "missing": ("nobody@example.org", 403, 404),
    },
    "task": {
        "own": ("00000000-0000-4000-8000-000000000001", 200, 200),
        "foreign": ("00000000-0000-4000-8000-000000000002", 404, 200),
        "of a superadmin": ("00000000-0000-4000-8000-000000000003", 404, 200),
        "missing": ("00000000-0000-4000-8000-000000000009", 404, 404),
    },
    "broadcast": {"one": ("1", 403, 200), "missing": ("2", 403, 404)},  # where admins may, tests/outgoing has the rest
    "periodic": {"one": ("sessions", 403, 200), "missing": ("nothing", 403, 404)},
}
PARAMETERS = {
    "domain": "domain",
    "alias domain": "domain",
    "mailbox": "address",
    "alias": "address",
    "task": "task",
    "periodic": "name",
    "broadcast": "broadcast",
}


@dataclass(frozen=True)
class Row:
    route: str
    audience: str
    kind: str = ""
    form: dict = field(default_factory=dict)  # empty: the page takes no POST
    get: int = 200  # what GET answers to whom the page is for; 405 where there is only POST
    post: int = 302
    post_audience: str = ""  # where fewer may post than look
    changes: bool = True  # whether the form, from whom it is for, changes what is stored

    def __str__(self):
        return self.route

    @property
    def parameter(self):
        return PARAMETERS.get(self.kind, "username")


ODD = [
    Row("", "all", get=302, form={"": ""}, changes=False),
    Row("login", "all", form={"username": "bob@example.org", "password": PASSWORD}, changes=False),
    Row("login_code", "all", get=302, form={"code": "123456"}, changes=False),  # test_half_signed_in.py has the rest
    Row("logout", "all", form={"": ""}, get=405, changes=False),
    Row("setup", "all", form={"setup_password": "wrong"}, post=422, changes=False),
    Row("preferences", "all", form={"theme": "dark", "language": "zh-hans"}, get=405, changes=False),
    Row("healthz", "all"),
    Row("overview", "signed in"),
    Row("find", "signed in"),
    Row("me_password", "signed in", form={"current": PASSWORD, "new": "Other-42-sheep"}),
]
TODAY = str(date.today())
AWAY = {"active": "on", "starts": TODAY, "interval": "0", "subject": "Away", "body": "Away"}
OWNERS = [
    Row("me", "owners"),
    Row("me_forwarding", "owners", form={"goto": "elsewhere@example.edu", "keep_copy": "on"}),
    Row("me_vacation", "owners", form=AWAY),
]
LIMITS = {"mailboxes": "7", "aliases": "7", "maxquota": "7", "quota": "0", "password_expiry": "7", "transport": "local"}
NEW_PASSWORD = {"password": "Other-42-sheep"}
ADMIN = {"active": "on", "domains": "example.org\nexample.net", **NEW_PASSWORD}
DOMAINS = [
    Row("domain_list", "admins"),
    Row("domain_create", "superadmins", form={"domain": "new.example", "active": "on", **LIMITS}),
    Row("domain_bulk", "superadmins", get=405, form={"action": "disable", "pick": ["example.org", "example.net"]}),
    Row("domain_detail", "admins", "domain"),
    Row("domain_mailboxes", "admins", "domain"),
    Row("domain_aliases", "admins", "domain"),
    Row("domain_alias_domains", "admins", "domain"),
    Row("domain_admins", "admins", "domain", post_audience="superadmins", form={"username": "chief@example.org"}),
    Row("domain_log", "admins", "domain"),
    Row("domain_update", "superadmins", "domain", form={"description": "Changed", **LIMITS}),
    Row("domain_delete", "superadmins", "domain", form={"confirm": "{}"}),
    Row("alias_domain_list", "admins"),
    Row("alias_domain_create", "admins", form={"alias_domain": "example.org", "target_domain": "target.example"}),
    Row("alias_domain_bulk", "admins", get=405, form={"action": "disable", "pick": "alias.example"}),
    Row("alias_domain_update", "admins", "alias domain", form={"target_domain": "target.example"}),
    Row("alias_domain_delete", "admins", "alias domain", form={"": ""}),
]
MAILBOXES = [
    Row("mailbox_list", "admins"),
    Row("mailbox_create", "admins", "domain", form={"local_part": "new", "active": "on", "quota": "0", **NEW_PASSWORD}),
    Row("mailbox_bulk", "admins", get=405, form={"action": "disable", "pick": "bob@example.org"}),
    Row("mailbox_update", "admins", "mailbox", form={"name": "Changed", "quota": "0", **NEW_PASSWORD}),
    Row("mailbox_forwarding", "admins", "mailbox", form={"goto": "elsewhere@example.edu"}),
    Row("mailbox_vacation", "admins", "mailbox", form=AWAY),
    Row("mailbox_delete", "admins", "mailbox", form={"": ""}),
    Row("alias_list", "admins"),
    Row("alias_create", "admins", "domain", form={"local_part": "new", "goto": "elsewhere@example.edu"}),
    Row("alias_bulk", "admins", get=405, form={"action": "delete", "confirmed": "yes", "pick": "info@example.org"}),
    Row("alias_update", "admins", "alias", form={"goto": "elsewhere@example.edu", "active": "on"}),
    Row("alias_delete", "admins", "alias", form={"": ""}),
]
ADMINS = [
    Row("admin_list", "superadmins"),
    Row("admin_create", "superadmins", form={"username": "new@example.org", **ADMIN}),
    Row("admin_bulk", "superadmins", get=405, form={"action": "disable", "pick": "mallory@example.net"}),
    Row("admin_update", "superadmins", "admin", form=ADMIN),
    Row("admin_delete", "superadmins", "admin", form={"": ""}),
    Row("log", "admins"),
]
TASKS = [
    Row("task_list", "admins"),
    Row("task_detail", "admins", "task"),
    Row("task_stop", "admins", "task", get=405, form={"": ""}),
    Row("periodic_run", "superadmins", "periodic", get=405, form={"": ""}),
]
TEXT = {"subject": "Hello", "body": "Text"}
MAIL = [
    Row("mail_send", "admins", form={"sender": "info@example.org", "recipient": "bob@example.org", **TEXT}),
    Row("broadcast_list", "superadmins"),
    Row("broadcast_create", "superadmins", form={"sender": "info@example.org", "confirmed": "yes", **TEXT}),
    Row("broadcast_detail", "superadmins", "broadcast"),
    Row("broadcast_resume", "superadmins", "broadcast", get=405, form={"": ""}),
    Row("welcome", "superadmins", form={"subject_en": "Hello", "body_en": "Text"}),
    Row("domain_welcome", "admins", "domain", form={"subject_en": "Hello", "body_en": "Text"}),
]
TABLE = [*ODD, *OWNERS, *DOMAINS, *MAILBOXES, *ADMINS, *TASKS, *MAIL]
