"""What people do to mailboxes and aliases. Console, commands, import and self-service all come through here.

Each function is one transaction: it locks the domain, validates, writes the rows and the log. It raises
ValidationError for what is not allowed, PermissionDenied for who is not allowed, and the model's DoesNotExist for an
address that is not there or not within the actor's reach.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from domains.models import NONE, UNLIMITED, Domain
from domains.services import lock_domain
from mailadmin.accounts.password_rules import hashed
from mailadmin.store.addresses import (
    LOCAL_ACCOUNT,
    normal_address,
    shown_address,
    split_goto,
    validate_address,
    validate_alias_address,
    validate_domain,
    validate_local_part,
)
from mailadmin.audit.models import record
from mailadmin.store.changes import change, save_changed
from mailadmin.passwords import is_recognised
from mailboxes.mail import send_welcome
from mailboxes.models import Alias, Mailbox, maildir_of, vacation_address
from mailboxes.quotas import check_quota, default_quota, to_bytes

# --- Mailboxes -------------------------------------------------------------------------------------------------------


@change
def create_mailbox(
    actor,
    *,
    address,
    password=None,
    password_hash=None,
    name="",
    quota=None,
    active=True,
    smtp_active=True,
    welcome_mail=False,
):
    """Create a mailbox, and the alias that makes it known to Postfix; return the mailbox.

    `quota` is in megabytes: 0 unlimited, -1 none kept, None the domain's default. Give `password` or a hash in one
    of the known forms.
    """
    address, local_part, domain_name = _split(address)
    domain = lock_domain(actor, domain_name)
    validate_at("address", validate_local_part, local_part)
    _refuse_taken(address)
    check_count(domain, "mailboxes", domain.mailbox_set)
    if quota is None:
        quota = default_quota(domain)
    check_quota(domain, quota)
    mailbox = Mailbox(
        username=address, local_part=local_part, domain=domain, name=name, active=active, smtp_active=smtp_active
    )
    mailbox.maildir = maildir_of(local_part, domain.domain)
    mailbox.quota = to_bytes(quota)
    _set_password(mailbox, password, password_hash)
    mailbox.full_clean()
    Alias.objects.create(address=address, goto=address, domain=domain, active=active)
    record(actor, "create_alias", domain.domain, address)
    mailbox.save(force_insert=True)
    record(actor, "create_mailbox", domain.domain, address)
    if welcome_mail:
        transaction.on_commit(lambda: send_welcome(address), robust=True)
    return mailbox


@change
def update_mailbox(actor, address, *, quota=None, password=None, password_hash=None, **fields):
    """Change a mailbox (`name`, `active`, `smtp_active`, `quota` in megabytes, the password) and return it.

    Its alias follows `active`, and is made anew if a foreign tool left it out.
    """
    mailbox, domain = _locked(actor, Mailbox, address)
    changed = [*fields]
    for field, value in fields.items():
        setattr(mailbox, field, value)
    if quota is not None and to_bytes(quota) != mailbox.quota:
        check_quota(domain, quota, besides=mailbox.username)
        mailbox.quota = to_bytes(quota)
        changed.append("quota")
    if password or password_hash:
        changed += _set_password(mailbox, password, password_hash)
    save_changed(mailbox, changed)
    _alias_follows(actor, mailbox)
    record(actor, "edit_mailbox", domain.domain, mailbox.username)
    if password or password_hash:
        record(actor, "edit_password", domain.domain, mailbox.username)
    return mailbox


@change
def delete_mailbox(actor, address):
    """Delete a mailbox with what is kept by its address. Its mail on disk and aliases that point to it stay."""
    mailbox, domain = _locked(actor, Mailbox, address)
    Mailbox.objects.purge(mailbox.username)
    Alias.objects.filter(address=mailbox.username).delete()
    record(actor, "delete_mailbox", domain.domain, mailbox.username)


@change
def set_forwarding(actor, address, *, goto, keep_copy):
    """Set where a mailbox's mail goes; return its alias. `goto` is a list or a text of addresses.

    Vacation addresses are never the person's to change: the own one stays as it was, others are left out.
    """
    if not may_forward(actor.user):
        raise PermissionDenied(_("Forwarding is not yours to change on this site."))
    if actor.user.role == "owner":
        mailbox = Mailbox.objects.visible_to(actor.user).select_for_update().get(username=address)
    else:
        mailbox, _domain = _locked(actor, Mailbox, address)
    alias = _own_alias(mailbox)
    own, away = mailbox.username, vacation_address(mailbox.username)
    targets = [target for target in typed_targets(goto) if target != own]
    check_goto(own, targets, actor)
    if alias.on_vacation:
        targets.append(away)
    if keep_copy:
        targets.append(own)
    if not set(targets) - {away}:
        raise ValidationError({"goto": _("Give an address to forward to, or keep the mail in the mailbox.")})
    alias.goto = ",".join(targets)
    save_changed(alias, ["goto"])
    record(actor, "edit_alias", mailbox.domain_id, own)
    return alias


def may_forward(user):
    """Whether the site lets people of this role change where a mailbox's mail goes."""
    allowed = {
        "superadmin": settings.ALIAS_CONTROL,
        "admin": settings.ALIAS_CONTROL_ADMIN,
        "owner": settings.EDIT_ALIAS,
    }
    return allowed[user.role]


