"""What the commands about domains, alias domains and admins share."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from domains.models import AliasDomain, Domain
from mailadmin.accounts.models import Admin
from mailadmin.commands.numbers import limit, megabytes, number
from mailadmin.store.addresses import normal_domain, shown_domain


class OfDomain:
    model, key = Domain, "domain"
    missing = _("There is no domain %(name)s.")


class OfAliasDomain:
    model, key = AliasDomain, "alias_domain"
    missing = _("There is no alias domain %(name)s.")


class OfAdmin:
    model, key = Admin, "username"
    missing = _("There is no admin %(name)s.")


def add_domain_options(parser):
    """Add what createdomain and updatedomain have in common."""
    parser.add_argument("--description", metavar="T")
    for name, text in {
        "aliases": _("how many aliases; those of mailboxes don't count"),
        "mailboxes": _("how many mailboxes"),
        "maxquota": _("megabytes that one mailbox may have at most"),
        "quota": _("megabytes that all mailboxes may have together"),
    }.items():
        unit, kind = ("MB", megabytes) if "quota" in name else ("N", limit)
        parser.add_argument(f"--{name}", metavar=unit, type=kind, help=text)
    parser.add_argument("--transport", metavar="T", help=_("how Postfix hands on its mail"))
    text = _("days after which a password expires; 0: never")
    parser.add_argument("--password-expiry", metavar="DAYS", type=number, help=text)


def domain_named(name):
    """The domain that was typed. Raises ValidationError when it is not there."""
    domain = Domain.objects.filter(domain=name).first()
    if domain is None:
        raise ValidationError(_("There is no domain %(name)s.") % {"name": shown_domain(normal_domain(name))})
    return domain
