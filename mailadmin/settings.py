"""All settings. What differs between installations comes from the environment or `.env`; README lists every name."""

import os
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.contrib.messages import constants as message_levels

from mailadmin.env import DATABASE_FORMS, Env, hide_password, kept_secret, refuse
from mailadmin.passwords import SCHEMES

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env(os.environ.get("DOTENV", BASE_DIR / ".env"))
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- The web application ---------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False)
BASE_URL = env.origin("BASE_URL", "http://127.0.0.1:8000")
_host = urlsplit(BASE_URL).hostname
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", f"[{_host}]" if ":" in _host else _host])
SECURE = BASE_URL.startswith("https://")

ROOT_URLCONF = "mailadmin.site.urls"
WSGI_APPLICATION = "mailadmin.wsgi.application"
INSTALLED_APPS = [
    "mailadmin",
    "mailadmin.accounts",
    "mailadmin.audit",
    "mailadmin.tasks",
    "domains",
    "mailboxes",
    "deploy",
    "mailadmin.site",
    # Installed for their machinery only: the router keeps their tables (groups, permissions) out of the database.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks_db",
    "lucide",
]
MIDDLEWARE = [
    "mailadmin.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "mailadmin.middleware.Ready",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mailadmin.middleware.WhoActs",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "mailadmin.middleware.PasswordExpired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "mailadmin.web.menu.frame",
            ],
            "builtins": ["mailadmin.web.tags"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
CSRF_FAILURE_VIEW = "mailadmin.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
PAGE_SIZE = env.number("PAGE_SIZE", 50, least=2)

# --- The database ----------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR / 'mailadmin.sqlite3'}")}
DATABASE_ROUTERS = ["mailadmin.router.NoDjangoAccounts"]
_database = DATABASES["default"]
_engine = _database["ENGINE"].rsplit(".", 1)[-1]
USE_TZ = False  # datetime columns hold the server's local time, as PostfixAdmin and its companions write them
TIME_ZONE = env.zone("TIME_ZONE")
if _engine == "sqlite3":
    if not Path(_database["NAME"]).is_absolute():
        _database["NAME"] = str(BASE_DIR / _database["NAME"])
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing in the middle; readers are never blocked.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF",
    }
elif _engine == "mysql":
    from django.db.backends.mysql.base import django_conversions
    from MySQLdb.constants import FIELD_TYPE

    # By its name, so that summer time comes and goes, where the server has tables of zones; else by today's offset.
    _offset = datetime.now(ZoneInfo(TIME_ZONE)).strftime("%z")
    _zone = f"IF(CONVERT_TZ('2000-01-01','+00:00','{TIME_ZONE}') IS NULL,'{_offset[:3]}:{_offset[3:]}','{TIME_ZONE}')"
    _database["OPTIONS"] = {
        "charset": "utf8mb4",
        "connect_timeout": 5,
        "init_command": f"SET time_zone={_zone}, sql_mode='STRICT_TRANS_TABLES', default_storage_engine=InnoDB",
        "isolation_level": "read committed",
        # An adopted database may have flags of bit(1), which would come as bytes, and b"\\0" is true.
        "conv": {**django_conversions, FIELD_TYPE.BIT: int.from_bytes},
        **_database.get("OPTIONS", {}),
    }
else:
    raise refuse("DATABASE_URL", hide_password(env.text("DATABASE_URL")), DATABASE_FORMS)
# Upstream's database_prefix and database_tables; what lacks in the latter goes by its usual name.
DATABASE_PREFIX = env.table_prefix("DATABASE_PREFIX")
DATABASE_TABLES = env.table_names("DATABASE_TABLES", {})
_database["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", 60)
_database["CONN_HEALTH_CHECKS"] = True

SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if not (DEBUG or _engine == "sqlite3"):
        raise refuse("SECRET_KEY", "", "a long random text; it is required with this database")
    SECRET_KEY = kept_secret(VAR_DIR / "secret_key")
if SECRET_KEY == "CHANGE-ME":  # noqa: S105 (deploy/systemd/mailadmin.env as it is shipped)
    raise refuse("SECRET_KEY", SECRET_KEY, "a long random text of your own: openssl rand -base64 48")

