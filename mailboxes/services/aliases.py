"""What people do to aliases; the one of a mailbox goes by services.forwarding."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from domains.services import lock_domain
from mailadmin.audit.models import record
from mailadmin.store.addresses import shown_address, validate_alias_address
from mailadmin.store.changes import change, given, save_changed
from mailboxes.models import Alias, Mailbox, vacation_address
from mailboxes.services.rows import check_count, locked, refuse_taken, split_address
from mailboxes.services.targets import check_goto, typed_targets, validate_at


@change
def create_alias(actor, *, address, goto, active=True, description=""):
    """Create an alias and return it. `address` is name@domain, or `@domain` / `*@domain` for the catch-all."""
    actor.require("change_aliases")
    address, local_part, domain_name = split_address(address)
    domain = lock_domain(actor, domain_name)
    validate_at("address", validate_alias_address, address)
    refuse_taken(address)
    check_count(domain, domain.alias_limit, _("aliases"), domain.alias_set.without_mailboxes())
    targets = typed_targets(goto)
    check_goto(address, targets, actor, required=True)
    alias = Alias(address=address, goto=",".join(targets), domain=domain, active=active, description=description)
    alias.full_clean()
    alias.save(force_insert=True)
    record(actor, "create_alias", domain.domain, address)
    return alias


@change
def update_alias(actor, address, *, goto=None, add_goto=(), remove_goto=(), active=None, description=None):
    """Change what is not None of an alias and return it. A mailbox's own goes by set_forwarding.

    `add_goto` and `remove_goto` are changes to `goto`, or to what it is; what is removed must have been there.
    """
    actor.require("change_aliases")
    alias, domain = locked(actor, Alias, address)
    _require_alias(actor.user, alias)
    changed = given(alias, active=active, description=description)
    if goto is not None or add_goto or remove_goto:
        away = [vacation_address(alias.address)] if alias.on_vacation else []
        there = [target for target in alias.stored_targets if target not in away]
        targets = there.copy() if goto is None else typed_targets(goto)
        targets += [target for target in typed_targets(add_goto) if target not in targets]
        for target in typed_targets(remove_goto):
            if target not in targets:
                values = {"address": alias.shown, "target": shown_address(target)}
                raise ValidationError(_("%(address)s does not go to %(target)s.") % values)
            targets.remove(target)
        # What another program put there stays, a command for instance, unless it is taken away.
        check_goto(alias.address, [target for target in targets if target not in there], actor, required=not targets)
        alias.goto = ",".join(targets + away)
        changed.append("goto")
    save_changed(alias, changed)
    record(actor, "edit_alias", domain.domain, alias.address)
    return alias


@change
def delete_alias(actor, address):
    """Delete an alias. The one of a mailbox goes with the mailbox only."""
    actor.require("change_aliases")
    alias, domain = locked(actor, Alias, address)
    _require_alias(actor.user, alias)
    Alias.objects.filter(address=alias.address).delete()
    record(actor, "delete_alias", domain.domain, alias.address)


def may_change(user, alias):
    """Whether `user` may change or delete this alias: protected ones are the superadmin's."""
    return user.may("protected_aliases") or not alias.protected


def _require_alias(user, alias):
    if Mailbox.objects.filter(username=alias.address).exists():
        raise ValidationError(
            _("%(address)s is a mailbox. Its forwarding is changed, and it is deleted, there.")
            % {"address": alias.shown}
        )
    if not may_change(user, alias):
        raise PermissionDenied(_("%(address)s is looked after by the superadmin.") % {"address": alias.shown})
