"""Mailboxes and aliases: the two kinds of address that Postfix finds here."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from domains.models import Domain, domain_or_gone
from mailadmin.accounts.models import LONG_AGO, Person
from mailadmin.accounts.roles import OWNER
from mailadmin.passwords import check_password
from mailadmin.store.addresses import ascii_of, shown_address, shown_alias, split_goto
from mailadmin.store.fields import AddressField, AliasAddressField, TextField, now
from mailadmin.store.limits import BYTES, UNLIMITED, Limit
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table
from mailboxes.models.reach import InDomainQuerySet
from mailboxes.models.vacation import END_OF_TIME, Vacation


class MailboxQuerySet(InDomainQuerySet):
    of_mailbox = "username"

    def matching(self, text):
        """Those whose address begins with `text`, or with `@domain` those of the domain: an index answers both."""
        if text.startswith("@"):
            return self.filter(domain=text[1:])
        return self.filter(username__prefix=text)

    def matching_within(self, text):
        """For the mailboxes of one domain, which are few enough to look into them: those that have `text` in it."""
        named = Q(name__any_letters__icontains=text)
        return self.filter(Q(username__prefix=text) | Q(local_part__icontains=ascii_of(text)) | named)

    def over(self, percent):
        """Mailboxes that use more than `percent` of their quota."""
        return self.filter(quota__gt=0, usage__bytes__gt=models.F("quota") * percent / 100)

    def used_bytes(self):
        return self.aggregate(used=models.Sum("usage__bytes"))["used"] or 0

    def forwarding(self):
        """Mailboxes whose mail goes elsewhere too, or instead."""
        own = Alias.objects.filter(address=models.OuterRef("username"))
        return self.filter(models.Exists(own.exclude(goto=models.OuterRef("username"))))

    def password_expired(self):
        """Mailboxes whose password is over; see mailboxes.expiry."""
        return self._password_expires().filter(password_expiry__lte=now())

    def password_expires_within(self, days):
        return self._password_expires().filter(
            password_expiry__gt=now(), password_expiry__lte=now() + timedelta(days=days)
        )

    def _password_expires(self):
        with_days = Domain.objects.filter(domain=models.OuterRef("domain"), password_expiry__isnull=False)
        return self.filter(models.Exists(with_days.exclude(password_expiry=0)))

    def on_vacation(self):
        away = Vacation.objects.current().filter(email=models.OuterRef("username"))
        return self.filter(models.Exists(away))


class Mailbox(Person, NullsRead):
    """A mailbox, and its owner as somebody who signs in."""

    role = OWNER

    username = AddressField(_("address"), primary_key=True)
    password = models.CharField(_("password"), max_length=255)
    name = models.CharField(_("name"), max_length=255, blank=True)
    maildir = models.CharField(max_length=255)  # below the mail store, with a slash at its end; never changes
    quota = models.BigIntegerField(_("quota"), default=UNLIMITED, db_default=UNLIMITED)  # read through quota_limit
    local_part = models.CharField(max_length=255)
    domain = models.ForeignKey(
        Domain, models.DO_NOTHING, db_column="domain", db_constraint=False, related_name="mailbox_set"
    )
    created = models.DateTimeField(_("created"), default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(_("changed"), default=now, db_default=LONG_AGO)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    email_other = models.CharField(max_length=255, blank=True, default="", db_default="")
    token = models.CharField(max_length=255, blank=True, default="", db_default="")
    token_validity = models.DateTimeField(default=now, db_default=LONG_AGO)
    password_expiry = models.DateTimeField(default=now, db_default=LONG_AGO)
    totp_secret = models.CharField(max_length=255, blank=True, null=True)
    smtp_active = models.BooleanField(_("may send"), default=True, db_default=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        db_table = table("mailbox")
        db_table_comment = "Postfix Admin - Virtual Mailboxes"

    @property
    def quota_limit(self):
        """What it may hold; none means that no quota is kept, which to Dovecot is the same as unlimited."""
        return Limit(self.quota, BYTES)

    def check_password(self, plain):
        return check_password(plain, self.password, username=self.username)

    @cached_property  # a page asks for it several times
    def password_expired(self):
        return settings.PASSWORD_EXPIRATION and Mailbox.objects.filter(pk=self.pk).password_expired().exists()

    def renew_password_expiry(self):
        """The password is new: it holds for the domain's number of days, or for good."""
        days = domain_or_gone(self.domain_id).password_expiry if settings.PASSWORD_EXPIRATION else 0
        self.password_expiry = now() + timedelta(days=days) if days else END_OF_TIME
        return ["password_expiry"]


