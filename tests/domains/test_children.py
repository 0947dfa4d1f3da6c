"""Whatever belongs to a domain is on the one list of it: domains/children.py."""

from django.apps import apps
from django.db.models import ForeignKey

from domains import services
from domains.children import CHILDREN, Child, contents, purge_domain, with_counts
from domains.models import Domain
from mailboxes.models import Alias
from tests.rows import fill, mentioning

DECLARED = {model for child in CHILDREN for model in child.models}
# Columns in which upstream has a domain's name, or an address that makes a row one of a domain.
NAMES = {"domain", "domain_name", "alias_domain", "author", "username", "on_vacation", "mailbox", "email"}
# What such a column makes no part of a domain, and why.
NOT_OF_A_DOMAIN = {
    "domain",  # itself
    "log",  # what was done there stays
    "admin",  # people outlive their domains
    "admin_preferences",  # an admin's
}


def test_it_works(cli, cast):
    fill("example.org", "bob@example.org")
    assert len(mentioning("example.org")) > 10
    purge_domain("example.org")
    assert set(mentioning("example.org")) <= {"domain", "admin", "admin_preferences", "log", "alias_domain"}


def test_each_foreign_key_to_a_domain_is_of_the_list():
    refer = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Domain
    }
    assert len(refer) > 5
    assert refer <= DECLARED


def test_each_column_with_a_domain_s_name_is_of_the_list():
    named = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column in NAMES and not model._meta.app_label.startswith(("auth", "django_"))
    }
    assert {model._meta.db_table for model in named - DECLARED} == NOT_OF_A_DOMAIN


def test_a_child_says_only_what_it_has(cli, monkeypatch):
    told = []
    new = Child((), purge=told.append, counts=lambda names: {"job_count": dict.fromkeys(names, 7)})
    monkeypatch.setattr("domains.children.CHILDREN", [*CHILDREN, new])
    services.create_domain(cli, domain="new.example")
    assert with_counts([Domain.objects.get(pk="new.example")])[0].job_count == 7
    assert contents(["new.example"]) == ["4 aliases"]
    services.delete_domain(cli, "new.example")
    assert told == ["new.example"]
    assert not Alias.objects.exists()


def test_counts_take_as_many_queries_for_many_as_for_one(cli, cast, django_assert_num_queries):
    for names in (["example.org"], ["example.org", "example.net"]):
        domains = list(Domain.objects.filter(domain__in=names))
        with django_assert_num_queries(2):
            with_counts(domains)
        assert [domain.mailbox_count for domain in domains] == [1] * len(names)
        assert [domain.alias_count for domain in domains] == [0] * len(names)
