"""manage.py show"""

import json

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from domains.children import with_counts
from domains.models import AliasDomain, Domain, DomainAdmin
from domains.records import admin_record, alias_domain_record, domain_record, with_domains
from mailadmin.accounts.models import Admin, AppPassword, TotpException
from mailadmin.audit.actors import command_line_actor
from mailadmin.audit.models import Log
from mailadmin.commands.base import PlainCommand
from mailadmin.commands.listing import in_iso_8601, printable
from mailadmin.store.rows import found
from mailboxes.models import Alias, Fetchmail, Mailbox, Vacation
from mailboxes.records import alias_record, mailbox_record, with_all, with_dangling

LAST = 5  # log entries


class Command(PlainCommand):
    help = _("Show everything about a domain, or about whatever has an address: mailbox, alias, admin.")

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="DOMAIN|ADDRESS")
        parser.add_argument("--json", action="store_true", help=_("a JSON object instead of text"))

    def handle(self, *, name, **options):
        parts = of_address(name) if "@" in name else of_domain(name)
        if not parts:
            raise CommandError(_("There is nothing of the name %(name)s.") % {"name": name})
        if options["json"]:
            self.stdout.write(json.dumps(parts, ensure_ascii=False, indent=2, default=in_iso_8601))
        else:
            self.stdout.write("\n\n".join(text_of(title, values) for title, values in parts.items()))


def of_domain(name):
    """What there is of a domain, by kind."""
    domain = found(Domain.objects.visible_to(command_line_actor().user), name)
    if domain is None:
        return {}
    with_counts([domain])
    targets = AliasDomain.objects.filter(alias_domain=domain.domain).first()
    rights = DomainAdmin.objects.filter(domain=domain.domain, active=True).order_by("username")
    aliases = AliasDomain.objects.filter(target_domain=domain.domain).order_by("alias_domain")
    return {
        "domain": domain_record(domain)
        | {
            "admins": list(rights.values_list("username", flat=True).distinct()),
            "alias_domains": list(aliases.values_list("alias_domain", flat=True)),
        },
        **({"alias_domain": alias_domain_record(targets)} if targets else {}),
        "log": log_of(Log.objects.filter(domain=domain.domain)),
    }


def of_address(address):
    """What there is of this address, by kind: a person may have a mailbox and be an admin too."""
    parts = {}
    mailbox, alias, admin = (found(model.objects.all(), address) for model in (Mailbox, Alias, Admin))
    if mailbox:
        parts["mailbox"] = everything_of(mailbox)
    elif alias:
        parts["alias"] = alias_record(*with_dangling([alias]))
    if admin:
        with_domains([admin])
        parts["admin"] = admin_record(admin) | sign_in_of(admin)
    if parts:
        parts["log"] = log_of(Log.objects.filter(data=(mailbox or alias or admin).pk))
    return parts


def everything_of(mailbox):
    with_all([mailbox])
    address = mailbox.username
    vacation = Vacation.objects.filter(email=address).first()
    pointing = Alias.objects.filter(domain=mailbox.domain_id, goto__contains=address).exclude(address=address)
    aliases = [alias.address for alias in pointing.order_by("address")[:100] if address in alias.targets]
    return (
        mailbox_record(mailbox)
        | {"maildir": mailbox.maildir, "smtp_active": mailbox.smtp_active}
        | sign_in_of(mailbox)
        | {
            "aliases_of_the_domain": aliases,
            "fetchmail_jobs": Fetchmail.objects.filter(mailbox=address).count(),
            "vacation": vacation
            and {
                "active": vacation.active,
                "subject": vacation.subject,
                "from": vacation.activefrom,
                "until": vacation.activeuntil,
                "interval": vacation.interval_time,
            },
        }
    )


def sign_in_of(person):
    """How somebody signs in; no password, no hash and no secret."""
    return {
        "second_factor": bool(person.totp_secret),
        "second_factor_exceptions": TotpException.objects.filter(username=person.username).count(),
        "app_passwords": AppPassword.objects.filter(username=person.username).count(),
    }


def log_of(rows):
    """The last entries, newest first."""
    return list(rows.order_by("-timestamp", "-id").values("timestamp", "username", "action", "data")[:LAST])


def text_of(title, values):
    """A part in lines of name and value."""
    if isinstance(values, list):
        lines = ["  " + "  ".join(map(shown, entry.values())) for entry in values] or [f"  {_('nothing yet')}"]
        return "\n".join([title, *lines])
    width = max(map(len, values))
    return "\n".join([title, *(f"  {name:<{width}}  {shown(value)}".rstrip() for name, value in values.items())])


def shown(value):
    """A value for people, in one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name}: {shown(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    return "" if value is None else printable(value)
