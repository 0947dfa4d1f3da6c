"""Upstream's tables of mailboxes, aliases and what belongs to them, by upstream's names."""

from mailboxes.models.addresses import Alias, Mailbox, maildir_of, vacation_address
from mailboxes.models.broadcast import Broadcast, BroadcastRecipient, WelcomeText
from mailboxes.models.expiry import ExpiryMail
from mailboxes.models.fetchmail import Fetchmail
from mailboxes.models.reach import InDomainQuerySet, of_domain, order_for
from mailboxes.models.usage import Quota, Quota2
from mailboxes.models.vacation import END_OF_TIME, SieveScript, Vacation, VacationNotification, VacationPlan

__all__ = [
    "END_OF_TIME",
    "Alias",
    "ExpiryMail",
    "Broadcast",
    "BroadcastRecipient",
    "Fetchmail",
    "InDomainQuerySet",
    "Mailbox",
    "Quota",
    "Quota2",
    "SieveScript",
    "Vacation",
    "VacationNotification",
    "VacationPlan",
    "WelcomeText",
    "maildir_of",
    "of_domain",
    "order_for",
    "vacation_address",
]
