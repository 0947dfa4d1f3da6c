"""The second factor: the code of an authenticator app (TOTP), for accounts that upstream's `totp_secret` is set for.

RFC 6238 as upstream has it (SHA-1, 6 digits, 30 seconds), but one step of a clock that is early or late is allowed,
and no code counts twice: which step was the last is kept in the database, so over workers and nodes.
Not pyotp: it refuses secrets below 112 bits, and there are such in adopted rows.
"""

import base64
import hashlib
import hmac
import struct
import time
import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mailadmin.accounts.models import LastStep, TotpException
from mailadmin.store.changes import save_changed
from mailadmin.store.ip import canonical

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a clock may be early or late


class UnreadableSecret(ValueError):
    """What is stored as a secret is none, so no code can be checked against it."""


def is_asked(person, address):
    """Whether this person, at this client address, has to give a code besides the password."""
    return bool(person.totp_secret) and not is_excepted(person, address)


def is_excepted(person, address):
    """Whether a row of upstream's exceptions names this client address: for the account, its domain, or everybody.

    A domain's row is for its mailboxes only. Who may write it, the domain's admin, must not thereby take the factor
    from a superadmin whose name happens to lie in that domain.
    """
    names = {person.username, getattr(person, "domain_id", person.username)}
    rows = TotpException.objects.filter(Q(username__in=names) | Q(username=None)).values_list("username", "ip")
    # Compared here: how an IPv6 address is spelt in an adopted row is anybody's, and a collation may take ö for o.
    return any(canonical(ip.strip()) == address for name, ip in rows if name is None or name.lower() in names)


def key_of(secret):
    """The bytes of a secret in base32, upper or lower case, in groups or not, padded or not.

    Raises UnreadableSecret.
    """
    text = "".join(secret.split()).rstrip("=")
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)
    except ValueError:  # of binascii.Error, and of letters beyond ASCII
        key = b""
    if not key:
        raise UnreadableSecret
    return key


def code_at(key, step):
    """The code of a time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def accept(person, code):
    """Whether the code is right and new. It is used up then. Raises UnreadableSecret."""
    key, typed = key_of(person.totp_secret), plain_digits(code)
    current = int(time.time()) // STEP
    steps = range(max(current - DRIFT, 0), current + DRIFT + 1)
    fitting = [step for step in steps if hmac.compare_digest(code_at(key, step).encode(), typed.encode())]
    return any(use_up(person, step) for step in fitting)


def plain_digits(code):
    """What was typed: in two groups, or with the wide digits of Chinese keyboards."""
    return "".join(unicodedata.normalize("NFKC", code).split())


def use_up(person, step):
    """Whether this step is later than any used before; of two at the same moment one is told so."""
    rows = LastStep.objects.filter(key=last_step_key(person))
    if rows.filter(step__lt=step).update(step=step):
        return True
    try:
        with transaction.atomic():
            LastStep.objects.create(key=last_step_key(person), step=step)
        return True
    except IntegrityError:  # there is one, and unless it was made just now it is not earlier
        return bool(rows.filter(step__lt=step).update(step=step))


def take_away(person):
    """Remove the factor of a locked row; its sessions end. Raises ValidationError when there is none."""
    if not person.totp_secret:
        raise ValidationError(_("%(name)s has no second factor.") % {"name": person.shown})
    person.totp_secret = None
    save_changed(person, ["totp_secret"])


def last_step_key(person):
    """Of one account: an admin and a mailbox of the same name are two."""
    return hashlib.sha256(f"{person._meta.db_table}:{person.username}".encode()).hexdigest()


def clear():
    """Forget steps that are too long ago to be accepted again. An hour, for clocks of nodes that differ."""
    LastStep.objects.filter(step__lt=int(time.time() - 3600) // STEP).delete()
