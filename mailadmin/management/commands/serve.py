"""`manage.py serve`, which `make run` calls: set up what is not set up yet, say where the console is, serve it and
do what is to be done in the background."""

import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mailadmin.accounts.models import Admin
from mailadmin.commands.together import run_together
from mailadmin.passwords import check_setup_password, generate_password, hash_setup_password
from mailadmin.upstream.adoption import is_foreign

WORKERS = 2


class Command(BaseCommand):
    help = "Set up what is missing (tables, static files, setup password), serve the console and run a worker."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="default: %(default)s")
        parser.add_argument("--demo", action="store_true", help="fill an empty database with sample data")

    def handle(self, *, bind, demo, **options):
        try:
            self.set_up(bind, demo)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The next start goes on from here.", returncode=130) from None
        serve(bind)

    def set_up(self, bind, demo):
        """Raises CommandError with what is in the way."""
        os.umask(0o027)  # hashes are in the database: not for every account of this machine
        check_free(bind)
        migrate()
        collect_static()
        url = base_url(bind) + "/pfa/"
        self.stdout.write(f"\n  Console         {url}")
        if demo:
            call_command("demodata", stdout=self.stdout)
        elif Admin.objects.superadmins().filter(active=True).exists():
            plain_file().unlink(missing_ok=True)
        else:
            self.stdout.write(f"  Setup page      {url}setup/")
            self.stdout.write(f"  Setup password  {setup_password()}")
        self.stdout.write("\n  Ctrl-C stops it; everything is kept.\n")
        self.stdout.flush()


def check_free(bind):
    """Raises CommandError when something else listens there; gunicorn would only say so after five tries."""
    host, _colon, port = bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"{bind!r} is not an address to serve on. Allowed: HOST:PORT, such as 127.0.0.1:8000.")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            hint = "Try another port: make run PORT=8001"
            raise CommandError(f"The console can't be served on {bind}: {error.strerror}. {hint}") from error


def migrate():
    """Create or update the tables. A database that PostfixAdmin made is left alone: it is adopted, never migrated."""
    if is_foreign():
        raise CommandError("This database was made by PostfixAdmin. To take it over: manage.py adopt")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)


def collect_static():
    """Copy, compress and name by content what browsers fetch, when anything of it is newer than the last copy."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    if any(Path(source).stat().st_mtime > made for source in sources):
        call_command("collectstatic", interactive=False, verbosity=0)


def base_url(bind):
    """The address to print. Where BASE_URL is not set, it follows `bind`, so that another PORT needs no setting."""
    if not os.environ.get("BASE_URL") and not bind.startswith(("0.0.0.0:", "[::]:")):
        os.environ["BASE_URL"] = f"http://{bind}"
    return os.environ.get("BASE_URL", settings.BASE_URL).rstrip("/")


def plain_file():
    return Path(settings.VAR_DIR) / "setup_password"


def setup_password():
    """What to type at the setup page. Made at the first start; kept as plain text until there is a superadmin.

    The settings read the hash from `setup_password_hash`, beside it, when SETUP_PASSWORD_HASH itself is not set.
    """
    kept = plain_file().read_text().strip() if plain_file().exists() else ""
    if check_setup_password(kept, settings.SETUP_PASSWORD_HASH):
        return kept
    if settings.SETUP_PASSWORD_HASH:
        return "the one that was chosen; `manage.py setuppassword` makes another"
    plain = generate_password()
    for path, text in [
        (plain_file(), plain),
        (plain_file().with_name("setup_password_hash"), hash_setup_password(plain)),
    ]:
        path.touch(mode=0o600)
        path.write_text(text + "\n")
    return plain


def serve(bind):
    """Run gunicorn, and the worker beside it, until somebody stops them or one of them ends; does not return."""
    gunicorn = ["gunicorn", "--bind", bind, "--workers", str(WORKERS), "--log-level", "warning"]
    console = [sys.executable, "-m", *gunicorn, "--no-control-socket", "--preload", "mailadmin.wsgi"]
    worker = [sys.executable, sys.argv[0], "worker", "--verbosity", "0"]
    connection.close()
    sys.exit(run_together(console, worker))
