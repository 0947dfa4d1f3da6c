"""What people do to admins and to their own account."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailadmin.accounts import factor
from mailadmin.accounts.backends import somebody_is
from mailadmin.accounts.models import Admin, AdminPreference, AppPassword, TotpException
from mailadmin.accounts.password_rules import hashed
from mailadmin.audit.models import record
from mailadmin.store.addresses import ALL_DOMAINS, normal_domain, shown_domain
from mailadmin.store.changes import change, given, save_changed
from mailadmin.store.fields import now
from mailadmin.store.rows import get


@change
def create_admin(actor, *, username, password, superadmin=False, domains=(), active=True):
    """Create an admin and return it. `domains` are names; a superadmin has all of them anyway.

    Raises ValidationError for a name that is taken, a weak password or an unknown domain; PermissionDenied for
    anybody but a superadmin.
    """
    actor.require("change_admins")
    admin = Admin(username=username, password=hashed(password), superadmin=superadmin, active=active)
    admin.full_clean()
    admin.save(force_insert=True)
    set_rights(admin, domains)
    record(actor, "create_admin", "", admin.username)
    return admin


@change
def update_admin(
    actor, username, *, password=None, superadmin=None, domains=None, add_domains=(), remove_domains=(), active=None
):
    """Change what is not None and return the admin. Raises as create_admin, and Admin.DoesNotExist.

    `add_domains` and `remove_domains` are changes to `domains`, or to those the admin has.
    The last active superadmin can't be demoted or switched off: nobody could undo it.
    """
    actor.require("change_admins")
    admin = _locked(username)
    if admin.superadmin and admin.active and (superadmin is False or active is False):
        _leave_one_superadmin(admin)
    changed = given(admin, password=hashed(password) if password else None, superadmin=superadmin, active=active)
    save_changed(admin, changed)
    if add_domains or remove_domains:
        names = {normal_domain(name) for name in [*(admin.domain_names if domains is None else domains), *add_domains]}
        no_longer = {normal_domain(name) for name in remove_domains}
        for name in sorted(no_longer - names):
            values = {"admin": admin.shown, "name": shown_domain(name)}
            raise ValidationError(_("%(admin)s does not look after %(name)s.") % values)
        domains = names - no_longer
    set_rights(admin, domains)
    record(actor, "edit_admin", "", admin.username)
    if password:
        record(actor, "edit_password", "", admin.username)
    return admin


@change
def delete_admin(actor, username):
    """Delete an admin with all that is kept by its name; the domains stay. Raises as update_admin.

    App passwords and exceptions are a mailbox's too: they stay while there is one of that name.
    """
    actor.require("change_admins")
    admin = _locked(username)
    if admin.superadmin and admin.active:
        _leave_one_superadmin(admin)
    admin.domain_rights.all().delete()
    AdminPreference.objects.filter(username=admin.username).delete()
    Admin.objects.filter(username=admin.username).delete()
    if not somebody_is(admin.username):
        AppPassword.objects.filter(username=admin.username).delete()
        TotpException.objects.filter(username=admin.username).delete()
    record(actor, "delete_admin", "", admin.username)


@change
def reset_admin_factor(actor, username):
    """Take away an admin's second factor, for whom the device is lost; return the admin. Raises as update_admin, and
    ValidationError when there is none."""
    actor.require("change_admins")
    admin = _locked(username)
    factor.take_away(admin)
    record(actor, "edit_admin", "", admin.username)
    return admin


def set_rights(admin, domains):
    """Make `domains` (names; None leaves them) the domains of an admin, and keep the superadmin's second mark."""
    rights = admin.domain_rights
    if domains is not None:
        wanted = {normal_domain(name) for name in domains} - {ALL_DOMAINS, ""}
        there = set(rights.values_list("domain", flat=True))
        known = rights.model.domain.field.related_model.objects.filter(domain__in=wanted).order_by("domain")
        # Locked, for a right over a domain that is deleted at this moment would hold for the next one of that name.
        unknown = sorted(wanted - there - set(known.select_for_update().values_list("domain", flat=True)))
        if unknown:
            raise ValidationError({"domains": _("There is no domain %(names)s.") % {"names": ", ".join(unknown[:10])}})
        # What is switched off, as only other programs do, comes into force by its name and not by the way.
        rights.filter(active=True).exclude(domain__in=[*wanted, ALL_DOMAINS]).delete()
        rights.filter(active=False, domain__in=wanted).update(active=True)
        rights.bulk_create(
            [rights.model(username=admin, domain_id=name, created=now()) for name in sorted(wanted - there)]
        )
    if not admin.superadmin:
        rights.filter(domain=ALL_DOMAINS).delete()
    elif not rights.filter(domain=ALL_DOMAINS).exists():
        rights.create(domain_id=ALL_DOMAINS, created=now())


@change
def change_own_password(actor, current, new):
    """Give the actor's own account (admin or mailbox) a new password and return the account.

    Raises ValidationError for a wrong current password or a new one that is not allowed.
    """
    # Not type(): the person of a request is looked up as late as possible, so its type is a stand-in's.
    person = actor.user.__class__.objects.select_for_update().get(username=actor.user.username)
    if (person.totp_secret or "") != (actor.user.totp_secret or ""):
        # Set at this very moment. The session has not shown it, and must not be renewed as if it had.
        raise ValidationError(_("Your second factor has just been changed. Sign in again."))
    domain = getattr(person, "domain_id", "")
    if not person.check_password(current):
        raise ValidationError({"current": _("This is not your current password.")})
    if new == current and person.password_expired:
        raise ValidationError({"password": _("This is the password that has expired. Choose another one.")})
    person.password = hashed(new)
    save_changed(person, ["password", *person.renew_password_expiry()])
    record(actor, "edit_password", domain, person.username)
    return person


def _locked(username):
    # All superadmins are locked, in one order, so that two of them can't demote each other at the same moment.
    list(Admin.objects.select_for_update().filter(superadmin=True).order_by("username").values_list("username"))
    return get(Admin.objects.select_for_update(), username)


def _leave_one_superadmin(admin):
    if not Admin.objects.filter(superadmin=True, active=True).exclude(username=admin.username).exists():
        raise ValidationError(
            _("%(name)s is the last active superadmin. Make another one first.") % {"name": admin.username}
        )
