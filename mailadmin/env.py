"""Reads settings from the environment and stops the start, in one sentence, at a bad value."""

import ipaddress
import os
import re
import secrets
import zoneinfo
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"yes", "true", "1", "on"}
FALSE = {"no", "false", "0", "off"}
TABLE_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")


class Env:
    """Typed access to settings. Each method takes the setting's name and its default.

    A value from the file named by `NAME_FILE` is used when `NAME` itself is not set, so that secrets can stay
    out of the environment. Raises ImproperlyConfigured with the name, the value and what is allowed.
    """

    def __init__(self, dotenv):
        self._env = environ.Env()
        if Path(dotenv).is_file():
            self._env.read_env(str(dotenv))

    def text(self, name, default=""):
        path = os.environ.get(f"{name}_FILE")
        if name not in os.environ and path:
            try:
                return Path(path).read_text().strip()
            except OSError as error:
                raise refuse(f"{name}_FILE", path, f"a readable file ({error.strerror})") from error
        # Not by django-environ's own str(): that takes a value that starts with `$`, as hashes do, for another's name.
        return self._env.ENVIRON.get(name, default)

    def lines(self, name, default=""):
        r"""A text of several lines: `\n` is a break, since .env has one line for each setting, and `\\` a backslash."""
        return re.sub(r"\\([\\n])", lambda found: "\n" if found[1] == "n" else "\\", self.text(name, default))

    def flag(self, name, default):
        """YES or NO, as PostfixAdmin writes them; true/false, on/off and 1/0 are understood too."""
        value = self.text(name, "yes" if default else "no").strip().lower()
        if value not in TRUE | FALSE:
            raise refuse(name, value, "YES or NO")
        return value in TRUE

    def number(self, name, default, least=0):
        value = self.text(name, str(default)).strip()
        try:
            number = int(value)
        except ValueError:
            raise refuse(name, value, "a whole number") from None
        if number < least:
            raise refuse(name, value, f"a whole number, {least} or more")
        return number

    def choice(self, name, default, allowed):
        value = self.text(name, default).strip()
        by_name = {each.upper(): each for each in allowed}
        if value.upper() not in by_name:
            raise refuse(name, value, "one of " + ", ".join(allowed))
        return by_name[value.upper()]

    def words(self, name, default=()):
        """A comma separated list."""
        value = self.text(name, ",".join(default))
        return [word.strip() for word in value.split(",") if word.strip()]

    def rules(self, name, default=()):
        """A comma separated list, in which commas between slashes (`/a{2,}/`) or in double quotes don't count."""
        value = self.text(name, ",".join(default))
        words = re.findall(r'(?:\A|(?<=,))\s*((?:/(?:[^/\\]|\\.)*/)?(?:"[^"]*"|[^,])*)', value)
        return [word.strip() for word in words if word.strip()]

    def numbers(self, name, default):
        """A comma separated list of whole numbers, 0 or more."""
        words = self.words(name, [str(number) for number in default])
        if not words or not all(re.fullmatch("[0-9]{1,9}", word) for word in words):
            raise refuse(name, self.text(name), "whole numbers, comma separated")
        return [int(word) for word in words]

    def addresses(self, name, default=()):
        """A comma separated list of IP addresses."""
        try:
            return [str(ipaddress.ip_address(word)) for word in self.words(name, default)]
        except ValueError:
            raise refuse(name, self.text(name), "IP addresses, no names and no networks, comma separated") from None

    def path(self, name, default):
        """A folder, by an absolute name that every file of deploy/ can hold as it is. No slash at its end."""
        value = self.text(name, default).strip().rstrip("/")
        if not value.startswith("/") or not plain_path(value[1:]):
            raise refuse(name, value, "a path such as /var/mail/vmail, of ASCII letters, digits and ._+- only")
        return value

    def name(self, name, default):
        """The same, below some folder; empty for that folder itself."""
        value = self.text(name, default).strip()
        value = value.rstrip("/") or value
        if value and not plain_path(value):
            raise refuse(name, value, "a folder such as Maildir, of ASCII letters, digits and ._+- only, or nothing")
        return value

    def origin(self, name, default):
        """The start of a web address: `https://mail.example.org`, with no slash at its end and no path."""
        value = self.text(name, default).strip().rstrip("/")
        if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", value):
            raise refuse(name, value, "http:// or https:// and a host, no path, such as https://mail.example.org")
        return value

    def pairs(self, name, default):
        """`key=value` pairs, comma separated; keeps their order."""
        result = {}
        for word in self.words(name, [f"{key}={value}" for key, value in default.items()]):
            key, equals, value = word.partition("=")
            if not equals or not key.strip():
                raise refuse(name, word, "a list such as abuse=root@example.org,postmaster=root")
            result[key.strip()] = value.strip()
        return result

    def table_names(self, name, default):
        """As pairs: what tables are called here, by their usual names."""
        result = self.pairs(name, default)
        for word in result.values():
            if not TABLE_NAME.fullmatch(word):
                raise refuse(name, self.text(name), "a list such as mailbox=users, letters, digits and _ only")
        return result

    def table_prefix(self, name):
        value = self.text(name).strip()
        if value and not TABLE_NAME.fullmatch(value):
            raise refuse(name, value, "letters, digits and _, at most 30 of them")
        return value

    def database(self, default):
        try:
            return self._env.db_url_config(self.text("DATABASE_URL", default))
        except (ImproperlyConfigured, ValueError) as error:
            raise refuse("DATABASE_URL", hide_password(self.text("DATABASE_URL")), DATABASE_FORMS) from error

    def email(self, default):
        try:
            return self._env.email_url_config(self.text("EMAIL_URL", default))
        except (ImproperlyConfigured, ValueError, KeyError) as error:
            raise refuse(
                "EMAIL_URL", hide_password(self.text("EMAIL_URL")), "smtp://user:password@host:port"
            ) from error

    def zone(self, name):
        """A zone of the tz database; default: the zone of this machine."""
        value = self.text(name) or machine_zone()
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            raise refuse(name, value, "a name of the tz database, such as Asia/Shanghai") from None
        return value


DATABASE_FORMS = "sqlite:////path/file, mysql://user:password@host:port/name or mysql://user@/name?unix_socket=/path"


def refuse(name, value, allowed):
    return ImproperlyConfigured(f"{name}={value!r} is not allowed. Allowed: {allowed}.")


def plain_path(value):
    """Whether the parts of a path are of usual signs only, and none leads up."""
    return all(re.fullmatch(r"[A-Za-z0-9._+-]+", part) and part not in (".", "..") for part in value.split("/"))


def hide_password(url):
    """`mysql://user:secret@host/name` without the secret, for messages."""
    before, at, after = url.rpartition("@")
    scheme, colon, account = before.partition("://")
    return f"{scheme}{colon}{account.partition(':')[0]}:…{at}{after}" if ":" in account else url


def machine_zone():
    if os.environ.get("TZ"):
        return os.environ["TZ"].lstrip(":")
    link = os.path.realpath("/etc/localtime")
    return link.partition("/zoneinfo/")[2] or "UTC"


def kept_secret(path):
    """The secret in the file `path`; made there, readable by its owner only, when it is missing."""
    path = Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process was first
            pass
    return path.read_text().strip()
