"""How a name and a password become somebody who is signed in."""

from functools import cache

from django.conf import settings
from django.contrib.auth import get_backends

from mailadmin.accounts.models import Admin
from mailadmin.models import Adoption
from mailadmin.passwords import check_password, make_password, needs_rehash


class PersonBackend:
    """Checks a table of people. Django asks each backend in turn, so who has both accounts gets the one whose
    password was given."""

    model = None

    def authenticate(self, request, username="", password=""):
        """The active person with this name and password, or None. Takes as long for an unknown name as for a known."""
        person = self.model.objects.filter(username=username, active=True).first() if "@" in username else None
        if person is None:
            check_password(password, a_hash())
            return None
        if not password or not person.check_password(password):
            return None
        if needs_rehash(person.password) and may_rehash():
            self.upgrade(person, password)
        return person

    def upgrade(self, person, password):
        """Store the password again by the scheme of the settings, unless somebody changed it meanwhile."""
        try:
            better = make_password(password)
        except ValueError:  # a scheme may refuse what an older one took, such as over 72 bytes; then the old hash stays
            return
        if self.model.objects.filter(pk=person.pk, password=person.password).update(password=better):
            person.password = better

    def get_user(self, username):
        return self.model.objects.filter(username=username, active=True).first()


class AdminBackend(PersonBackend):
    model = Admin


def may_rehash():
    """Whether a sign-in may change how a password is stored. Not where PostfixAdmin may go on beside us, and read only
    what its own `encrypt` writes, unless the site has chosen a scheme."""
    return settings.PASSWORD_SCHEME_CHOSEN or not Adoption.objects.exists()


def somebody_is(username):
    """Whether anybody, admin or mailbox owner, goes by this name."""
    return any(backend.model.objects.filter(username=username).exists() for backend in get_backends())


@cache
def a_hash():
    """A hash of nothing anybody knows, for equal time."""
    return make_password("no such person")
