"""Mailbox owners sign in at the same page as admins."""

from mailadmin.accounts.backends import PersonBackend
from mailboxes.models import Mailbox


class MailboxBackend(PersonBackend):
    model = Mailbox
