"""What services of mailboxes and aliases share: how an address becomes a locked row, and what a domain has room for."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import Domain, domain_or_gone
from mailadmin.store.addresses import normal_address, shown_address, validate_address
from mailadmin.store.rows import get
from mailboxes.models import Alias, Mailbox
from mailboxes.services.targets import validate_at


def check_count(domain, limit, what, there):
    """Raise ValidationError when the (locked) domain's limit has no room for one more of `there`, rows of it."""
    if limit.unlimited:
        return
    values = {"domain": domain.shown, "what": what, "allowed": limit.number}
    if limit.none:
        raise ValidationError(_("%(domain)s may have no %(what)s.") % values)
    if not limit.room(there.count()):
        raise ValidationError(_("%(domain)s is full: %(allowed)s of %(allowed)s %(what)s are in use.") % values)


def split_address(address):
    address = normal_address(address)
    local_part, at, domain = address.rpartition("@")
    if not at:
        validate_at("address", validate_address, address)
    return address, local_part, domain


def refuse_taken(address):
    if Mailbox.objects.filter(username=address).exists():
        raise ValidationError({"address": _("%(address)s is already a mailbox.") % {"address": shown_address(address)}})
    if Alias.objects.filter(address=address).exists():
        raise ValidationError({"address": _("%(address)s is already an alias.") % {"address": shown_address(address)}})


def locked(actor, model, address):
    """A row and its domain, both locked, the domain first, as everywhere. A domain that is gone is a stand-in."""
    visible = model.objects.visible_to(actor.user)
    domain = domain_or_gone(get(visible, address).domain_id, Domain.objects.select_for_update())
    return get(visible.select_for_update(), address), domain
