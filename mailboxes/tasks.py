"""What the worker does to mailboxes now and then."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from mailadmin.audit.actors import command_line_actor
from mailadmin.store.fields import now
from mailboxes import services
from mailboxes.models import Mailbox, Vacation, VacationPlan

log = logging.getLogger("mailadmin.vacation")
MOST = 500  # changes of either kind in one run; the next takes the rest


@task(title=_("Begin and end vacations"))
def vacations():
    keep_vacations(now())


def keep_vacations(at):
    """Begin what is to have begun at the moment `at`, a local time, and end what is over. Done twice, it does no harm.

    One pass over the vacations; each change is a transaction of its own, and one that is refused keeps none from being.
    """
    if not settings.VACATION:
        return
    owned = Exists(Mailbox.objects.filter(username=OuterRef("email")))  # other programs leave rows of mailboxes behind
    over = Vacation.objects.over(at).filter(owned).order_by("email").values_list("email", flat=True)
    begins = VacationPlan.objects.filter(begins__lte=at).order_by("begins").values_list("email", flat=True)
    for address in list(over[:MOST]):
        attempt(services.end_vacation, address, over_at=at)
    for address in list(begins[:MOST]):
        attempt(services.begin_vacation, address, at=at)


def attempt(service, address, **fields):
    try:
        service(command_line_actor(), address, **fields)
    except Mailbox.DoesNotExist:  # deleted by another program, which knows no plans
        VacationPlan.objects.filter(email=address).delete()
    except ValidationError as error:
        log.warning("The vacation of %s: %s", address, " ".join(error.messages))
