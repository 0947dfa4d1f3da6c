"""What is done again and again in the background: what, how often, for how long it may run.

A name stays: it is what the time of the next run is stored under.
"""

from datetime import timedelta

from django.conf import settings

from mailadmin.site import overview_figures
from mailadmin.tasks import housekeeping
from mailadmin.tasks.periodic import Periodic
from mailboxes import broadcast_mail, expiry_mail, figures, tasks

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

PERIODIC = [
    Periodic("figures", overview_figures.count, every=HOUR, longest=10 * MINUTE),
    Periodic("sessions", housekeeping.clear_sessions, every=HOUR, longest=10 * MINUTE),
    Periodic("throttle", housekeeping.clear_throttle, every=HOUR, longest=10 * MINUTE),
    Periodic("large-domains", figures.count_large_domains, every=5 * MINUTE, longest=5 * MINUTE),
    Periodic("results", housekeeping.clear_results, every=DAY, longest=10 * MINUTE),
    Periodic("broadcasts", broadcast_mail.clear_broadcasts, every=DAY, longest=HOUR),
]
if settings.PASSWORD_EXPIRATION:
    PERIODIC.append(Periodic("expiry", expiry_mail.warn_of_expiry, every=HOUR, longest=HOUR))
if settings.VACATION:
    PERIODIC.append(Periodic("vacations", tasks.vacations, every=5 * MINUTE, longest=5 * MINUTE))
