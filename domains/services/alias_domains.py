"""What people do to alias domains."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import AliasDomain, Domain
from mailadmin.audit.models import record
from mailadmin.store.addresses import normal_domain, shown_domain
from mailadmin.store.changes import change, given, save_changed
from mailadmin.store.rows import get


@change
def create_alias_domain(actor, *, alias_domain, target_domain, active=True, description=""):
    """Make `alias_domain` another name of `target_domain`; return it. Both must be within the actor's reach.

    Raises ValidationError for an unknown domain, a chain or a loop.
    """
    actor.require("change_alias_domains")
    require_alias_domains()
    _lock_both(actor, alias_domain, target_domain)
    new = AliasDomain(alias_domain_id=normal_domain(alias_domain), target_domain_id=normal_domain(target_domain))
    new.active, new.description = active, description
    new.full_clean()
    new.save(force_insert=True)
    record(actor, "create_alias_domain", new.alias_domain_id, new.target_domain_id)
    return new


@change
def update_alias_domain(actor, name, *, target_domain=None, active=None, description=None):
    """Change what is not None and return it. Raises as create_alias_domain, and AliasDomain.DoesNotExist."""
    actor.require("change_alias_domains")
    require_alias_domains()
    visible = AliasDomain.objects.visible_to(actor.user)
    entry = get(visible, name)
    target = None if target_domain is None else normal_domain(target_domain)
    if target is not None:
        _lock_both(actor, entry.alias_domain_id, target)
    entry = get(visible.select_for_update(), name)  # it may have gone before the domains were locked
    save_changed(entry, given(entry, target_domain_id=target, active=active, description=description))
    record(actor, "edit_alias_domain", entry.alias_domain_id, entry.target_domain_id)
    return entry


@change
def delete_alias_domain(actor, name):
    """Delete the entry; both domains stay. Raises AliasDomain.DoesNotExist."""
    actor.require("change_alias_domains")
    entry = get(AliasDomain.objects.visible_to(actor.user).select_for_update(), name)
    AliasDomain.objects.filter(alias_domain=entry.alias_domain_id).delete()
    record(actor, "delete_alias_domain", entry.alias_domain_id, entry.target_domain_id)


def require_alias_domains():
    if not settings.ALIAS_DOMAIN:
        raise ValidationError(_("Alias domains are switched off on this site (ALIAS_DOMAIN)."))


def _lock_both(actor, alias, target):
    # In one order, so that two people who link the same domains crosswise wait for each other instead of deadlocking;
    # one by one, since a query for both locks them in the order that the database thinks best.
    names = {"alias_domain": normal_domain(alias), "target_domain": normal_domain(target)}
    visible = Domain.objects.visible_to(actor.user).select_for_update()
    found = {name for name in sorted(set(names.values())) if visible.filter(domain=name).first()}
    for field, name in names.items():
        if name not in found:
            raise ValidationError({field: _("There is no domain %(name)s.") % {"name": shown_domain(name)}})
