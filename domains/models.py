"""Hosted domains, alias domains, who administers what, and DKIM keys: upstream's tables, by upstream's names."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from mailadmin.accounts.models import LONG_AGO, Admin
from mailadmin.accounts.roles import EVERYTHING, OWN_DOMAINS, reach_of
from mailadmin.store.addresses import ALL_DOMAINS, shown_domain
from mailadmin.store.fields import AddressField, DomainNameField, TextField, now
from mailadmin.store.limits import MEGABYTES, UNLIMITED, Limit, may_be_stored
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table


class DomainQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The domains within the reach of `user`: all, or those with a right over them.

        Unlike upstream's, an inactive or backup MX domain stays visible to its admin.
        """
        domains = self.exclude(domain=ALL_DOMAINS)
        if reach_of(user) == EVERYTHING:
            return domains
        if reach_of(user) == OWN_DOMAINS:
            rights = DomainAdmin.objects.filter(username=user.username, active=True)
            return domains.filter(domain__in=rights.values("domain"))
        return domains.none()

    def matching(self, text):
        """What begins with `text`, or has it in the description."""
        described = models.Q(description__any_letters__icontains=text)
        return self.filter(models.Q(domain__prefix=text) | described)


def own_domains(user):
    """The names of the domains within the reach of `user`; looked up once for this object, which lives for a request.

    Lists ask for the rows of these names. Given a subquery instead, MariaDB would collect and sort the rows of all of
    them to show one page.
    """
    if not hasattr(user, "_own_domains"):
        user._own_domains = list(Domain.objects.visible_to(user).values_list("domain", flat=True))
    return user._own_domains


