"""What people do to mailboxes and aliases. Console, commands, import and self-service all come through here.

Each function is one transaction: it locks the domain, validates, writes the rows and the log. It raises
ValidationError for what is not allowed, PermissionDenied for who is not allowed, and the model's DoesNotExist for an
address that is not there or not within the actor's reach.
"""

from mailboxes.services.aliases import create_alias, delete_alias, may_change, update_alias
from mailboxes.services.broadcast import resume_broadcast, set_welcome, start_broadcast
from mailboxes.services.forwarding import set_forwarding
from mailboxes.services.mailboxes import create_mailbox, delete_mailbox, reset_factor, update_mailbox
from mailboxes.services.vacation import begin_vacation, end_vacation, set_vacation

__all__ = [
    "begin_vacation",
    "create_alias",
    "create_mailbox",
    "delete_alias",
    "delete_mailbox",
    "end_vacation",
    "may_change",
    "reset_factor",
    "resume_broadcast",
    "set_forwarding",
    "set_vacation",
    "set_welcome",
    "start_broadcast",
    "update_alias",
    "update_mailbox",
]