# --- Signing in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Admin"
AUTHENTICATION_BACKENDS = ["mailadmin.accounts.backends.AdminBackend", "mailboxes.backends.MailboxBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview"
PASSWORD_SCHEME = env.choice("PASSWORD_SCHEME", "MD5-CRYPT", SCHEMES)
PASSWORD_SCHEME_CHOSEN = bool(env.text("PASSWORD_SCHEME"))  # in an adopted database, hashes are renewed only then
CLEARTEXT_PASSWORDS = env.flag("CLEARTEXT_PASSWORDS", False)
_setup_hash = VAR_DIR / "setup_password_hash"
SETUP_PASSWORD_HASH = env.text("SETUP_PASSWORD_HASH") or (
    _setup_hash.read_text().strip() if _setup_hash.is_file() else ""
)
SESSION_COOKIE_NAME = "mailadmin_session"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, least=1) * 3600
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign people out who follow a link from a mail
CSRF_COOKIE_NAME = "mailadmin_csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Addresses of reverse proxies whose X-Forwarded-For is believed; with nginx in front of a socket no address is needed.
TRUSTED_PROXIES = env.addresses("TRUSTED_PROXIES", ["127.0.0.1", "::1"])
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Failed sign-ins within the window after which an account, or a client address, has to wait until the window is over.
THROTTLE_ACCOUNT = env.number("THROTTLE_ACCOUNT", 10, least=1)
THROTTLE_ADDRESS = env.number("THROTTLE_ADDRESS", 50, least=1)
THROTTLE_MINUTES = env.number("THROTTLE_MINUTES", 15, least=1)

# --- In the background -----------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "mailadmin.tasks.backend.Queue"}}
PERIODIC = "mailadmin.site.periodic.PERIODIC"

# --- Language and look -----------------------------------------------------------------------------------------------

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "en", [code for code, _name in LANGUAGES])
LOCALE_PATHS = [BASE_DIR / "mailadmin" / "locale"]
USE_THOUSAND_SEPARATOR = True
STATIC_URL = "/pfa/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # secrets never go into a cookie
MESSAGE_TAGS = {
    message_levels.SUCCESS: "good",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "bad",
    message_levels.INFO: "info",
}

# --- PostfixAdmin's options, by their names there --------------------------------------------------------------------

QUOTA_MULTIPLIER = env.number("QUOTA_MULTIPLIER", 1024000, least=1)  # bytes in what forms and limits call 1 MB
DOMAIN_PATH = env.flag("DOMAIN_PATH", True)
DOMAIN_IN_MAILBOX = env.flag("DOMAIN_IN_MAILBOX", False)
DEFAULT_ALIASES = env.pairs("DEFAULT_ALIASES", dict.fromkeys(("abuse", "hostmaster", "postmaster", "webmaster"), ""))
# The limits that a new domain gets: 0 unlimited, -1 none. Not upstream's 10, 10, 10 MB and 2048 MB: its first mailbox
# would refuse a mail of 11 MB.
ALIASES = env.number("ALIASES", 0, least=-1)
MAILBOXES = env.number("MAILBOXES", 0, least=-1)
MAXQUOTA = env.number("MAXQUOTA", 2048, least=-1)  # MB
DOMAIN_QUOTA_DEFAULT = env.number("DOMAIN_QUOTA_DEFAULT", 0, least=-1)  # MB
QUOTA = env.flag("QUOTA", True)
DOMAIN_QUOTA = env.flag("DOMAIN_QUOTA", True)
# Percent from which bars are yellow, and red. Not upstream's 55 and 90: half full is no reason to look.
QUOTA_LEVEL_MED_PCT = env.number("QUOTA_LEVEL_MED_PCT", 80)
QUOTA_LEVEL_HIGH_PCT = env.number("QUOTA_LEVEL_HIGH_PCT", 95)
TRANSPORT = env.flag("TRANSPORT", False)
TRANSPORT_OPTIONS = env.words("TRANSPORT_OPTIONS", ["virtual", "local", "relay"])
TRANSPORT_DEFAULT = env.text("TRANSPORT_DEFAULT", "virtual")
if TRANSPORT_DEFAULT not in TRANSPORT_OPTIONS:
    raise refuse("TRANSPORT_DEFAULT", TRANSPORT_DEFAULT, "one of TRANSPORT_OPTIONS: " + ", ".join(TRANSPORT_OPTIONS))
