"""`manage.py worker`: runs background tasks and what is periodic."""

import logging
import signal

from django.core.management import BaseCommand, CommandError

from mailadmin.tasks.worker import LEASE, Worker
from mailadmin.upstream.readiness import what_is_missing


class Command(BaseCommand):
    help = "Run background tasks and what is periodic, until SIGTERM or Ctrl-C. Several may run, on several machines."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due and waiting, then end")
        parser.add_argument(
            "--lease",
            type=int,
            default=LEASE,
            metavar="SECONDS",
            help="after which another worker goes on with the task of one that died; default: %(default)s",
        )

    def handle(self, *, once, lease, verbosity, **options):
        """With --verbosity 0 only what went wrong is logged."""
        if not verbosity:
            logging.getLogger("mailadmin.tasks").setLevel(logging.WARNING)
        if missing := what_is_missing():
            raise CommandError(missing)
        worker = Worker(lease=max(lease, 1))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.end)
        if once:
            worker.run_ready()
        else:
            worker.run()
