"""What people do to admins and to their own account."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailadmin.accounts import factor
from mailadmin.accounts.backends import somebody_is
from mailadmin.accounts.models import Admin, AdminPreference, AppPassword, TotpException
from mailadmin.accounts.password_rules import hashed
from mailadmin.audit.models import record
from mailadmin.store.changes import change, given, save_changed
from mailadmin.store.rows import get


@change
def create_account(actor, *, username, password, superadmin=False, active=True):
    """Create an admin's account and return it; domains.services.create_admin gives it domains, or a superadmin's
    second mark.

    Raises ValidationError for a name that is taken or a weak password; PermissionDenied.
    """
    actor.require("change_admins")
    admin = Admin(username=username, password=hashed(password), superadmin=superadmin, active=active)
    admin.full_clean()
    admin.save(force_insert=True)
    record(actor, "create_admin", "", admin.username)
    return admin


@change
def update_account(actor, username, *, password=None, superadmin=None, active=None):
    """Change what is not None and return the admin, which is locked. Raises as create_account, and Admin.DoesNotExist.

    The last active superadmin can't be demoted or switched off: nobody could undo it.
    """
    actor.require("change_admins")
    admin = _locked(username)
    if admin.has_all_domains and admin.active and (superadmin is False or active is False):
        _leave_one_superadmin(admin)
    changed = given(admin, password=hashed(password) if password else None, superadmin=superadmin, active=active)
    save_changed(admin, changed)
    record(actor, "edit_admin", "", admin.username)
    if password:
        record(actor, "edit_password", "", admin.username)
    return admin


@change
def delete_account(actor, username):
    """Delete an admin with what accounts keep by its name, and return what it was. Raises as update_account.

    App passwords and exceptions are a mailbox's too: they stay while there is one of that name.
    """
    actor.require("change_admins")
    admin = _locked(username)
    if admin.has_all_domains and admin.active:
        _leave_one_superadmin(admin)
    AdminPreference.objects.filter(username=admin.username).delete()
    Admin.objects.filter(username=admin.username).delete()
    if not somebody_is(admin.username):
        AppPassword.objects.filter(username=admin.username).delete()
        TotpException.objects.filter(username=admin.username).delete()
    record(actor, "delete_admin", "", admin.username)
    return admin


@change
def reset_admin_factor(actor, username):
    """Take away an admin's second factor, for whom the device is lost; return the admin. Raises as update_admin, and
    ValidationError when there is none."""
    actor.require("change_admins")
    admin = _locked(username)
    factor.take_away(admin)
    record(actor, "edit_admin", "", admin.username)
    return admin


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
    list(Admin.objects.select_for_update().superadmins().order_by("username").values_list("username"))
    return get(Admin.objects.select_for_update(), username)


def _leave_one_superadmin(admin):
    if not Admin.objects.superadmins().filter(active=True).exclude(username=admin.username).exists():
        raise ValidationError(
            _("%(name)s is the last active superadmin. Make another one first.") % {"name": admin.username}
        )
