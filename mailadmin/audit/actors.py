"""Who does something: whose reach counts, and how the log names it."""

import getpass
import os
import socket
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from mailadmin.accounts.roles import SUPERADMIN, HasRole


@dataclass(frozen=True)
class Actor:
    """A person at the console, or a command. Every service function takes one first."""

    user: object  # an Admin, a Mailbox, or a CommandLineUser
    origin: str  # the client's address, or user@host for a command

    @property
    def log_name(self):
        """As upstream writes it: `root@example.org (192.0.2.7)`."""
        return f"{self.user.username} ({self.origin})"

    def require(self, permission):
        """Raise PermissionDenied unless the actor has the permission, one of accounts.roles."""
        if not self.user.may(permission):
            raise PermissionDenied(_("You may not do this."))


class CommandLineUser(HasRole):
    """Whoever may run `manage.py` owns the database anyway: a superadmin without an account."""

    username = "CLI"
    role = SUPERADMIN
    is_authenticated = True


def command_line_actor():
    return Actor(CommandLineUser(), f"{_account()}@{socket.gethostname()}")


def setup_actor(address):
    """The person at the setup page, known only by the setup password; upstream logs it as SETUP.PHP."""
    user = CommandLineUser()
    user.username = "SETUP"
    return Actor(user, address)


def _account():
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        return str(os.getuid())
