"""What people do to domains."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.children import begin_domain, purge_domain
from domains.models import AliasDomain, Domain
from mailadmin.audit.models import record
from mailadmin.store.addresses import normal_domain, shown_domain
from mailadmin.store.changes import change, given, save_changed


def lock_domain(actor, name):
    """The domain, locked until the transaction ends, so that what is counted now still holds when it is written.

    Raises ValidationError when it is not there, or not within the actor's reach: which of both is not told.
    """
    domain = Domain.objects.visible_to(actor.user).select_for_update().filter(domain=name).first()
    if domain is None:
        raise ValidationError(
            {"domain": _("There is no domain %(name)s.") % {"name": shown_domain(normal_domain(name))}}
        )
    return domain


@change
def create_domain(
    actor,
    *,
    domain,
    description="",
    aliases=None,
    mailboxes=None,
    maxquota=None,
    quota=None,
    transport=None,
    password_expiry=None,
    backupmx=False,
    active=True,
    default_aliases=True,
):
    """Create a domain, and the aliases every domain must answer (RFC 2142); return it.

    What is None gets the site's default (ALIASES, MAILBOXES, MAXQUOTA …). `maxquota`, of one mailbox, and `quota`, of
    all together, are megabytes, `password_expiry` days. Raises ValidationError for what is not allowed,
    PermissionDenied for anybody but a superadmin.
    """
    actor.require("change_domains")
    new = Domain(domain=domain, description=description, backupmx=backupmx, active=active, **defaults())
    given(
        new,
        aliases=aliases,
        mailboxes=mailboxes,
        maxquota=maxquota,
        quota=quota,
        transport=transport,
        password_expiry=password_expiry,
    )
    check_transport(new.transport)
    new.full_clean()
    new.save(force_insert=True)
    if default_aliases:
        begin_domain(actor, new)
    record(actor, "create_domain", new.domain, new.domain)
    return new


def defaults():
    """What a new domain gets when nothing else is said."""
    return {
        "aliases": settings.ALIASES,
        "mailboxes": settings.MAILBOXES,
        "maxquota": settings.MAXQUOTA,
        "quota": settings.DOMAIN_QUOTA_DEFAULT,
        "transport": settings.TRANSPORT_DEFAULT,
        "password_expiry": 365,
    }


def default_goto(actor, target, domain):
    """Where a default alias goes: as the setting says; if it says nothing, to whoever makes the domain."""
    if target:
        return target if "@" in target else f"{target}@{domain}"
    if "@" in actor.user.username:
        return actor.user.username
    return settings.ADMIN_EMAIL or "root"


def check_transport(transport):
    if transport not in settings.TRANSPORT_OPTIONS:
        raise ValidationError(
            {"transport": _("Allowed: %(names)s.") % {"names": ", ".join(settings.TRANSPORT_OPTIONS)}}
        )


@change
def update_domain(
    actor,
    name,
    *,
    description=None,
    aliases=None,
    mailboxes=None,
    maxquota=None,
    quota=None,
    transport=None,
    password_expiry=None,
    backupmx=None,
    active=None,
):
    """Change what is not None and return the domain. Units and errors as create_domain's; ValidationError, too, for an
    unknown domain.
    """
    actor.require("change_domains")
    domain = lock_domain(actor, name)
    if transport is not None and transport != domain.transport:
        check_transport(transport)
    changed = given(
        domain,
        description=description,
        aliases=aliases,
        mailboxes=mailboxes,
        maxquota=maxquota,
        quota=quota,
        transport=transport,
        password_expiry=password_expiry,
        backupmx=backupmx,
        active=active,
    )
    save_changed(domain, changed)
    record(actor, "edit_domain", domain.domain, domain.domain)
    return domain


@change
def delete_domain(actor, name):
    """Delete a domain with all that is in it. Its log stays, unlike upstream's.

    Raises ValidationError when alias domains still point to it, PermissionDenied for anybody but a superadmin.
    """
    actor.require("change_domains")
    domain = lock_domain(actor, name)
    pointing = AliasDomain.objects.filter(target_domain=domain).values_list("alias_domain", flat=True)[:10]
    if pointing:
        raise ValidationError(
            _("%(name)s can't be deleted: it is the target of the alias domain %(others)s. Delete that first.")
            % {"name": domain.shown, "others": ", ".join(shown_domain(each) for each in pointing)}
        )
    name = domain.domain
    purge_domain(name)
    Domain.objects.filter(domain=name).delete()
    record(actor, "delete_domain", name, name)
