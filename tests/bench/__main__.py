"""`make bench`: how long each page takes with 100,000 mailboxes, beside the real PostfixAdmin on the same data.

MariaDB, gunicorn with two workers and, where its package is installed, PostfixAdmin all run on loopback, in a temporary
folder; one client asks for one page at a time. It prints, and judges nothing. Columns: median and 95th percentile, the
processor's time (ours and the database's), the statements that the database got, the rows it read for them, and the
size of the page.
"""

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import MySQLdb

from mailadmin.passwords import make_password
from tests import mariadb
from tests.deploy.programs import free_port, running
from tests.peer import Visitor, lacking, postfixadmin

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PASSWORD = "Fish-42-sheep"
TOKEN = "csrfmiddlewaretoken"
ROOT_ADMIN, AGENT = "root@example.org", "agent@example.org"
OWN_DOMAINS = 20  # of AGENT, far apart from each other
PATIENCE = 20  # seconds that one page of PostfixAdmin's may cost altogether


def pages(role, domains, entry):
    """(label, our address, theirs or "", what is sent or None) of each line of pages.txt about a role."""
    text = (HERE / "pages.txt").read_text().split(f"[{role}]\n")[1].split("\n[")[0]
    names = {"half": domains // 2, "one": domains // 10, "near": domains - 30, "last": domains}
    values = {key: f"d{number:05}.example" for key, number in names.items()} | {"agent": AGENT, "entry": entry}
    sent = {"Add a mailbox": new_mailbox(values["one"]), "Add an alias": new_alias(values["one"])}
    for line in text.format(**values).strip().splitlines():
        label, path, theirs = [*(part.strip() for part in line.split("|")), ""][:3]
        yield label, path, theirs, sent.get(label)


def new_mailbox(domain):
    """Makes the i-th fields that are sent. Both programs get all of them, and take their own."""
    theirs = {"domain": domain, "name": "New", "quota": 5, "active": 1, "password": PASSWORD, "password2": PASSWORD}
    ours = {"name": "New", "quota": 5, "active": "on", "password": PASSWORD, "password2": PASSWORD}
    fields = ours | {f"value[{name}]": value for name, value in theirs.items()}
    return lambda i: fields | {"local_part": f"new{i}", "value[local_part]": f"new{i}"}


def new_alias(domain):
    goto = f"u001@{domain}"
    fields = {"goto": goto, "active": "on", "value[domain]": domain, "value[goto]": goto, "value[active]": 1}
    return lambda i: fields | {"local_part": f"list{i}", "value[localpart]": f"list{i}"}


Figures = namedtuple("Figures", "median p95 cpu statements rows kilobytes")


class Stopwatch:
    """Asks for pages, and the system and the database what they cost."""

    def __init__(self, sql, *processes):
        self.sql, self.processes = sql, processes

    def __call__(self, ask, times, status=200):
        """Figures of `ask(i)`, which gives (status, headers, body), after it was tried twice."""
        for i in (-2, -1):
            answer = ask(i)
            if answer[0] != status:
                sys.exit(f"Answered with {answer[0]}: {answer[2][:2000].decode(errors='replace')}")
        cpu, before, spent, started = cpu_time(self.processes), self.counters(), [], time.monotonic()
        while len(spent) < times and time.monotonic() < started + PATIENCE:
            start = time.perf_counter()
            _status, _headers, body = ask(len(spent))
            spent.append(1000 * (time.perf_counter() - start))
        done, after = len(spent), self.counters()
        cpu = 1000 * (cpu_time(self.processes) - cpu) / done
        statements, rows = (round((now - was) / done) for was, now in zip(before, after, strict=True))
        return Figures(
            statistics.median(spent),
            sorted(spent)[int(0.95 * (done - 1) + 0.5)],
            cpu,
            statements,
            rows,
            len(body) / 1000,
        )

    def counters(self):
        self.sql.execute("SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Rows_read')")
        return [int(value) for _name, value in self.sql.fetchall()]


def cpu_time(processes):
    """Seconds of processor time that these processes and their children have had."""
    family = {str(process) for process in processes}
    for process in processes:
        family |= set(Path(f"/proc/{process}/task/{process}/children").read_text().split())
    clocks = [task for process in family for task in Path(f"/proc/{process}/task").glob("*/schedstat")]
    return sum(int(clock.read_text().split()[0]) for clock in clocks) / 1e9


def table(title, rows):
    """Print what was measured, as it is measured: (label, ours, theirs or None)."""
    print(f"\n{title:30} median    p95    CPU  stmts    rows     KB   PostfixAdmin      KB  times")
    for label, ours, theirs in rows:
        line = f"{label:30} {ours.median:6.1f} {ours.p95:6.1f} {ours.cpu:6.1f}"
        line += f" {ours.statements:6} {ours.rows:7} {ours.kilobytes:6.1f}"
        if theirs:
            line += f"   {theirs.median:12.1f} {theirs.kilobytes:7.1f} {theirs.median / ours.median:6.0f}"
        print(line, flush=True)


def measure(stopwatch, listed, ours, theirs, times):
    """(label, our figures, theirs or None) of each page. `ours` and `theirs` are visitors who are signed in."""
    for label, path, their_path, send in listed:
        status = 302 if send else 200
        figures = stopwatch(asking(ours, path, send, TOKEN), times, status)
        there = theirs and their_path
        yield label, figures, stopwatch(asking(theirs, their_path, send), times, status) if there else None


def asking(visitor, path, send, token="token"):
    """A function of i that asks for the page, or sends its form with the i-th fields."""
    if not send:
        return lambda i: visitor.get(path)
    hidden = {token: visitor.token(path, token)}
    return lambda i: visitor.post(path, send(i) | hidden)


def sign_in(port, username):
    """Open the page to sign in and send it. The visitor, and the answer."""
    visitor = Visitor(port)
    fields = {"username": username, "password": PASSWORD, TOKEN: visitor.token("/pfa/login/", TOKEN)}
    return visitor, visitor.post("/pfa/login/", fields)


def fill(sql, domains, each):
    values = {"domains": domains, "each": each, "own": OWN_DOMAINS, "root": ROOT_ADMIN, "agent": AGENT}
    values["hash"] = make_password(PASSWORD, "MD5-CRYPT")
    for statement in (HERE / "fill.sql").read_text().format(**values).split(";\n"):
        if statement.strip():
            sql.execute(statement)
    sql.execute("ANALYZE TABLE domain, alias_domain, mailbox, alias, quota2, domain_admins, log")


def copy(sql, source, target):
    """Put what is in one database into the tables of the other, by the columns that both have."""
    sql.execute(
        "SELECT o.table_name, GROUP_CONCAT(CONCAT('`', o.column_name, '`')) FROM information_schema.columns o "
        "JOIN information_schema.columns t USING (table_name, column_name) "
        "WHERE o.table_schema = %s AND t.table_schema = %s AND o.table_name <> 'config' GROUP BY o.table_name",
        [source, target],
    )
    for name, columns in sql.fetchall():
        sql.execute(f"INSERT INTO {target}.{name} ({columns}) SELECT {columns} FROM {source}.{name}")
        sql.execute(f"ANALYZE TABLE {target}.{name}")


@contextlib.contextmanager
def console(home, url):
    """Our console as in production: gunicorn with two workers, static files by their digests. Its port and process."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": url,
        "DOTENV": os.devnull,
        "VAR_DIR": str(home / "var"),
        "SECRET_KEY": "for the benchmark only",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "mailadmin.settings",
    }
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(done.stderr)
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers=2", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    with running(*gunicorn, "mailadmin.wsgi", ready=port, log=home / "gunicorn", cwd=ROOT, env=environment) as process:
        yield port, process.pid


def compare(stopwatch, options, port, peer, entry):
    """Measure and print everything that the options ask for."""
    ways_in = {"Superadmin": ("superadmin", ROOT_ADMIN), f"Admin of {OWN_DOMAINS} domains": ("admin", AGENT)}
    for title, (role, username) in ways_in.items():
        listed = [page for page in pages(role, options.domains, entry) if options.only in page[0]]
        visitor, _answer = sign_in(port, username)
        ours = stopwatch(lambda i, name=username: sign_in(port, name)[1], options.times, 302)
        their_visitor = theirs = None
        if peer:
            their_visitor, _answer = peer.sign_in(username, PASSWORD)
            theirs = stopwatch(lambda i, name=username: peer.sign_in(name, PASSWORD)[1], options.times, 302)
        measured = measure(stopwatch, listed, visitor, their_visitor, options.times)
        table(title, chain([("Sign in: form and answer", ours, theirs)], measured))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--domains", type=int, default=1000, help="with 100 mailboxes each; default: %(default)s")
    options.add_argument("--times", type=int, default=40, help="how often each page is asked for; default: %(default)s")
    options.add_argument("--alone", action="store_true", help="without PostfixAdmin")
    options.add_argument("--only", default="", metavar="TEXT", help="only pages with this in their name")
    options = options.parse_args()
    with contextlib.ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="mailadmin-bench-"))
        home.chmod(0o755)
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        socket, port = mariadb.start()
        account = {"user": "mailadmin", "password": mariadb.PASSWORD}
        sql = MySQLdb.connect(unix_socket=socket, **account, autocommit=True).cursor()
        sql.execute("CREATE DATABASE ours CHARACTER SET utf8mb4")
        sql.execute("USE ours")
        url = f"mysql://mailadmin:{mariadb.PASSWORD}@127.0.0.1:{port}/ours"
        own_port, gunicorn = stack.enter_context(console(home, url))
        print(f"Filling MariaDB with {options.domains:,} domains of 100 mailboxes …", flush=True)
        fill(sql, options.domains, 100)
        peer = None
        if lacking() and not options.alone:
            print(f"Without PostfixAdmin. Missing: {', '.join(lacking())}. tests/setup.sh installs what is missing.")
        elif not options.alone:
            sql.execute("CREATE DATABASE theirs CHARACTER SET utf8mb4")
            peer = stack.enter_context(postfixadmin(home / "peer", database="theirs", port=port, **account))
            peer.upgrade()
            copy(sql, "ours", "theirs")
        sql.execute("SELECT CONCAT(timestamp, '~', id) FROM log ORDER BY id LIMIT 1 OFFSET 100000")
        (log_middle,) = sql.fetchone()
        database = int(Path(socket).with_name("pid").read_text())
        compare(Stopwatch(sql, gunicorn, database), options, own_port, peer, quote(log_middle))


if __name__ == "__main__":
    main()
