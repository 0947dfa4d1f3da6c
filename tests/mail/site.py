"""A whole site: a database, the console as people run it, and the two mail servers that read what it writes."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.deploy.programs import answers
from tests.engines import MARIADB
from tests.mail.servers import Dovecot, Machine, Postfix, free_ports, mail_folder, run, wait_until

ROOT = Path(__file__).resolve().parents[2]
# What a password may hold and each file has to quote: Dovecot 2.3 has no way to write a space, Postfix has one.
ODD = """a"b'c\\d#e$f%{g}%h;i=j,k<l>"""


class Site:
    """`manage` runs commands, `rows` asks the database, `console` is the address of the web server."""

    def __init__(self, folder):
        self.folder, self.name = folder, "mailtest"
        self.port = free_ports(["console"])["console"]
        self.console = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mailadmin.settings",
            "DATABASE_URL": self.make_database(),
            "VAR_DIR": str(folder / "var"),
            "DOTENV": os.devnull,
            "SECRET_KEY": "for tests only",
            "BASE_URL": self.console,
            "POSTFIX_DATABASE_USER": "mailtest_postfix",
            "POSTFIX_DATABASE_PASSWORD": f"{ODD} p",
            "VACATION": "YES",
            "VACATION_DATABASE_USER": "mailtest_vacation",
            "VACATION_DATABASE_PASSWORD": f"{ODD} v",
            "DOVECOT_DATABASE_USER": "mailtest_dovecot",
            "DOVECOT_DATABASE_PASSWORD": f"{ODD}d",
        }

    def make_database(self):
        if MARIADB:
            self.mariadb(f"CREATE DATABASE {self.name}")
            return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{self.name}"
        shared = self.folder / "database"
        shared.mkdir()
        shared.chmod(0o777)  # Postfix and Dovecot write its log; a real site has a group for that
        self.file = shared / "mail.sqlite3"
        self.file.touch()
        self.file.chmod(0o666)
        return f"sqlite:///{self.file}"

    def mariadb(self, text, *options):
        """Run SQL as the server's root."""
        client = ["mariadb", "--no-defaults", f"--socket={settings.MARIADB_SOCKET}", "-uroot", *options]
        return run(*client, input=text).stdout

    def rows(self, query):
        """The rows that a query answers, each value as text."""
        if MARIADB:
            lines = self.mariadb(query, "-N", "-B", self.name).splitlines()
            return [tuple(line.split("\t")) for line in lines]
        with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as connection, connection:
            return [tuple(map(str, row)) for row in connection.execute(query)]

    def manage(self, *words, **options):
        return run(sys.executable, ROOT / "manage.py", *words, cwd=ROOT, env=self.environment, **options)

    def manage_all(self, lines):
        """Run a command a line, all in one process."""
        script = (
            "import sys, django; django.setup()\n"
            "from django.core.management import call_command\n"
            "for line in sys.stdin: call_command(*line.split())"
        )
        run(sys.executable, "-c", script, cwd=ROOT, env=self.environment, input=lines)

    @contextlib.contextmanager
    def configured(self, **settings):
        """With other settings, as after another mailconfig. Dovecot starts anew, with them in its environment too.

        So does Postfix, which would go on asking the auth process that it has asked before.
        """
        before, self.environment = self.environment, self.environment | settings
        try:
            self.restart(settings)
            yield self
        finally:
            self.environment = before
            self.restart({})

    def restart(self, environment):
        self.manage("mailconfig", "--force", "--output", self.folder / "rendered")
        self.dovecot.__exit__()
        self.dovecot.environment = environment
        self.dovecot.install()
        self.dovecot.__enter__()
        self.postfix.restart()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.drop_database)
            self.manage("migrate", "-v0")
            rendered = self.folder / "rendered"
            self.manage("mailconfig", "--output", rendered)
            if MARIADB:
                for name in ("mariadb/grants.sql", "vacation/grants.sql"):
                    self.mariadb((rendered / name).read_text())
            machine = Machine(self.folder, rendered)
            self.dovecot = stack.enter_context(Dovecot(machine))
            self.postfix = stack.enter_context(Postfix(machine))
            self.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{self.postfix.ports['smtp']}"
            stack.enter_context(self.serving())
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *exception):
        self.stack.close()

    @contextlib.contextmanager
    def serving(self):
        """The console, as `make run` starts it."""
        log = self.folder / "console.log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "serve", "--bind", f"127.0.0.1:{self.port}"],
                cwd=ROOT, env=self.environment, stdout=output, stderr=output,
            )  # fmt: skip
        try:
            wait_until(lambda: answers(self.port), 40, log.read_text)
            yield
        finally:
            server.terminate()
            server.wait(20)

    def drop_database(self):
        if MARIADB:
            users = ", ".join(f"mailtest_{name}@127.0.0.1" for name in ("postfix", "dovecot", "vacation"))
            self.mariadb(f"DROP DATABASE {self.name}; DROP USER IF EXISTS {users}")


@contextlib.contextmanager
def site():
    with mail_folder() as folder, Site(folder) as running:
        yield running