def _set_password(mailbox, password, password_hash):
    """Returns the names of the fields set."""
    if password_hash:
        if not is_recognised(password_hash):
            raise ValidationError({"password": _("This is not a password hash in one of Dovecot's schemes.")})
        mailbox.password = password_hash
    else:
        mailbox.password = hashed(password or "")
    return ["password", *mailbox.renew_password_expiry()]


def _own_alias(mailbox):
    """The alias that delivers a mailbox's mail, locked; repaired if it is missing."""
    alias = Alias.objects.select_for_update().filter(address=mailbox.username).first()
    if alias is None:
        alias = Alias.objects.create(
            address=mailbox.username, goto=mailbox.username, domain_id=mailbox.domain_id, active=mailbox.active
        )
    return alias


def _alias_follows(actor, mailbox):
    alias = _own_alias(mailbox)
    if alias.active != mailbox.active:
        alias.active = mailbox.active
        save_changed(alias, ["active"])
        record(actor, "edit_alias", mailbox.domain_id, alias.address)


# --- Aliases ---------------------------------------------------------------------------------------------------------


@change
def create_alias(actor, *, address, goto, active=True, description=""):
    """Create an alias and return it. `address` is name@domain, or `@domain` / `*@domain` for the catch-all."""
    address, local_part, domain_name = _split(address)
    domain = lock_domain(actor, domain_name)
    validate_at("address", validate_alias_address, address)
    _refuse_taken(address)
    check_count(domain, "aliases", domain.alias_set.without_mailboxes())
    targets = typed_targets(goto)
    check_goto(address, targets, actor, required=True)
    alias = Alias(address=address, goto=",".join(targets), domain=domain, active=active, description=description)
    alias.full_clean()
    alias.save(force_insert=True)
    record(actor, "create_alias", domain.domain, address)
    return alias


@change
def update_alias(actor, address, *, goto=None, add_goto=(), remove_goto=(), **fields):
    """Change an alias (`goto`, `active`, `description`) and return it. A mailbox's own goes by set_forwarding.

    `add_goto` and `remove_goto` are changes to `goto`, or to what it is; what is removed must have been there.
    """
    alias, domain = _locked(actor, Alias, address)
    _require_alias(actor.user, alias)
    changed = [*fields]
    for field, value in fields.items():
        setattr(alias, field, value)
    if goto is not None or add_goto or remove_goto:
        targets = typed_targets(alias.goto if goto is None else goto)
        targets += [target for target in typed_targets(add_goto) if target not in targets]
        for target in typed_targets(remove_goto):
            if target not in targets:
                values = {"address": alias.shown, "target": shown_address(target)}
                raise ValidationError(_("%(address)s does not go to %(target)s.") % values)
            targets.remove(target)
        check_goto(alias.address, targets, actor, required=True)
        away = [vacation_address(alias.address)] if alias.on_vacation else []
        alias.goto = ",".join(targets + away)
        changed.append("goto")
    save_changed(alias, changed)
    record(actor, "edit_alias", domain.domain, alias.address)
    return alias


@change
def delete_alias(actor, address):
    """Delete an alias. The one of a mailbox goes with the mailbox only."""
    alias, domain = _locked(actor, Alias, address)
    _require_alias(actor.user, alias)
    Alias.objects.filter(address=alias.address).delete()
    record(actor, "delete_alias", domain.domain, alias.address)


