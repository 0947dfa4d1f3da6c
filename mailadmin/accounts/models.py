"""Who may sign in to administer: upstream's table `admin`, which is Django's user model here."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mailadmin.accounts.roles import DOMAIN_ADMIN, EVERYTHING, SUPERADMIN, HasRole, reach_of
from mailadmin.passwords import check_password
from mailadmin.store.addresses import ALL_DOMAINS, shown_address
from mailadmin.store.fields import AddressField, TimestampField, now
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table, with_tables

LONG_AGO = datetime(2000, 1, 1)  # upstream's default for dates, in the database itself


class Person(HasRole):
    """What admins and mailbox owners share as somebody who signs in."""

    is_anonymous = False
    is_authenticated = True

    @property
    def is_active(self):
        return self.active

    @property
    def shown(self):
        return shown_address(self.username)

    def check_password(self, plain):
        return check_password(plain, self.password)

    @property
    def password_expired(self):
        """Whether the password is good for nothing but to choose a new one. Only mailboxes' passwords expire."""
        return False

    def renew_password_expiry(self):
        """Called when the password changes; returns the names of the fields set. Only mailboxes' passwords expire."""
        return []

    def get_session_auth_hash(self):
        """Changes with the password and with the second factor, and so ends the sessions that have not shown these."""
        shown = "\0".join(filter(None, [self.password, self.totp_secret]))
        return salted_hmac("mailadmin.session." + self.role.name, shown, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        return []

    def __str__(self):
        return self.username


class AdminQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who reaches everything sees every admin, everybody else none."""
        return self if reach_of(user) == EVERYTHING else self.none()

    def superadmins(self):
        """Those with either mark of a superadmin."""
        sql = with_tables("SELECT username FROM {domain_admins} WHERE domain = %s AND active = 1")
        return self.filter(models.Q(superadmin=True) | models.Q(username__in=RawSQL(sql, [ALL_DOMAINS])))  # noqa: S611

    def matching(self, text):
        """Those whose address begins with `text`."""
        return self.filter(username__prefix=text)

    def get_by_natural_key(self, username):
        return self.get(username=username)


class Admin(Person, NullsRead, AbstractBaseUser):
    """A superadmin or the admin of some domains.

    A superadmin is stored twice, as upstream does: `superadmin` here, and the domain ALL in `domain_admins`.
    """

    username = AddressField(_("e-mail address"), primary_key=True)
    password = models.CharField(_("password"), max_length=255)
    created = models.DateTimeField(_("created"), default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(_("changed"), default=now, db_default=LONG_AGO)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    superadmin = models.BooleanField(_("superadmin"), default=False, db_default=False)
    phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    email_other = models.CharField(max_length=255, blank=True, default="", db_default="")
    token = models.CharField(max_length=255, blank=True, default="", db_default="")
    token_validity = models.DateTimeField(default=now, db_default=LONG_AGO)
    totp_secret = models.CharField(max_length=255, blank=True, null=True)
    last_login = None  # upstream has no such column

    USERNAME_FIELD = "username"
    objects = AdminQuerySet.as_manager()

    class Meta:
        db_table = table("admin")
        db_table_comment = "Postfix Admin - Virtual Admins"

    @property
    def role(self):
        return SUPERADMIN if self.has_all_domains else DOMAIN_ADMIN

    @cached_property
    def has_all_domains(self):
        """Whether this is a superadmin: either mark counts, for PostfixAdmin 2 knew the right over ALL only."""
        return self.superadmin or Admin.objects.superadmins().filter(pk=self.pk).exists()


class AdminPreference(models.Model):
    """Upstream's table for an admin's own defaults; only `alias_goto_default` is in use there."""

    pk = models.CompositePrimaryKey("username", "pref_key")
    username = AddressField(default="", db_default="")
    pref_key = models.CharField(max_length=64, default="", db_default="")
    pref_value = models.CharField(max_length=2048, default="", db_default="")

    class Meta:
        db_table = table("admin_preferences")

    def __str__(self):
        return f"{self.username}: {self.pref_key}"


class AppPassword(models.Model):
    """One more password of a mailbox or an admin, for one mail program."""

    username = AddressField(null=True)
    description = models.CharField(max_length=255, null=True)
    password_hash = models.CharField(max_length=255, null=True)

    class Meta:
        db_table = table("mailbox_app_password")
        # Upstream has none, and Dovecot asks by it at every log-in.
        indexes = [models.Index(fields=["username"], name="mailadmin_app_password_user")]

    def __str__(self):
        return f"{self.username}: {self.description}"


class TotpException(models.Model):
    """An address from which no second factor is asked: of one mailbox, of a domain, or (NULL) of everybody."""

    ip = models.CharField(max_length=46)
    username = models.CharField(max_length=255, null=True)
    description = models.CharField(max_length=255, null=True)
    created = TimestampField(default=now, db_default=models.functions.Now())
    modified = TimestampField(default=now, db_default=models.functions.Now())

    class Meta:
        db_table = table("totp_exception_address")
        constraints = [models.UniqueConstraint(fields=["ip", "username"], name="ip_user")]

    def __str__(self):
        return f"{self.ip} {self.username or ''}"


class LastStep(models.Model):
    """The latest time step whose code an account has used; see mailadmin.accounts.factor."""

    key = models.CharField(max_length=64, primary_key=True)  # a digest, so that any name fits into any index
    step = models.BigIntegerField()

    class Meta:
        db_table = "mailadmin_totp_step"

    def __str__(self):
        return f"{self.key[:8]}…: {self.step}"


class Throttle(models.Model):
    """Failed sign-ins of one account or one client address since `since`; see mailadmin.accounts.throttle."""

    key = models.CharField(max_length=64, primary_key=True)  # a digest: an attacker's input is not kept as it came
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=now, db_index=True)

    class Meta:
        db_table = "mailadmin_throttle"

    def __str__(self):
        return f"{self.key[:8]}…: {self.failures}"
