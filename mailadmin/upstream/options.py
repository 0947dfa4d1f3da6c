"""Every option of PostfixAdmin's configuration, 3.3 to 4.x: the setting that takes it, or why none does.

A test compares the table with the configuration that PostfixAdmin 3.3 is shipped with, and with our settings.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _


class Option(NamedTuple):
    name: str
    default: object  # PostfixAdmin's, as its file says it
    setting: str = ""  # ours; empty: left out
    kind: str = ""  # how the value becomes that setting's: a function of values.py
    ours: str | None = None  # the default here, as .env says it, where it is another than PostfixAdmin's
    why: str = ""  # it is another; or why the option is left out. To be translated where it is shown


DOMAIN = "change-this-to-your.domain.tld"
PLACEHOLDERS = {name: f"{name}@{DOMAIN}" for name in ("abuse", "hostmaster", "postmaster", "webmaster")}
NO_TARGETS = "abuse=,hostmaster=,postmaster=,webmaster="
PATTERNS = {
    "/.{5}/": "password_too_short 5",
    "/([a-zA-Z].*){3}/": "password_no_characters 3",
    "/([0-9].*){2}/": "password_no_digits 2",
}
WELCOME = "Hi,\n\nWelcome to your new account."
NEW_DOMAINS = _("with PostfixAdmin's default a first mailbox refuses a mail of 11 MB")
HALF_FULL = _("what is half full is no reason to look")
PLACEHOLDER = _("PostfixAdmin's default is a placeholder")

SUPPLIED = "admin alias alias_domain config domain domain_admins fetchmail log mailbox vacation vacation_notification"
TABLES = {name: name for name in f"{SUPPLIED} quota quota2".split()}

SAME_NAME = [
    Option("database_prefix", "", "DATABASE_PREFIX", "text"),
    Option("database_tables", TABLES, "DATABASE_TABLES", "tables"),
    Option("aliases", "10", "ALIASES", "number", "0", NEW_DOMAINS),
    Option("mailboxes", "10", "MAILBOXES", "number", "0", NEW_DOMAINS),
    Option("maxquota", "10", "MAXQUOTA", "number", "2048", NEW_DOMAINS),
    Option("domain_quota_default", "2048", "DOMAIN_QUOTA_DEFAULT", "number", "0", NEW_DOMAINS),
    Option("quota", "NO", "QUOTA", "flag", "YES", _("quotas are what Dovecot is set up for by mailconfig")),
    Option("domain_quota", "YES", "DOMAIN_QUOTA", "flag"),
    Option("quota_multiplier", "1024000", "QUOTA_MULTIPLIER", "number"),
    Option("quota_level_med_pct", 55, "QUOTA_LEVEL_MED_PCT", "number", "80", HALF_FULL),
    Option("quota_level_high_pct", 90, "QUOTA_LEVEL_HIGH_PCT", "number", "95", HALF_FULL),
    Option("domain_path", "YES", "DOMAIN_PATH", "flag"),
    Option("domain_in_mailbox", "NO", "DOMAIN_IN_MAILBOX", "flag"),
    Option("default_aliases", PLACEHOLDERS, "DEFAULT_ALIASES", "pairs", NO_TARGETS, PLACEHOLDER),
    Option("transport", "NO", "TRANSPORT", "flag"),
    Option("transport_options", {0: "virtual", 1: "local", 2: "relay"}, "TRANSPORT_OPTIONS", "words"),
    Option("transport_default", "virtual", "TRANSPORT_DEFAULT", "text"),
    Option("alias_domain", "YES", "ALIAS_DOMAIN", "flag"),
    Option("alias_control", "YES", "ALIAS_CONTROL", "flag"),
    Option("alias_control_admin", "YES", "ALIAS_CONTROL_ADMIN", "flag"),
    Option("special_alias_control", "NO", "SPECIAL_ALIAS_CONTROL", "flag"),
    Option("edit_alias", "YES", "EDIT_ALIAS", "flag"),
    Option("emailcheck_localaliasonly", "NO", "EMAILCHECK_LOCALALIASONLY", "flag"),
    Option("vacation_domain", f"autoreply.{DOMAIN}", "VACATION_DOMAIN", "text", "autoreply.invalid", PLACEHOLDER),
    Option(
        "password_expiration", "YES", "PASSWORD_EXPIRATION", "decision", "NO",
        _("PostfixAdmin only notes the date; here YES means that expired mailboxes are shut. See first who would be"),
    ),
    Option(
        "password_validation", PATTERNS, "PASSWORD_VALIDATION", "patterns", "length:5,letters:3,digits:2",
        _("the same rules in other words"),
    ),
    Option("smtp_active_flag", "NO", "SMTP_ACTIVE_FLAG", "flag"),
    Option("logging", "YES", "LOGGING", "flag"),
    Option("admin_email", "", "ADMIN_EMAIL", "text"),
    Option("page_size", "10", "PAGE_SIZE", "number", "50", _("a page of 50 rows costs no more time than one of 10")),
    Option("welcome_text", WELCOME, "WELCOME_TEXT", "lines", "", _("the built-in text is in the console's languages")),
]  # fmt: skip
DATABASE = "database_type database_host database_port database_socket database_user database_password database_name"
MAIL = "smtp_server smtp_port smtp_username admin_smtp_password smtp_type smtp_sendmail_tls"
OTHER_NAME = [
    Option("setup_password", "changeme", "SETUP_PASSWORD_HASH", "text", "", PLACEHOLDER),
    Option("default_language", "en", "LANGUAGE_CODE", "language"),
    Option("encrypt", "md5crypt", "PASSWORD_SCHEME", "scheme", "MD5-CRYPT", _("the same under Dovecot's name")),
    Option("authlib_default_flavor", "md5raw", "PASSWORD_SCHEME", "part"),
    Option("site_url", None, "BASE_URL", "part"),
    *(Option(name, None, "DATABASE_URL", "part") for name in DATABASE.split()),
    *(Option(name, None, "EMAIL_URL", "part") for name in MAIL.split()),
]  # fmt: skip

SCRIPT = _("the console runs no other programs; what changed is in the log table and in the lists of the commands")
PHP_CODE = _("it names a function in PHP, and there is no PHP here")
THEME = _(
    "there is one look, light and dark, and a strict content policy that lets in no other style sheets or pictures"
)
TEXTS = _("pages have no place for texts of the site's own")
MARKS = _("marks say in a word what is wrong with a row; they have fixed colours that can be read in both themes")
NOT_YET = _("there are no pages for it yet; rows that are there are kept")
TLS = _(
    "put ssl-ca, ssl-cert and ssl-key below [client] in a file, and ?read_default_file=/its/path behind DATABASE_URL"
)
LEFT_OUT = [
    (_("a console that is started is configured"), {"configured": True}),
    (_("the version is the program's own"), {"version": "3.3.11"}),
    (
        TLS,
        {
            "database_use_ssl": False,
            "database_ssl_key": None,
            "database_ssl_cert": None,
            "database_ssl_ca": None,
            "database_ssl_ca_path": None,
            "database_ssl_cipher": None,
            "database_ssl_verify_server_cert": True,
        },
    ),
    (_("mails are signed by no name; the sender is ADMIN_EMAIL"), {"admin_name": "Postmaster"}),
    (_("the name in HELO is the machine's own"), {"smtp_client": ""}),
    (_("hashes are made here, no other program is asked"), {"dovecotpw": "/usr/bin/doveadm pw"}),
    (_("PASSWORD_VALIDATION says it: length:N"), {"min_password_length": None}),
    (_("what Postfix and Dovecot understand is allowed, and nothing else"), {"username_legal_chars": ""}),
    (
        _("a password is made at a press of a button, and shown once"),
        {"generate_password": "NO", "show_password": "NO"},
    ),
    (
        PHP_CODE,
        {
            "language_hook": "",
            "maildir_name_hook": "NO",
            "admin_struct_hook": "",
            "domain_struct_hook": "",
            "alias_struct_hook": "",
            "mailbox_struct_hook": "",
            "alias_domain_struct_hook": "",
            "fetchmail_struct_hook": "",
            "dkim_struct_hook": "",
            "dkim_signing_struct_hook": "",
            "totp_exception_address_struct_hook": "",
            "mailbox_postcreation_hook": "",
            "sms_send_function": "",
        },
    ),
    (
        SCRIPT,
        {
            "mailbox_postcreation_script": "",
            "mailbox_postedit_script": "",
            "mailbox_postdeletion_script": "",
            "mailbox_postpassword_script": "",
            "mailbox_post_TOTP_change_secret_script": "",
            "mailbox_post_totp_exception_add_script": "",
            "mailbox_post_totp_exception_delete_script": "",
            "mailbox_postapppassword_script": "",
            "domain_postcreation_script": "",
            "domain_postedit_script": "",
            "domain_postdeletion_script": "",
        },
    ),
    (
        _("Dovecot makes folders itself: auto = subscribe in its namespace"),
        {
            "create_mailbox_subdirs": {},
            "create_mailbox_subdirs_host": "localhost",
            "create_mailbox_subdirs_prefix": "INBOX.",
            "create_mailbox_subdirs_hostport": None,
            "create_mailbox_subdirs_hostoptions": {},
        },
    ),
    (
        _("how much is used is always shown, from the table quota2 that Dovecot 1.2 and newer writes"),
        {
            "used_quotas": "NO",
            "new_quota_table": "YES",
        },
    ),
    (
        NOT_YET,
        {
            "vacation": "NO",
            "vacation_control": "YES",
            "vacation_control_admin": "YES",
            "vacation_choice_of_reply": {0: "reply_once", 604800: "reply_once_per_week"},
            "fetchmail": "YES",
            "fetchmail_extra_options": "NO",
            "sendmail": "YES",
            "sendmail_all_admins": "NO",
            "dkim": "NO",
            "dkim_all_admins": "NO",
            "app_passwords": "NO",
            "forgotten_user_password_reset": True,
            "forgotten_admin_password_reset": False,
        },
    ),
    (_("a second factor that an account has is always asked for"), {"totp": "NO"}),
    (_("long lists of targets are shortened to what fits a row"), {"alias_goto_limit": "0"}),
    (_("back up the database with its own tools, mariadb-dump or sqlite3"), {"backup": "NO"}),
    (_("no page waits for a name server"), {"emailcheck_resolve_domain": "YES"}),
    (
        _("lists of domains show all that has a limit"),
        {
            "domain_list_hide_maxquota": "NO",
            "domain_list_hide_password_expiry": "NO",
        },
    ),
    (
        TEXTS,
        {
            "show_header_text": "NO",
            "header_text": ":: Postfix Admin ::",
            "show_footer_text": "YES",
            "footer_text": f"Return to {DOMAIN}",
            "footer_link": f"http://{DOMAIN}",
            "motd_user": "",
            "motd_admin": "",
            "motd_superadmin": "",
        },
    ),
    (
        MARKS,
        {
            "show_status": "YES",
            "show_status_key": "YES",
            "show_status_text": "&nbsp;&nbsp;",
            "show_undeliverable": "YES",
            "show_undeliverable_color": "tomato",
            "show_undeliverable_exceptions": {0: "unixmail.domain.ext", 1: "exchangeserver.domain.ext"},
            "show_expired": "YES",
            "show_expired_color": "orange",
            "show_vacation": "YES",
            "show_vacation_color": "turquoise",
            "show_disabled": "YES",
            "show_disabled_color": "grey",
            "show_popimap": "YES",
            "show_popimap_color": "darkgrey",
            "show_custom_domains": {0: "subdomain.domain.ext", 1: "domain2.ext"},
            "show_custom_colors": {0: "lightgreen", 1: "lightblue"},
        },
    ),
    (
        _("bob+lists@ is bob's by the maps that mailconfig writes; marks of dangling aliases look at whole addresses"),
        {
            "recipient_delimiter": "",
        },
    ),
    (
        THEME,
        {
            "theme": "default",
            "theme_favicon": "images/favicon.ico",
            "theme_logo": "images/logo-default.png",
            "theme_css": "css/bootstrap.css",
            "theme_custom_css": "",
        },
    ),
    (_("scripts use manage.py, with JSON and exit codes; there is no XML-RPC"), {"xmlrpc_enabled": False}),
]
OPTIONS = {
    option.name: option
    for option in (
        *SAME_NAME,
        *OTHER_NAME,
        *(Option(name, default, why=why) for why, defaults in LEFT_OUT for name, default in defaults.items()),
    )
}
