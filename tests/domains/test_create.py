"""Who may add a domain, what comes with it, and which names are turned away."""

import pytest

from domains.models import Domain
from mailadmin.audit.models import Log
from mailboxes.models import Alias

URL = "/pfa/domains/add/"


def post(client, **changes):
    form = {"domain": "new.example", "description": "", "active": "on", "default_aliases": "on", "mailboxes": "10"}
    return client.post(URL, form | {"aliases": "10", "maxquota": "10", "quota": "2048"} | changes)


def test_it_works(root):
    response = post(root, domain="New.Example")
    assert response.status_code == 302
    domain = Domain.objects.get(domain="new.example")
    assert (domain.aliases, domain.mailboxes, domain.maxquota, domain.quota) == (10, 10, 10, 2048)
    assert (domain.transport, domain.backupmx, domain.active, domain.password_expiry) == ("virtual", False, True, 365)
    assert Log.objects.filter(action="create_domain", domain="new.example", data="new.example").count() == 1


def test_the_usual_aliases_come_with_it(root):
    post(root)
    aliases = dict(Alias.objects.filter(domain="new.example").values_list("address", "goto"))
    assert aliases == {
        f"{name}@new.example": "root@example.com" for name in ("abuse", "hostmaster", "postmaster", "webmaster")
    }


def test_a_domain_admin_may_not(alice):
    assert post(alice).status_code == 403
    assert not Domain.objects.filter(domain="new.example").exists()


@pytest.mark.parametrize(
    "bad", ["", "localhost", "_x.de", "-a.de", "a..de", "a b.de", "a.de\n", "a/../b.de", "1.2.3.4", "a" * 64 + ".de"]
)
def test_it_rejects_bad_names(root, bad):
    response = post(root, domain=bad)
    assert response.status_code in (302, 422)
    if response.status_code == 302:  # white space around a name is not an error
        assert Domain.objects.filter(domain=bad.strip()).exists()
    else:
        assert "domain" in response.context["form"].errors