class Domain(NullsRead):
    """A domain whose mail is taken here. The columns of limits are read through the `…_limit` beside them."""

    domain = DomainNameField(_("domain"), primary_key=True)
    description = models.CharField(_("description"), max_length=255, blank=True, default="")
    aliases = models.IntegerField(_("aliases"), default=UNLIMITED, db_default=UNLIMITED)
    mailboxes = models.IntegerField(_("mailboxes"), default=UNLIMITED, db_default=UNLIMITED)
    # Megabytes, of settings.QUOTA_MULTIPLIER bytes each; a mailbox's own quota is in bytes.
    maxquota = models.BigIntegerField(_("largest mailbox"), default=UNLIMITED, db_default=UNLIMITED)
    quota = models.BigIntegerField(_("storage"), default=UNLIMITED, db_default=UNLIMITED)
    transport = models.CharField(_("transport"), max_length=255, default="virtual")
    backupmx = models.BooleanField(_("backup MX"), default=False, db_default=False)
    created = models.DateTimeField(_("created"), default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(_("changed"), default=now, db_default=LONG_AGO)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    password_expiry = models.IntegerField(_("password expiry"), null=True, blank=True, default=0, db_default=0)

    objects = DomainQuerySet.as_manager()
    gone = False  # True of a stand-in, see domain_or_gone

    class Meta:
        db_table = table("domain")
        db_table_comment = "Postfix Admin - Virtual Domains"

    def __str__(self):
        return self.domain

    @property
    def shown(self):
        return shown_domain(self.domain)

    @property
    def mailbox_limit(self):
        return Limit(self.mailboxes)

    @property
    def alias_limit(self):
        """The mailboxes' own aliases don't count."""
        return Limit(self.aliases)

    @property
    def largest_mailbox(self):
        """The limit of one mailbox; none means that no quotas are kept in this domain."""
        return Limit(self.maxquota, MEGABYTES)

    @property
    def storage_limit(self):
        """The limit of all mailboxes together; none means that this one is not kept."""
        return Limit(self.quota, MEGABYTES)

    def clean(self):
        if self.domain == settings.VACATION_DOMAIN:
            raise ValidationError({"domain": _("This domain is used for vacation replies and can't hold mailboxes.")})
        for name in ("aliases", "mailboxes", "maxquota", "quota"):
            value = getattr(self, name)
            if isinstance(value, int) and not may_be_stored(value):  # anything else is refused by its field already
                raise ValidationError({name: _("Allowed: -1 (none), 0 (unlimited) or the number allowed.")})
        days = self.password_expiry or 0
        if isinstance(days, int) and not 0 <= days <= 36_500:
            raise ValidationError({"password_expiry": _("Allowed: 0 (never) to 36500 days.")})
        if "\n" in self.transport or "\r" in self.transport:
            raise ValidationError({"transport": _("A transport is one line.")})


def domain_or_gone(name, domains=None):
    """The domain of that name, among `domains`. Where another program deleted it: a stand-in without limits."""
    domain = (Domain.objects if domains is None else domains).filter(domain=name).first()
    if domain is None:
        domain = Domain(domain=name, active=False)
        domain.gone = True
    return domain


class AliasDomainQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Alias domains of which `user` may see both sides, as upstream."""
        if reach_of(user) == EVERYTHING:
            return self
        own = own_domains(user)
        return self.filter(alias_domain__in=own, target_domain__in=own)

    def matching(self, text):
        """Those of which either side begins with `text`."""
        return self.filter(models.Q(alias_domain__domain__prefix=text) | models.Q(target_domain__domain__prefix=text))


class AliasDomain(NullsRead):
    """Every address of `alias_domain` is the same address of `target_domain`."""

    alias_domain = models.OneToOneField(
        Domain,
        models.DO_NOTHING,
        primary_key=True,
        db_column="alias_domain",
        db_constraint=False,
        related_name="as_alias",
        default="",
        db_default="",
        verbose_name=_("alias domain"),
    )
    target_domain = models.ForeignKey(
        Domain,
        models.DO_NOTHING,
        db_column="target_domain",
        db_constraint=False,
        related_name="alias_domain_set",
        default="",
        db_default="",
        verbose_name=_("target domain"),
    )
    created = models.DateTimeField(_("created"), default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(_("changed"), default=now, db_default=LONG_AGO)
    active = models.BooleanField(_("active"), default=True, db_default=True)
    description = models.CharField(_("description"), max_length=255, blank=True, default="", db_default="")

    objects = AliasDomainQuerySet.as_manager()

    class Meta:
        db_table = table("alias_domain")
        db_table_comment = "Postfix Admin - Domain Aliases"
        indexes = [models.Index(fields=["active"], name="alias_domain_active")]

    def __str__(self):
        return self.alias_domain_id

    @property
    def shown(self):
        return shown_domain(self.alias_domain_id)

    @property
    def target_shown(self):
        return shown_domain(self.target_domain_id)

    def clean(self):
        """No domain stands for itself, and no alias domain for another: Postfix would look up only once."""
        alias, target = self.alias_domain_id, self.target_domain_id
        if alias == target:
            raise ValidationError({"target_domain": _("A domain can't be an alias of itself.")})
        if AliasDomain.objects.filter(target_domain=alias).exists():
            raise ValidationError(
                {"alias_domain": _("Other domains are aliases of this one, so it can't be an alias itself.")}
            )
        if AliasDomain.objects.filter(alias_domain=target).exists():
            raise ValidationError(
                {"target_domain": _("This domain is an alias itself. Choose the domain it stands for.")}
            )


class DomainAdmin(NullsRead):
    """The right of an admin over a domain. The row with domain ALL is the second mark of a superadmin."""

    username = models.ForeignKey(
        Admin, models.DO_NOTHING, db_column="username", db_constraint=False, related_name="domain_rights"
    )
    domain = models.ForeignKey(
        Domain, models.DO_NOTHING, db_column="domain", db_constraint=False, db_index=False, related_name="admin_rights"
    )
    created = models.DateTimeField(default=now, db_default=LONG_AGO)
    active = models.BooleanField(default=True, db_default=True)

    class Meta:
        db_table = table("domain_admins")
        db_table_comment = "Postfix Admin - Domain Admins"
        indexes = [models.Index(fields=["username", "domain", "active"], name="idx_domadm_user_domain_active")]

    def __str__(self):
        return f"{self.username_id}: {self.domain_id}"


class Dkim(models.Model):
    """A DKIM key pair of a domain, as OpenDKIM's KeyTable reads it."""

    domain_name = models.ForeignKey(
        Domain, models.DO_NOTHING, db_column="domain_name", db_constraint=False, db_index=False, related_name="dkim_set"
    )
    description = models.CharField(max_length=255, blank=True, null=True, default="", db_default="")
    selector = models.CharField(max_length=63, default="default", db_default="default")
    private_key = TextField(null=True, blank=True)
    public_key = TextField(null=True, blank=True)
    created = models.DateTimeField(default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(default=now, db_default=LONG_AGO)

    class Meta:
        db_table = table("dkim")
        db_table_comment = "Postfix Admin - OpenDKIM Key Table"
        indexes = [models.Index(fields=["domain_name", "description"], name="dkim_domain_name")]

    def __str__(self):
        return f"{self.selector}._domainkey.{self.domain_name_id}"


class DkimSigning(models.Model):
    """Whose mail is signed with which key, as OpenDKIM's SigningTable reads it: `author` is a domain or an address."""

    author = AddressField(default="", db_default="", db_index=True)
    dkim = models.ForeignKey(Dkim, models.DO_NOTHING, db_constraint=False, related_name="signing_set")
    created = models.DateTimeField(default=now, db_default=LONG_AGO)
    modified = models.DateTimeField(default=now, db_default=LONG_AGO)

    class Meta:
        db_table = table("dkim_signing")
        db_table_comment = "Postfix Admin - OpenDKIM Signing Table"

    def __str__(self):
        return self.author
