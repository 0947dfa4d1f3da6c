"""Where a mailbox's mail goes besides, or instead."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mailadmin.audit.models import record
from mailadmin.store.changes import change, save_changed
from mailboxes.models import Alias, Mailbox, vacation_address
from mailboxes.services.rows import locked
from mailboxes.services.targets import check_goto, typed_targets


@change
def set_forwarding(actor, address, *, goto=None, keep_copy=None):
    """Set where a mailbox's mail goes; return its alias. `goto` is a list or a text of addresses.

    What is None stays as it is. Vacation addresses are never the person's to change: the own one stays as it was,
    others are left out.
    """
    actor.require("forward")
    mailbox, _domain = locked(actor, Mailbox, address)
    alias = own_alias(mailbox)
    own, away = mailbox.username, vacation_address(mailbox.username)
    typed = None if goto is None else [target for target in typed_targets(goto) if target != own]
    # What is shown and comes back as it was stays as it is stored, an address with a blank in it too.
    if typed is None or typed == typed_targets(alias.forwards):
        targets = [target for target in alias.stored_targets if target not in (own, away)]
    else:
        targets = typed
        check_goto(own, targets, actor)
    if alias.on_vacation:
        targets.append(away)
    if alias.keeps_copy if keep_copy is None else keep_copy:
        targets.append(own)
    if not set(targets) - {away}:
        raise ValidationError({"goto": _("Give an address to forward to, or keep the mail in the mailbox.")})
    alias.goto = ",".join(targets)
    save_changed(alias, ["goto"])
    record(actor, "edit_alias", mailbox.domain_id, own)
    return alias


def own_alias(mailbox):
    """The alias that delivers a mailbox's mail, locked; repaired if it is missing."""
    alias = Alias.objects.select_for_update().filter(address=mailbox.username).first()
    if alias is None:
        alias = Alias.objects.create(
            address=mailbox.username, goto=mailbox.username, domain_id=mailbox.domain_id, active=mailbox.active
        )
    return alias
