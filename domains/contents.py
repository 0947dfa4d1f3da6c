"""What is in domains: in numbers for lists, in words for a delete."""

from django.db.models import Count, Sum
from django.utils.translation import ngettext

from domains.models import AliasDomain, Domain


def with_counts(domains):
    """Give domains `mailbox_count`, `alias_count` and `used_bytes`, in two queries for all of them."""
    names = [domain.domain for domain in domains]
    mailboxes = {
        row["domain"]: row
        for row in Domain.all_of("mailbox_set")
        .filter(domain__in=names)
        .values("domain")
        .annotate(count=Count("*"), used=Sum("usage__bytes"))
    }
    aliases = dict(
        Domain.all_of("alias_set")
        .filter(domain__in=names)
        .values("domain")
        .annotate(count=Count("*"))
        .values_list("domain", "count")
    )
    for domain in domains:
        row = mailboxes.get(domain.domain, {})
        domain.mailbox_count = row.get("count", 0)
        domain.used_bytes = row.get("used") or 0
        # Each mailbox has an alias row of its own, which is none in people's eyes.
        domain.alias_count = max(aliases.get(domain.domain, 0) - domain.mailbox_count, 0)
    return domains


def contents(names):
    """What is in domains, in words: what goes when they go."""

    def count(relation):
        return Domain.all_of(relation).filter(domain__in=names).count()

    mailboxes = count("mailbox_set")
    aliases = max(count("alias_set") - mailboxes, 0)
    jobs = count("fetchmail_set")
    alias_domains = AliasDomain.objects.filter(alias_domain__in=names).count()
    lines = [
        (mailboxes, ngettext("%(count)s mailbox", "%(count)s mailboxes", mailboxes)),
        (aliases, ngettext("%(count)s alias", "%(count)s aliases", aliases)),
        (alias_domains, ngettext("%(count)s alias domain", "%(count)s alias domains", alias_domains)),
        (jobs, ngettext("%(count)s fetchmail job", "%(count)s fetchmail jobs", jobs)),
    ]
    return [text % {"count": number} for number, text in lines if number]
