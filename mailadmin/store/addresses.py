"""What a domain name and a mail address may look like, and their one normal form. Pure; no models.

Domains are typed in Unicode or ASCII, kept as lower-case ASCII (IDNA 2008 with UTS 46 mapping), shown as Unicode.
Upstream refuses top level names over 13 characters, and with them most `xn--` ones; we follow RFC 1035 instead.
"""

import re

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Superadmins hold this name in `domain_admins`; it is no domain, keeps its capitals and is never listed.
ALL_DOMAINS = "ALL"

LABEL = re.compile(r"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
# RFC 5322 atoms, less what would leave the neighbour syntaxes it is put into: no slash (a maildir's path), no quote.
# Less what Postfix never takes in: % and !, which ask for a route (allow_untrusted_routing), and a hyphen first, which
# may end up as an option on a command line (allow_min_user).
LOCAL_PART = re.compile(r"\A(?!-)[a-z0-9#$&'*+=?^_{|}~-]+(\.[a-z0-9#$&'*+=?^_{|}~-]+)*\Z")
LOCAL_ACCOUNT = re.compile(r"\A[a-z0-9]{1,64}\Z")
BETWEEN_TARGETS = re.compile(r"[\s,;，；、]+")  # with the commas of a Chinese keyboard
DOTS_AND_BLANKS = "." + "".join(filter(str.isspace, map(chr, range(0x3001))))


def normal_domain(text):
    """The stored form of a domain name. Never raises: what is no domain name comes back as text that matches none."""
    text = str(text).strip()
    if text == ALL_DOMAINS:
        return text
    text = text.rstrip(DOTS_AND_BLANKS).lower()
    if not text.isascii():
        try:
            # Its last dot may be a full-width one, which becomes a dot only here.
            return idna.encode(text, uts46=True).decode("ascii").rstrip(".")
        except (idna.IDNAError, UnicodeError):
            return ascii_of(text)
    return text


def normal_address(text):
    """The stored form of an address: lower case, its domain in ASCII; `*@domain` is the catch-all `@domain`."""
    local, at, domain = str(text).strip().rpartition("@")
    if not at:
        return ascii_of(domain)
    return ("" if local == "*" else ascii_of(local)) + "@" + normal_domain(domain)


def ascii_of(text):
    """What may reach SQL where an address is meant: lower case, other letters escaped, so that they match nothing.

    Address columns may be latin1, and MariaDB refuses to compare those even with text that they can't hold.
    """
    return text.lower().encode("ascii", "backslashreplace").decode("ascii").lower()


def shown_domain(name):
    """A stored domain name as people read it: punycode labels in Unicode, anything else unchanged."""
    if "xn--" not in name:
        return name
    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name


def shown_address(address):
    local, at, domain = address.rpartition("@")
    return local + at + shown_domain(domain)


def shown_alias(address):
    """As shown_address; the catch-all as people type it, `*@domain`."""
    return ("*" if address.startswith("@") else "") + shown_address(address)


def validate_domain(name):
    """Raise ValidationError unless `name` (in its stored form) is a host name of two labels or more, RFC 1035."""
    labels = name.split(".")
    if len(name) > 253 or len(labels) < 2 or not all(LABEL.match(label) for label in labels) or labels[-1].isdigit():
        raise ValidationError(
            _(
                "“%(value)s” is not a domain name. Allowed: letters, digits and hyphens in two or "
                "more parts, such as example.org."
            ),
            code="domain",
            params={"value": name[:80]},
        )
    for label in labels:
        if label.startswith("xn--"):
            try:
                idna.decode(label)
            except (idna.IDNAError, UnicodeError):
                raise ValidationError(
                    _("“%(value)s” is not a valid internationalised name."), code="domain", params={"value": name[:80]}
                ) from None


def validate_local_part(local):
    """Raise ValidationError unless `local` can stand before the @ of an address we host, RFC 5321 (64 octets)."""
    if len(local) > 64 or not LOCAL_PART.match(local):
        raise ValidationError(
            _(
                "“%(value)s” can't stand before the @. Allowed: up to 64 letters, digits and the "
                "signs .#$&'*+=?^_{|}~- with no hyphen first, and no dot at the ends or twice in a row."
            ),
            code="local_part",
            params={"value": local[:80]},
        )


def validate_address(address):
    """Raise ValidationError unless `address` (in its stored form) is local-part@domain."""
    local, at, domain = address.rpartition("@")
    if not at:
        raise ValidationError(
            _("“%(value)s” is not an address. Allowed: name@domain."), code="address", params={"value": address[:80]}
        )
    if len(address) > 254:
        raise ValidationError(_("An address has at most 254 characters."), code="address")
    validate_local_part(local)
    validate_domain(domain)


def validate_alias_address(address):
    """As validate_address, and `@domain`, the catch-all."""
    if address.startswith("@"):
        validate_domain(address[1:])
    else:
        validate_address(address)


def split_goto(text):
    """The targets in a `goto` text or a form's field: separated by commas, blanks or lines; each once, in order."""
    return list(dict.fromkeys(normal_target(word) for word in BETWEEN_TARGETS.split(str(text)) if word))


def normal_target(word):
    return normal_address(word) if "@" in word else word.lower()
