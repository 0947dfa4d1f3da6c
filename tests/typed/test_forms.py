"""Whatever is typed into a form, the answer is a page: done, or a sentence at the field. Never an error."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.conftest import PASSWORD
from tests.properties import any_text, moderate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("something")]

# Who fills in which form, with what besides; every field is tried.
LIMITS = dict.fromkeys(("mailboxes", "aliases", "maxquota", "quota"), "10")
DOMAIN = LIMITS | {"description": "", "transport": "virtual", "password_expiry": "0", "active": "on", "backupmx": ""}
KINDS = {"mailboxes_kind": "n", "quota_kind": "n"}
MAILBOX = {"name": "", "password": PASSWORD, "quota": "5", "quota_kind": "n", "active": "on", "smtp_active": "on"}
ALIAS = {"goto": "bob@example.org", "description": "", "active": "on"}
ADMIN = {"password": PASSWORD, "domains": "example.org", "superadmin": "", "active": "on", "generate": ""}
BULK = {"action": "disable", "pick": "", "next": "", "confirmed": "1", "one": ""}
FORMS = [
    ("root", "domains/add/", DOMAIN | KINDS | {"domain": "new.example", "default_aliases": "on"}),
    ("root", "domains/example.org/settings/", DOMAIN | KINDS),
    ("root", "domains/example.net/delete/", {"confirm": "example.net"}),
    ("root", "domains/example.net/admins/", {"username": "alice@example.org"}),
    ("root", "domains/example.net/admins/", {"remove": "mallory@example.net"}),
    ("root", "domains/bulk/", BULK),
    ("root", "admins/add/", ADMIN | {"username": "carol@example.com"}),
    ("root", "admins/alice@example.org/", ADMIN),
    ("root", "admins/bulk/", BULK),
    ("root", "domains/xn--fsqu00a.xn--55qx5d/mailboxes/add/", MAILBOX | {"local_part": "new", "generate": ""}),
    ("alice", "mailboxes/bob@example.org/", MAILBOX),
    ("alice", "mailboxes/bob@example.org/forwarding/", {"goto": "a@x.de", "keep_copy": "on"}),
    ("alice", "mailboxes/bulk/", BULK),
    ("alice", "domains/example.org/aliases/add/", ALIAS | {"local_part": "new"}),
    ("alice", "aliases/info@example.org/", ALIAS),
    ("alice", "aliases/bulk/", BULK),
    ("alice", "alias-domains/add/", {"alias_domain": "example.org", "target_domain": "example.com", "description": ""}),
    ("alice", "alias-domains/example.com/", {"target_domain": "example.org", "description": "", "active": "on"}),
    ("alice", "alias-domains/bulk/", BULK),
    ("bob", "me/forwarding/", {"goto": "a@x.de", "keep_copy": "on"}),
    ("bob", "me/password/", {"current": PASSWORD, "new": "Fish-43-sheep"}),
    ("client", "login/", {"username": "bob@example.org", "password": PASSWORD, "next": ""}),
    ("client", "preferences/", {"language": "en", "theme": "dark", "next": ""}),
    ("client", "setup/", {"new": "", "setup_password": "", "username": "", "password": ""}),
]
SLOW = {"setup/": 3, "me/password/": 4}  # examples of forms that compute hashes


@pytest.mark.parametrize("who, url, data", FORMS, ids=[f"{who} {url}" for who, url, _data in FORMS])
def test_it_works(request, who, url, data):
    client = request.getfixturevalue(who)

    def post(typed):
        with transaction.atomic():
            response = client.post(f"/pfa/{url}", data | typed)
            transaction.set_rollback(True)
        return response

    # With nothing else typed it is done, so that what is typed is the only reason for a refusal.
    if url not in ("setup/", "alias-domains/add/"):
        assert post({}).status_code == 302

    @hypothesis_settings(moderate, max_examples=SLOW.get(url, 12))
    @given(st.dictionaries(st.sampled_from(sorted(data)), any_text, min_size=1, max_size=3))
    def any_text_in_any_field(typed):
        response = post(typed)
        assert response.status_code in {200, 302, 404, 422, 429}, response
        form = response.context and response.context.get("form")
        if response.status_code == 422 and form:
            assert all(str(error) for errors in form.errors.values() for error in errors)

    any_text_in_any_field()