ALIAS_DOMAIN = env.flag("ALIAS_DOMAIN", True)
ALIAS_CONTROL = env.flag("ALIAS_CONTROL", True)
ALIAS_CONTROL_ADMIN = env.flag("ALIAS_CONTROL_ADMIN", True)
SPECIAL_ALIAS_CONTROL = env.flag("SPECIAL_ALIAS_CONTROL", False)
EDIT_ALIAS = env.flag("EDIT_ALIAS", True)
EMAILCHECK_LOCALALIASONLY = env.flag("EMAILCHECK_LOCALALIASONLY", False)
VACATION = env.flag("VACATION", False)
VACATION_DOMAIN = env.text("VACATION_DOMAIN", "autoreply.invalid").lower()
VACATION_CONTROL = VACATION and env.flag("VACATION_CONTROL", True)  # owners
VACATION_CONTROL_ADMIN = VACATION and env.flag("VACATION_CONTROL_ADMIN", True)  # domain admins
# The seconds between two replies to one sender that people may choose from; 0 is one reply in all, 1 one to each mail.
VACATION_CHOICE_OF_REPLY = env.numbers("VACATION_CHOICE_OF_REPLY", [0, 7 * 86400])
# Who replies. vacation.pl knows no SQLite.
VACATION_BY = env.choice("VACATION_BY", "sieve" if _engine == "sqlite3" else "vacation.pl", ["vacation.pl", "sieve"])
if VACATION and VACATION_BY == "vacation.pl" and _engine == "sqlite3":
    raise refuse(
        "VACATION_BY", VACATION_BY, "sieve, with an SQLite database: PostfixAdmin's vacation.pl can't read one"
    )
PASSWORD_EXPIRATION = env.flag("PASSWORD_EXPIRATION", False)
PASSWORD_VALIDATION = env.rules("PASSWORD_VALIDATION", ["length:5", "letters:3", "digits:2"])
SMTP_ACTIVE_FLAG = env.flag("SMTP_ACTIVE_FLAG", False)
LOGGING_ENABLED = env.flag("LOGGING", True)  # PostfixAdmin's `logging`; that name is Django's here
SENDMAIL = env.flag("SENDMAIL", True)
SENDMAIL_ALL_ADMINS = SENDMAIL and env.flag("SENDMAIL_ALL_ADMINS", False)
ADMIN_EMAIL = env.text("ADMIN_EMAIL", "")
WELCOME_TEXT = env.lines("WELCOME_TEXT", "")

# --- Mail software and mail ------------------------------------------------------------------------------------------

POSTFIX_DATABASE_USER = env.text("POSTFIX_DATABASE_USER")
POSTFIX_DATABASE_PASSWORD = env.text("POSTFIX_DATABASE_PASSWORD")
DOVECOT_DATABASE_USER = env.text("DOVECOT_DATABASE_USER")
DOVECOT_DATABASE_PASSWORD = env.text("DOVECOT_DATABASE_PASSWORD")
VACATION_DATABASE_USER = env.text("VACATION_DATABASE_USER")
VACATION_DATABASE_PASSWORD = env.text("VACATION_DATABASE_PASSWORD")
ROUNDCUBE_DATABASE_USER = env.text("ROUNDCUBE_DATABASE_USER")  # only for changing passwords in web mail
ROUNDCUBE_DATABASE_PASSWORD = env.text("ROUNDCUBE_DATABASE_PASSWORD")
vars().update(env.email("smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 10
MAIL_HOST = env.text("MAIL_HOST") or _host  # what mail programs connect to
MAIL_DIR = env.path("MAIL_DIR", "/var/mail/vmail")  # what mailbox.maildir is below
MAIL_LOCATION_SUFFIX = env.name("MAIL_LOCATION_SUFFIX", "Maildir")
APP_PASSWORDS_ONLY = env.flag("APP_PASSWORDS_ONLY", True)
APP_PASSWORDS_TRIED = env.number("APP_PASSWORDS_TRIED", 10)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "mailadmin": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Addresses that are not there and people who may not: the web server's log has them.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
