"""What people do to admins: the account, and with it the domains that it looks after."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import Domain, DomainAdmin
from mailadmin.accounts import services as accounts
from mailadmin.store.addresses import ALL_DOMAINS, normal_domain, shown_domain
from mailadmin.store.changes import change
from mailadmin.store.fields import now


@change
def create_admin(actor, *, username, password, superadmin=False, domains=(), active=True):
    """Create an admin and return it. `domains` are names; a superadmin has all of them anyway.

    Raises ValidationError for a name that is taken, a weak password or an unknown domain; PermissionDenied for
    anybody but a superadmin.
    """
    admin = accounts.create_account(actor, username=username, password=password, superadmin=superadmin, active=active)
    _set_rights(admin, domains)
    _mark(admin, superadmin)
    return admin


@change
def update_admin(
    actor, username, *, password=None, superadmin=None, domains=None, add_domains=(), remove_domains=(), active=None
):
    """Change what is not None and return the admin. Raises as create_admin, and Admin.DoesNotExist.

    `add_domains` and `remove_domains` are changes to `domains`, or to those the admin has.
    The last active superadmin can't be demoted or switched off: nobody could undo it.
    """
    admin = accounts.update_account(actor, username, password=password, superadmin=superadmin, active=active)
    if add_domains or remove_domains:
        there = domain_names(admin) if domains is None else domains
        names = {normal_domain(name) for name in [*there, *add_domains]}
        no_longer = {normal_domain(name) for name in remove_domains}
        for name in sorted(no_longer - names):
            values = {"admin": admin.shown, "name": shown_domain(name)}
            raise ValidationError(_("%(admin)s does not look after %(name)s.") % values)
        domains = names - no_longer
    _set_rights(admin, domains)
    _mark(admin, superadmin)
    return admin


@change
def delete_admin(actor, username):
    """Delete an admin with all that is kept by its name; the domains stay. Raises as update_admin."""
    admin = accounts.delete_account(actor, username)
    DomainAdmin.objects.filter(username=admin.username).delete()


def domain_names(admin):
    """The names of the domains that an admin looks after, in order; none for a superadmin, who has them all."""
    rights = DomainAdmin.objects.filter(username=admin.username, active=True).exclude(domain=ALL_DOMAINS)
    return list(rights.order_by("domain_id").values_list("domain_id", flat=True).distinct())


def _set_rights(admin, domains):
    """Make `domains` (names; None leaves them) the domains of an admin."""
    rights = DomainAdmin.objects.filter(username=admin.username)
    if domains is None:
        return
    wanted = {normal_domain(name) for name in domains} - {ALL_DOMAINS, ""}
    there = {name.lower() for name in rights.exclude(domain=ALL_DOMAINS).values_list("domain", flat=True)}
    # Locked, for a right over a domain that is deleted at this moment would hold for the next one of that name.
    found = Domain.objects.filter(domain__in=wanted).exclude(domain=ALL_DOMAINS)  # MariaDB finds it by "all", too
    found = found.order_by("domain").select_for_update()
    known = {name.lower(): name for name in found.values_list("domain", flat=True)}  # an adopted one may have capitals
    unknown = sorted(wanted - there - known.keys())
    if unknown:
        raise ValidationError({"domains": _("There is no domain %(names)s.") % {"names": ", ".join(unknown[:10])}})
    # What is switched off, as only other programs do, comes into force by its name and not by the way.
    rights.filter(active=True).exclude(domain__in=[*wanted, ALL_DOMAINS]).delete()
    rights.filter(active=False, domain__in=wanted).update(active=True)
    new = [DomainAdmin(username=admin, domain_id=known[name], created=now()) for name in sorted(wanted - there)]
    DomainAdmin.objects.bulk_create(new)


def _mark(admin, superadmin):
    """Give or take the superadmin's second mark; None leaves it, also where it is the only one."""
    rights = DomainAdmin.objects.filter(username=admin.username, domain=ALL_DOMAINS)
    if superadmin is False:
        rights.delete()
    elif superadmin and not rights.update(active=True):
        DomainAdmin.objects.create(username=admin, domain_id=ALL_DOMAINS, created=now())