def may_change(user, alias):
    """Whether `user` may change or delete this alias: protected ones are the superadmin's."""
    return user.is_superadmin or settings.SPECIAL_ALIAS_CONTROL or not alias.protected


def _require_alias(user, alias):
    if Mailbox.objects.filter(username=alias.address).exists():
        raise ValidationError(
            _("%(address)s is a mailbox. Its forwarding is changed, and it is deleted, there.")
            % {"address": alias.shown}
        )
    if not may_change(user, alias):
        raise PermissionDenied(_("%(address)s is looked after by the superadmin.") % {"address": alias.shown})


def check_goto(address, targets, actor, required=False):
    """Raise ValidationError unless mail for `address` may go to `targets` (in their normal form)."""
    errors = []
    if required and not targets:
        errors.append(ValidationError(_("Give at least one address.")))
    for target in targets:
        if target == address:
            errors.append(
                ValidationError(_("%(target)s can't go to itself."), params={"target": shown_address(target)})
            )
        elif target.startswith("@"):
            errors += _catch_all_errors(address, target)
        elif "@" in target:
            errors += _errors_of(validate_address, target)
        elif not LOCAL_ACCOUNT.match(target):
            errors.append(
                ValidationError(
                    _(
                        "“%(target)s” is not an address. Allowed: name@domain, or the name of an account on "
                        "the mail server."
                    ),
                    params={"target": target[:80]},
                )
            )
    if not errors and settings.EMAILCHECK_LOCALALIASONLY and not actor.user.is_superadmin:
        errors += _foreign_errors(targets)
    if errors:
        raise ValidationError({"goto": errors[:10]})  # a pasted page would make thousands


def _catch_all_errors(address, target):
    if not address.startswith("@"):
        return [
            ValidationError(
                _("%(target)s stands for a whole domain; only a catch-all can go there."),
                params={"target": "*" + target},
            )
        ]
    return _errors_of(validate_domain, target[1:])


def _foreign_errors(targets):
    names = {target.rpartition("@")[2] for target in targets if "@" in target}
    foreign = sorted(names - set(Domain.objects.filter(domain__in=names).values_list("domain", flat=True)))
    return [
        ValidationError(_("Mail may only go to domains of this server; %(name)s is none."), params={"name": name})
        for name in foreign
    ]


def _errors_of(validator, value):
    try:
        validator(value)
    except ValidationError as error:
        return error.error_list
    return []


# --- What both need --------------------------------------------------------------------------------------------------


def typed_targets(goto):
    """The targets in a text or a list, less vacation addresses: those come and go with a vacation, as upstream."""
    targets = split_goto(goto if isinstance(goto, str) else ",".join(goto))
    return [target for target in targets if not target.endswith(f"@{settings.VACATION_DOMAIN}")]


def check_count(domain, limit, there):
    """Raise ValidationError when the (locked) domain has no room for one more of `there`, rows of it."""
    allowed = getattr(domain, limit)
    if allowed == UNLIMITED:
        return
    words = {"mailboxes": _("mailboxes"), "aliases": _("aliases")}
    values = {"domain": domain.shown, "what": words[limit], "allowed": allowed}
    if allowed <= NONE:
        raise ValidationError(_("%(domain)s may have no %(what)s.") % values)
    if there.count() >= allowed:
        raise ValidationError(_("%(domain)s is full: %(allowed)s of %(allowed)s %(what)s are in use.") % values)


def validate_at(field, validator, value):
    """Run a validator, its error at a form's field."""
    errors = _errors_of(validator, value)
    if errors:
        raise ValidationError({field: errors})


def _split(address):
    address = normal_address(address)
    local_part, at, domain = address.rpartition("@")
    if not at:
        validate_at("address", validate_address, address)
    return address, local_part, domain


def _refuse_taken(address):
    if Mailbox.objects.filter(username=address).exists():
        raise ValidationError({"address": _("%(address)s is already a mailbox.") % {"address": shown_address(address)}})
    if Alias.objects.filter(address=address).exists():
        raise ValidationError({"address": _("%(address)s is already an alias.") % {"address": shown_address(address)}})


def _locked(actor, model, address):
    """A row and its domain, both locked, the domain first, as everywhere."""
    visible = model.objects.visible_to(actor.user)
    domain = lock_domain(actor, visible.values_list("domain_id", flat=True).get(pk=address))
    return visible.select_for_update().get(pk=address), domain
