"""From PostfixAdmin's configuration, as php.py or literals.py read it, to lines for .env.

The lines make a site behave as it did: they hold what differs from the defaults here, also where PostfixAdmin's own
default does that. What has no counterpart follows as comments.
"""

from django.utils.translation import gettext as _

from mailadmin.upstream import composed
from mailadmin.upstream.literals import by_reader
from mailadmin.upstream.options import LEFT_OUT, OPTIONS, PLACEHOLDER, SAME_NAME
from mailadmin.upstream.php import by_php, is_there
from mailadmin.upstream.values import KINDS, quoted, text

SILENT = {"configured", "version"}  # nobody looks for these


def read(paths, *, run):
    """What the files say, one after another; `run`: by PHP where it is there. Raises OSError or Unreadable."""
    for path in paths:
        with open(path, "rb") as file:  # noqa: PTH123 (an error then names the file as it was given)
            file.read(1)
    return by_php(paths) if run and is_there() else by_reader(paths)


def dotenv(found):
    """The lines of a .env file for what was read."""
    lines = Lines(found)
    lines.compose()
    for option in SAME_NAME:
        lines.take(option)
    return [*lines.settings, *lines.remarks, *left_out(found), *unread(found)]


class Lines:
    """Collects what is written: settings, and remarks on options that have none."""

    def __init__(self, found):
        self.found, self.values = found, found.values
        self.settings, self.remarks = [], []

    def write(self, name, value, remark="", *, decided=True):
        """A line, with the remark above it; as a comment where a person has to decide."""
        try:
            line = f"{name}={quoted(value)}"
        except ValueError as error:
            self.remarks.append(comment(f"{name}: {error}"))
            return
        if remark:
            self.settings.append(comment(remark))
        self.settings.append(line if decided else f"#{line}")

    def refuse(self, names, reason):
        self.remarks.append(comment(f"{names}: {reason}"))

    def knows(self, *names):
        return not any(name in self.found.unread for name in names)

    def compose(self):
        if self.knows(*(f"database_{part}" for part in (*composed.DEBIAN, "socket"))):
            self.write_or_refuse("DATABASE_URL", *composed.database_url(self.values, self.found.variables))
        self.setup_password()
        self.scheme()
        if self.values.get("site_url"):
            self.write_or_refuse("BASE_URL", *composed.base_url(self.values["site_url"]))
        if self.values.get("default_language", "en") != "en":
            self.converted(OPTIONS["default_language"], self.values["default_language"])
        mail = [option.name for option in OPTIONS.values() if option.setting == "EMAIL_URL"]
        if self.knows(*mail, "admin_email") and any(name in self.values for name in mail):
            self.email()

    def write_or_refuse(self, name, value, remark):
        if value:
            self.write(name, value, remark)
        else:
            self.refuse(name, remark)

    def setup_password(self):
        value = self.values.get("setup_password", "")
        if value and value != OPTIONS["setup_password"].default:
            self.converted(OPTIONS["setup_password"], value)

    def scheme(self):
        if "encrypt" in self.values:
            flavor = str(self.values.get("authlib_default_flavor", "md5raw"))
            self.write_or_refuse("PASSWORD_SCHEME", *composed.password_scheme(str(self.values["encrypt"]), flavor))
        elif self.knows("encrypt"):
            self.refuse(
                "PASSWORD_SCHEME", _("no file says how passwords are hashed (encrypt); give config.inc.php too")
            )

    def email(self):
        try:
            url, remark = composed.email_url(self.values)
        except ValueError as error:
            url, remark = "", str(error)
        if url != "smtp://127.0.0.1:25":
            self.write_or_refuse("EMAIL_URL", url, remark)

    def take(self, option):
        """An option that is a setting under its own name, where it is not what the setting is anyway."""
        value = self.values.get(option.name, option.default)
        untouched = value == option.default
        if not self.knows(option.name) or (untouched and option.kind in ("patterns", "lines")):
            return
        if untouched and option.why is PLACEHOLDER:
            return
        self.converted(option, value, "" if option.name in self.values else _("PostfixAdmin's default"))

    def converted(self, option, value, remark=""):
        try:
            new = KINDS[option.kind](value, option.name)
            usual = option.ours if option.ours is not None else KINDS[option.kind](option.default, option.name)
        except ValueError as error:
            self.refuse(option.name, error)
            return
        if new == usual:
            return
        if option.name == "transport_default" and new not in self.transports():
            self.refuse(option.name, _("it is none of transport_options"))
            return
        decided = option.kind != "decision"
        self.write(option.setting, new, remark if decided else _(option.why), decided=decided)

    def transports(self):
        options = self.values.get("transport_options", OPTIONS["transport_options"].default)
        return [text(each, "") for each in options.values()] if isinstance(options, dict) else []


def left_out(found):
    """A comment for each reason that concerns an option which the files set to another value than PostfixAdmin's."""
    result = []
    for reason, defaults in LEFT_OUT:
        names = [
            name
            for name, default in defaults.items()
            if name not in SILENT and found.values.get(name, default) != default
        ]
        if names:
            result.append(comment(f"{', '.join(names)}: {_(reason)}."))
    unknown = [name for name in found.values if name not in OPTIONS]
    if unknown:
        result.append(comment(f"{', '.join(unknown)}: {_('PostfixAdmin knows no such option')}."))
    return result


def unread(found):
    if not found.unread:
        return []
    return [comment(_("Not read, since it is no plain value: %(names)s") % {"names": ", ".join(sorted(found.unread))})]


def comment(words):
    """A comment of one line, whatever a file put into it."""
    printable = "".join(each if each.isprintable() else "?" for each in str(words))
    return f"# {printable}"
