"""What belongs to a domain in this app's tables."""

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.translation import ngettext

from domains.children import belongs_to_domain
from domains.services import default_goto
from mailboxes.models import Alias, Fetchmail, Mailbox, Vacation, WelcomeText
from mailboxes.purge import KEPT_BY_ADDRESS, purge_mailboxes, purge_rows


def counts(names):
    """`mailbox_count`, `used_bytes` and `alias_count`, in two queries."""
    mailboxes = {
        row["domain"]: row
        for row in Mailbox.objects.filter(domain__in=names)
        .values("domain")
        .annotate(count=Count("*"), used=Sum("usage__bytes"))
    }
    boxes = {name: row["count"] for name, row in mailboxes.items()}
    rows = Alias.objects.filter(domain__in=names).values("domain").annotate(count=Count("*"))
    aliases = rows.values_list("domain", "count")
    return {
        "mailbox_count": boxes,
        "used_bytes": {name: row["used"] or 0 for name, row in mailboxes.items()},
        # Each mailbox has an alias row of its own, which is none in people's eyes.
        "alias_count": {name: max(count - boxes.get(name, 0), 0) for name, count in aliases},
    }


def words(names):
    mailboxes = Mailbox.objects.filter(domain__in=names).count()
    aliases = max(Alias.objects.filter(domain__in=names).count() - mailboxes, 0)
    jobs = Fetchmail.objects.filter(domain__in=names).count()
    return [
        (mailboxes, ngettext("%(count)s mailbox", "%(count)s mailboxes", mailboxes)),
        (aliases, ngettext("%(count)s alias", "%(count)s aliases", aliases)),
        (jobs, ngettext("%(count)s fetchmail job", "%(count)s fetchmail jobs", jobs)),
    ]


def make_default_aliases(actor, domain):
    """The aliases that every domain must answer (RFC 2142), as settings.DEFAULT_ALIASES has them, but for those that
    another program left."""
    wanted = {f"{name}@{domain.domain}": target for name, target in settings.DEFAULT_ALIASES.items()}
    there = {address.lower() for address in Alias.objects.filter(address__in=wanted).values_list("address", flat=True)}
    Alias.objects.bulk_create(
        Alias(address=address, goto=default_goto(actor, target, domain.domain), domain=domain)
        for address, target in wanted.items()
        if address not in there
    )


belongs_to_domain(Alias, Vacation, Fetchmail, WelcomeText, purge=purge_rows)
belongs_to_domain(
    Mailbox,
    *(model for model, _field in KEPT_BY_ADDRESS),
    purge=purge_mailboxes,
    counts=counts,
    words=words,
    begin=make_default_aliases,
)