def maildir_of(local_part, domain):
    """Where a new mailbox is stored, below the mail store; upstream's three forms, always with a final slash."""
    if not settings.DOMAIN_PATH:
        return f"{local_part}@{domain}/"
    if settings.DOMAIN_IN_MAILBOX:
        return f"{domain}/{local_part}@{domain}/"
    return f"{domain}/{local_part}/"


def vacation_address(address):
    """What stands in the `goto` of a mailbox on vacation: `bob#example.org@autoreply.example.org`."""
    return f"{address.replace('@', '#')}@{settings.VACATION_DOMAIN}"


class AliasQuerySet(InDomainQuerySet):
    of_mailbox = "address"  # the one that delivers its mail

    def without_mailboxes(self):
        """What people call aliases: not the rows that make mailboxes known to Postfix."""
        mailbox = Mailbox.objects.filter(username=models.OuterRef("address"))
        return self.filter(~models.Exists(mailbox))

    def matching(self, text):
        """Those whose address begins with `text`, or with `@domain.name` those of the domain."""
        text = text.removeprefix("*")
        if text.startswith("@") and "." in text:
            return self.filter(domain=text[1:])
        return self.filter(address__prefix=text)

    def matching_within(self, text):
        """For the aliases of one domain: those that have `text` in the address, a target or the description."""
        described, text = Q(description__any_letters__icontains=text), ascii_of(text.removeprefix("*"))
        return self.filter(Q(address__icontains=text) | Q(goto__icontains=text) | described)


class Alias(NullsRead):
    """Where mail for an address goes. A mailbox has one that points to itself."""

    address = AliasAddressField(_("address"), primary_key=True)
    goto = TextField(_("goes to"))
    domain = models.ForeignKey(
        Domain, models.DO_NOTHING, db_column="domain", db_constraint=False, related_name="alias_set"
    )
    created = models.DateTimeField(_("created"), default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(_("changed"), default=now, db_default=LONG_AGO)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    description = models.CharField(_("description"), max_length=255, blank=True, default="", db_default="")

    objects = AliasQuerySet.as_manager()

    class Meta:
        db_table = table("alias")
        db_table_comment = "Postfix Admin - Virtual Aliases"

    def __str__(self):
        return self.address

    @property
    def shown(self):
        return shown_alias(self.address)

    @property
    def is_catch_all(self):
        return self.address.startswith("@")

    @property
    def targets(self):
        return split_goto(self.goto)

    @property
    def stored_targets(self):
        """The targets as they are stored, commas between them: another program's may hold blanks, or be a command."""
        return [target for target in self.goto.split(",") if target]

    @property
    def targets_shown(self):
        return [shown_address(target) for target in self.targets]

    @property
    def protected(self):
        """One of the addresses that every domain must answer (RFC 2142); see settings.DEFAULT_ALIASES."""
        return self.address.partition("@")[0] in settings.DEFAULT_ALIASES

    # The alias of a mailbox: other targets, then the vacation address, then the mailbox itself if it keeps a copy.

    @property
    def on_vacation(self):
        return vacation_address(self.address) in self.targets

    @property
    def keeps_copy(self):
        return self.address in self.targets

    @property
    def forwards(self):
        """The targets besides the mailbox itself and its vacation address."""
        return [target for target in self.targets if target not in (self.address, vacation_address(self.address))]
