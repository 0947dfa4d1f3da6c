"""What an alias or a forwarding may go to."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import Domain
from mailadmin.store.addresses import LOCAL_ACCOUNT, shown_address, split_goto, validate_address, validate_domain


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
            errors += errors_of(validate_address, target)
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
    if not errors and settings.EMAILCHECK_LOCALALIASONLY and not actor.user.may("forward_anywhere"):
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
    return errors_of(validate_domain, target[1:])


def _foreign_errors(targets):
    names = {target.rpartition("@")[2] for target in targets if "@" in target}
    foreign = sorted(names - set(Domain.objects.filter(domain__in=names).values_list("domain", flat=True)))
    return [
        ValidationError(_("Mail may only go to domains of this server; %(name)s is none."), params={"name": name})
        for name in foreign
    ]


def errors_of(validator, value):
    try:
        validator(value)
    except ValidationError as error:
        return error.error_list
    return []


def typed_targets(goto):
    """The targets in a text or a list, less vacation addresses: those come and go with a vacation, as upstream."""
    targets = split_goto(goto if isinstance(goto, str) else ",".join(goto))
    return [target for target in targets if not target.endswith(f"@{settings.VACATION_DOMAIN}")]


def validate_at(field, validator, value):
    """Run a validator, its error at a form's field."""
    errors = errors_of(validator, value)
    if errors:
        raise ValidationError({field: errors})
