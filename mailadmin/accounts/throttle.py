"""Slows down guessing: failed sign-ins are counted per account and per client address, in the database.

An attempt is counted before the password is looked at, so that many at once don't slip through, and forgiven when
it was right. The same for names that don't exist: the answer must not tell them apart.
"""

import hashlib
import ipaddress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F

from mailadmin.accounts.models import Throttle
from mailadmin.store.fields import now


def attempt(account, address):
    """Count an attempt. Returns the minutes to wait if there were too many, otherwise 0."""
    waits = [
        _count(_key("account", account), settings.THROTTLE_ACCOUNT),
        _count(_key("address", network(address)), settings.THROTTLE_ADDRESS),
    ]
    return max(waits)


def forgive(account, address):
    """The attempt was right: the account starts anew, the address gets this one back."""
    Throttle.objects.filter(key=_key("account", account)).delete()
    Throttle.objects.filter(key=_key("address", network(address)), failures__gt=0).update(failures=F("failures") - 1)


def clear():
    """Remove what is over, of anybody."""
    Throttle.objects.filter(since__lte=now() - timedelta(minutes=settings.THROTTLE_MINUTES)).delete()


def network(address):
    """An IPv6 client has a /64 to itself, so that is what counts for one address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def _key(kind, value):
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _count(key, most):
    window = timedelta(minutes=settings.THROTTLE_MINUTES)
    time = now()
    fresh = Throttle.objects.filter(key=key, since__gt=time - window)
    if not fresh.update(failures=F("failures") + 1):
        Throttle.objects.filter(key=key, since__lte=time - window).delete()
        try:
            Throttle.objects.create(key=key, failures=1, since=time)
        except IntegrityError:
            fresh.update(failures=F("failures") + 1)
    entry = fresh.first()
    if entry is None or entry.failures <= most:
        return 0
    return max(1, -(-int((entry.since + window - time).total_seconds()) // 60))
