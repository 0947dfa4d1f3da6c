"""Which domains somebody sees."""

from django.contrib.auth.models import AnonymousUser

from domains import services
from domains.models import Domain, DomainAdmin
from mailadmin.accounts.models import Admin
from mailboxes.models import Mailbox

LIST = "/pfa/domains/"


def names(user):
    return sorted(Domain.objects.visible_to(user).values_list("domain", flat=True))


def test_it_works(cast):
    assert names(Admin.objects.get(username="root@example.com")) == ["example.net", "example.org"]
    assert names(Admin.objects.get(username="alice@example.org")) == ["example.org"]
    assert names(Mailbox.objects.get(username="bob@example.org")) == []
    assert names(AnonymousUser()) == []


def test_an_inactive_or_backup_domain_stays_visible_to_its_admin_marked_so(alice, cli):
    services.update_domain(cli, "example.org", active=False, backupmx=True)
    page = alice.get("/pfa/domains/example.org/").content.decode()
    assert "Disabled" in page
    assert "Backup MX" in page
    assert 'href="/pfa/domains/example.org/"' in alice.get(LIST).content.decode()


def test_it_is_still_the_admins_to_work_in(alice, cli):
    services.update_domain(cli, "example.org", active=False, backupmx=True)
    form = {"local_part": "info", "goto": "bob@example.org", "active": "on"}
    assert alice.post("/pfa/domains/example.org/aliases/add/", form).status_code == 302


def test_others_do_not_exist(alice):
    assert alice.get("/pfa/domains/example.net/").status_code == 404
    assert "example.net" not in alice.get(LIST).content.decode()


def test_a_right_that_is_switched_off_is_none(alice):
    DomainAdmin.objects.filter(username="alice@example.org").update(active=False)
    assert names(Admin.objects.get(username="alice@example.org")) == []
    assert alice.get("/pfa/domains/example.org/").status_code == 404


def test_a_right_given_twice_shows_the_domain_once(alice):
    """Upstream's table has no unique key, and old sites have such rows."""
    DomainAdmin.objects.create(username_id="alice@example.org", domain_id="example.org")
    assert names(Admin.objects.get(username="alice@example.org")) == ["example.org"]
    assert alice.get(LIST).content.decode().count('href="/pfa/domains/example.org/"') == 1


def test_the_pseudo_domain_of_superadmins_is_never_shown(root):
    Domain.objects.create(domain="ALL", description="", transport="")
    assert names(Admin.objects.get(username="root@example.com")) == ["example.net", "example.org"]
    assert root.get("/pfa/domains/ALL/").status_code == 404
    assert root.get("/pfa/domains/all/").status_code == 404
    assert "/pfa/domains/ALL/" not in root.get(LIST).content.decode()


def test_a_right_over_all_makes_a_superadmin(cast):
    """Either mark does: PostfixAdmin 2 knew this one only."""
    DomainAdmin.objects.create(username_id="alice@example.org", domain_id="ALL")
    assert names(Admin.objects.get(username="alice@example.org")) == ["example.net", "example.org"]


def test_capitals_in_the_address_bar_do_not_matter(alice):
    assert alice.get("/pfa/domains/Example.ORG/").status_code == 200
