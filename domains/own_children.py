"""What belongs to a domain in this app's own tables."""

from django.db.models import Q
from django.utils.translation import ngettext

from domains.children import belongs_to_domain
from domains.models import AliasDomain, Dkim, DkimSigning, DomainAdmin


def purge_rows(domain):
    """Delete the alias domain and the rights; alias domains that point to `domain` are refused before."""
    AliasDomain.objects.filter(alias_domain=domain).delete()
    DomainAdmin.objects.filter(domain=domain).delete()


def words(names):
    count = AliasDomain.objects.filter(alias_domain__in=names).count()
    return [(count, ngettext("%(count)s alias domain", "%(count)s alias domains", count))]


def purge_keys(domain):
    """Delete the DKIM keys of `domain` (a name), and what is signed with them or in its name."""
    own_author = Q(author=domain) | Q(author__endswith=f"@{domain}") | Q(dkim__domain_name=domain)
    DkimSigning.objects.filter(own_author).delete()
    Dkim.objects.filter(domain_name=domain).delete()


belongs_to_domain(AliasDomain, DomainAdmin, purge=purge_rows, words=words)
belongs_to_domain(Dkim, DkimSigning, purge=purge_keys)
