"""Pages below a domain's address."""

from django.urls import reverse
from django.utils.translation import gettext as _

from domains.models import Domain
from mailadmin.web.pages import found_or_404


class InDomain:
    """Finds the domain among those the person may see, and never leaves it; any other is a 404."""

    tab = ""

    def prepare(self):
        super().prepare()
        self.domain = found_or_404(Domain.objects.visible_to(self.request.user), self.kwargs["domain"])

    @property
    def domain_url(self):
        return reverse("domain_detail", args=[self.domain.domain])

    @property
    def crumbs(self):
        return [(_("Domains"), reverse("domain_list")), (self.domain.shown, self.domain_url)]
