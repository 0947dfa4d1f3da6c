"""Between the two steps of signing in: the password was right, the code is still missing.

That is kept in a session which names the account but signs nobody in: for every page it is a stranger's. It is bound to
the browser that gave the password, and to the password and secret of that moment.
"""

import time

from django.conf import settings
from django.contrib.auth import load_backend
from django.utils.crypto import constant_time_compare

KEY = "password_given"
SECONDS = 5 * 60


def begin(request, person):
    """`person` is what authenticate() returned. Nothing of the session before is kept, its id neither."""
    request.session.flush()
    request.session[KEY] = {
        "backend": person.backend,
        "username": person.pk,
        "proof": person.get_session_auth_hash(),
        "until": int(time.time()) + SECONDS,
    }
    request.session.set_expiry(SECONDS)


def person_of(request):
    """Who gave the password in this session, if that still holds, or None."""
    state = request.session.get(KEY)
    if not state or state["until"] < time.time() or state["backend"] not in settings.AUTHENTICATION_BACKENDS:
        return None
    person = load_backend(state["backend"]).get_user(state["username"])
    if person is None or not constant_time_compare(state["proof"], person.get_session_auth_hash()):
        return None
    person.backend = state["backend"]
    return person
