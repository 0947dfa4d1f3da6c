"""What people do to mailboxes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from domains.services import lock_domain
from mailadmin.accounts import factor
from mailadmin.accounts.password_rules import hashed
from mailadmin.audit.models import record
from mailadmin.passwords import is_recognised
from mailadmin.store.addresses import validate_local_part
from mailadmin.store.changes import change, given, save_changed
from mailboxes.models import Alias, Mailbox, maildir_of
from mailboxes.purge import purge_mailbox
from mailboxes.quotas import check_quota, chosen_quota, default_quota
from mailboxes.services.forwarding import own_alias
from mailboxes.services.rows import check_count, locked, refuse_taken, split_address
from mailboxes.services.targets import validate_at
from mailboxes.welcome import send_welcome


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
    actor.require("add_mailboxes")
    address, local_part, domain_name = split_address(address)
    domain = lock_domain(actor, domain_name)
    validate_at("address", validate_local_part, local_part)
    refuse_taken(address)
    check_count(domain, domain.mailbox_limit, _("mailboxes"), domain.mailbox_set)
    limit = default_quota(domain) if quota is None else chosen_quota(quota)
    check_quota(domain, limit)
    mailbox = Mailbox(
        username=address, local_part=local_part, domain=domain, name=name, active=active, smtp_active=smtp_active
    )
    mailbox.maildir = maildir_of(local_part, domain.domain)
    mailbox.quota = limit.in_bytes.stored
    _set_password(mailbox, password, password_hash)
    mailbox.full_clean()
    Alias.objects.create(address=address, goto=address, domain=domain, active=active)
    record(actor, "create_alias", domain.domain, address)
    mailbox.save(force_insert=True)
    record(actor, "create_mailbox", domain.domain, address)
    if welcome_mail:
        language = get_language() or settings.LANGUAGE_CODE
        transaction.on_commit(lambda: send_welcome(address, language), robust=True)
    return mailbox


@change
def update_mailbox(
    actor, address, *, name=None, quota=None, active=None, smtp_active=None, password=None, password_hash=None
):
    """Change what is not None and return the mailbox. `quota` is in megabytes.

    Its alias follows `active`, and is made anew if a foreign tool left it out.
    """
    actor.require("change_mailboxes")
    mailbox, domain = locked(actor, Mailbox, address)
    changed = given(mailbox, name=name, active=active, smtp_active=smtp_active)
    limit = None if quota is None else chosen_quota(quota)
    if limit and limit.in_bytes.stored != mailbox.quota:
        check_quota(domain, limit, besides=mailbox.username)
        mailbox.quota = limit.in_bytes.stored
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
def reset_factor(actor, address):
    """Take away the second factor of a mailbox' owner, whose device is lost; return the mailbox. Raises ValidationError
    when there is none."""
    actor.require("change_mailboxes")
    mailbox, domain = locked(actor, Mailbox, address)
    factor.take_away(mailbox)
    record(actor, "edit_mailbox", domain.domain, mailbox.username)
    return mailbox


@change
def delete_mailbox(actor, address):
    """Delete a mailbox with what is kept by its address. Its mail on disk and aliases that point to it stay."""
    actor.require("delete_mailboxes")
    mailbox, domain = locked(actor, Mailbox, address)
    purge_mailbox(mailbox.username)
    record(actor, "delete_mailbox", domain.domain, mailbox.username)


def _set_password(mailbox, password, password_hash):
    """Returns the names of the fields set."""
    if password_hash:
        if not is_recognised(password_hash):
            raise ValidationError({"password": _("This is not a password hash in one of Dovecot's schemes.")})
        mailbox.password = password_hash
    else:
        mailbox.password = hashed(password or "")
    return ["password", *mailbox.renew_password_expiry()]


def _alias_follows(actor, mailbox):
    alias = own_alias(mailbox)
    if alias.active != mailbox.active:
        alias.active = mailbox.active
        save_changed(alias, ["active"])
        record(actor, "edit_alias", mailbox.domain_id, alias.address)
