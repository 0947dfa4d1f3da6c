"""Real Postfix and Dovecot in a folder of their own, on free ports of this machine, from what mailconfig wrote.

Both start as a machine of Debian's would: Debian's own files, ours added as deploy/README.md says, then only what must
differ in a test: ports, folders, certificate, patience.

Dovecot may come from the folder DOVECOT_TREE instead, a system with Dovecot 2.4 that tests/mail/debian13.sh makes.
"""

import contextlib
import os
import pwd
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

NAME = "mail.example.test"
VMAIL = 5000
TREE = os.environ.get("DOVECOT_TREE", "")


def run(*command, check=True, **options):
    """Run to the end; return the finished process with what it printed as one text."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **options,
    )  # fmt: skip
    assert not check or done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}"
    return done


def free_ports(names):
    """{name: port}, each free at the moment and no two the same."""
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(socket.socket()) for name in names}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        return {name: each.getsockname()[1] for name, each in sockets.items()}


def wait_until(true, seconds, what):
    """What `true` returns as soon as that is something; fails the test with `what` when it takes longer."""
    deadline = time.monotonic() + seconds
    while not (result := true()):
        if time.monotonic() > deadline:
            pytest.fail(what() if callable(what) else what)
        time.sleep(0.05)
    return result


def greets(port):
    """Whether a server that speaks first (SMTP, IMAP, POP3, ManageSieve) does so."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False


@contextlib.contextmanager
def started(server):
    """Stop a server that does not come up; __exit__ is not called then."""
    try:
        yield
    except BaseException:
        server.__exit__()
        raise


@contextlib.contextmanager
def mail_folder():
    """A folder that every Unix user may enter and whose name is short, for the sake of Unix sockets below it.

    It is in TREE, and goes by the same name outside of it.
    """
    if os.geteuid() != 0:
        pytest.fail("Postfix and Dovecot start as root only: run the tests as root.")
    with tempfile.TemporaryDirectory(prefix="mail-", dir=f"{TREE}/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        folder = Path("/tmp") / Path(name).name
        if TREE:
            folder.symlink_to(name)
        yield folder
        if TREE:
            folder.unlink()


def vmail_user():
    """Make the Unix account that owns the mail store, as deploy/README.md does, unless it is there."""
    try:
        pwd.getpwnam("vmail")
    except KeyError:
        run("groupadd", "--force", "--gid", VMAIL, "vmail")
        run("useradd", "--uid", VMAIL, "--gid", VMAIL, "--no-create-home", "--shell", "/usr/sbin/nologin", "vmail")


class Machine:
    """The folders that stand for /etc, /var/spool/postfix and /var/mail/vmail, and a certificate."""

    def __init__(self, folder, rendered):
        self.folder, self.rendered = folder, rendered
        self.store, self.queue = folder / "store", folder / "queue"
        self.certificate, self.key = folder / "cert.pem", folder / "key.pem"
        self.smtp = free_ports(["smtp"])["smtp"]  # known to Dovecot too, which sends replies
        vmail_user()
        self.store.mkdir()
        os.chown(self.store, VMAIL, VMAIL)
        for path in (self.queue, self.queue / "private"):
            path.mkdir(mode=0o755)
        os.chown(self.queue / "private", pwd.getpwnam("postfix").pw_uid, 0)
        run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:localhost",
            "-out", self.certificate, "-keyout", self.key,
        )  # fmt: skip

    def install(self, source, target):
        """Copy a file to `target`, with this machine's folders in place of the usual ones."""
        text = source.read_text()
        for usual, here in (
            ("/etc/postfix/", f"{self.folder}/postfix/"),
            ("/etc/dovecot/private/dovecot.pem", str(self.certificate)),
            ("/etc/dovecot/private/dovecot.key", str(self.key)),
            ("/etc/dovecot/", f"{self.folder}/dovecot/"),
            ("/var/spool/postfix/", f"{self.queue}/"),
            ("/var/mail/vmail", str(self.store)),
        ):
            text = text.replace(usual, here)
        target.write_text(text)
        os.utime(target, (0, 0))  # Postfix waits for a file that was written this moment


class Dovecot:
    """Dovecot with Debian's files and ours. Enter it to start; `ports` then tells where it listens."""

    IN_TREE = ["chroot", TREE] if TREE else []

    LOCAL = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
auth_verbose = yes
listen = 127.0.0.1
auth_failure_delay = 0
submission_host = 127.0.0.1:{smtp}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
  }}
}}
service managesieve-login {{
  inet_listener sieve {{
    port = {sieve}
  }}
}}
"""

    def __init__(self, machine):
        self.machine = machine
        self.ports = free_ports(["imap", "imaps", "pop3", "pop3s", "sieve"])
        self.etc, self.log = machine.folder / "dovecot", machine.folder / "dovecot.log"
        self.configuration = self.etc / "dovecot.conf"
        self.environment = {}
        self.install()

    def install(self):
        """Put Debian's files and what mailconfig wrote where this server reads them."""
        machine = self.machine
        shutil.rmtree(self.etc, ignore_errors=True)
        debian, ours = Path(f"{TREE}/usr/share/dovecot"), machine.rendered / ("dovecot-2.4" if TREE else "dovecot")
        shutil.copytree(debian / "conf.d", self.etc / "conf.d")
        shutil.copy(debian / "dovecot.conf", self.etc)
        machine.install(debian / "conf.d/10-ssl.conf", self.etc / "conf.d/10-ssl.conf")
        login = self.etc / "conf.d/10-auth.conf"
        login.write_text(re.sub(r"^!include auth-system", "#!include auth-system", login.read_text(), flags=re.M))
        machine.install(ours / "mailadmin.conf", self.etc / "conf.d/99-mailadmin.conf")
        for source in ours.glob("*.ext"):
            machine.install(source, self.etc / source.name)
            (self.etc / source.name).chmod(0o640)
            shutil.chown(self.etc / source.name, group="dovecot")
        if (machine.rendered / "vacation/dovecot.conf").exists():
            self.install_vacation(machine.rendered / "vacation")
        (self.etc / "local.conf").write_text(self.LOCAL.format(folder=machine.folder, smtp=machine.smtp, **self.ports))

    def install_vacation(self, ours):
        """With VACATION_BY=sieve."""
        source = ours / ("dovecot-2.4.conf" if TREE else "dovecot.conf")
        self.machine.install(source, self.etc / "conf.d/99-mailadmin-vacation.conf")
        lookup = self.etc / "dovecot-vacation-sql.conf.ext"
        self.machine.install(ours / lookup.name, lookup)
        lookup.chmod(0o640)
        shutil.chown(lookup, group="dovecot")

    def __enter__(self):
        with self.log.open("a") as log:
            self.log.chmod(0o666)  # dovecot-lda writes there as vmail
            self.process = subprocess.Popen(
                [*self.IN_TREE, "dovecot", "-F", "-c", self.configuration],
                stderr=log, env=os.environ | self.environment,
            )  # fmt: skip
        with started(self):
            wait_until(lambda: all(greets(self.ports[name]) for name in ("imap", "pop3", "sieve")), 20, self.tail)
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(20)

    def tail(self):
        return "Dovecot's log ends:\n" + (self.log.read_text()[-3000:] if self.log.exists() else "nothing")

    def admin(self, *command, **options):
        """Run doveadm against this server."""
        return run(*self.IN_TREE, "doveadm", "-c", self.configuration, *command, **options)


class Postfix:
    """Postfix with Debian's files and ours. Enter it to start; `ports` then tells where it listens."""

    def __init__(self, machine, **settings):
        """`settings` go into main.cf last."""
        self.machine = machine
        self.ports = free_ports(["submission", "smtps"]) | {"smtp": machine.smtp}
        self.etc, self.log = machine.folder / "postfix", machine.folder / "postfix.log"
        (self.etc / "sql").mkdir(parents=True)
        for source in (machine.rendered / "postfix/sql").iterdir():
            machine.install(source, self.etc / "sql" / source.name)
            (self.etc / "sql" / source.name).chmod(0o640)
            shutil.chown(self.etc / "sql" / source.name, group="postfix")
        shutil.copy("/usr/share/postfix/main.cf.debian", self.etc / "main.cf")
        self.write_master(Path("/usr/share/postfix/master.cf.dist"))
        ours = machine.folder / "ours"
        ours.mkdir()
        for name in ("main.cf", "master.cf"):
            machine.install(machine.rendered / "postfix" / name, ours / name)
        lines = run("postconf", "-c", ours, "-n").stdout.splitlines()
        self.set(*[line for line in lines if not line.startswith("config_directory")])
        here = {
            "queue_directory": machine.queue,
            "data_directory": machine.folder / "data",
            "maillog_file": self.log,
            "maillog_file_prefixes": machine.folder,
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "myhostname": NAME,
            "mynetworks": "192.0.2.1",  # the tests come from 127.0.0.1, as strangers
            "smtpd_tls_cert_file": machine.certificate,
            "smtpd_tls_key_file": machine.key,
            "alias_maps": "",
            # No name server is asked, and what leaves this machine is thrown away.
            "disable_dns_lookups": "yes",
            "smtpd_peername_lookup": "no",
            "default_transport": "discard",
            # Refused as often as the tests like, without being made to wait.
            "smtpd_error_sleep_time": "0",
            "smtpd_soft_error_limit": "1000",
            "smtpd_hard_error_limit": "1000",
            "smtpd_client_connection_count_limit": "0",
        } | settings
        self.set(*[f"{name} = {value}" for name, value in here.items()])
        (machine.folder / "data").mkdir()
        shutil.chown(machine.folder / "data", "postfix")

    def write_master(self, debian):
        """Debian's services and ours after them, at this server's ports."""
        text = debian.read_text() + (self.machine.rendered / "postfix/master.cf").read_text()
        for name, port in self.ports.items():
            text = re.sub(rf"^{name}( +inet)", rf"127.0.0.1:{port}\1", text, flags=re.M)
        configuration = f"{self.machine.folder}/dovecot/dovecot.conf"
        text = text.replace("dovecot-lda -f", f"dovecot-lda -c {configuration} -f")
        text = text.replace("/var/spool/vacation", f"{self.machine.folder}/vacation")
        (self.etc / "master.cf").write_text(text)

    def set(self, *lines):
        run("postconf", "-c", self.etc, "-e", *lines)
        os.utime(self.etc / "main.cf", (0, 0))

    def __enter__(self):
        with started(self):
            run("postfix", "-c", self.etc, "start")
            wait_until(lambda: all(greets(self.ports[name]) for name in ("smtp", "submission")), 20, self.tail)
        return self

    def __exit__(self, *exception):
        run("postfix", "-c", self.etc, "stop", check=False)

    def restart(self):
        """Start anew with what `set` changed; `postfix reload` would still deliver a mail or two in the old way."""
        self.__exit__()
        self.__enter__()

    def setting(self, name):
        return run("postconf", "-c", self.etc, name).stdout.strip()

    def flush(self):
        """Try at once what waits in the queue."""
        run("postqueue", "-c", self.etc, "-f")

    def tail(self):
        return "Postfix's log ends:\n" + (self.log.read_text()[-3000:] if self.log.exists() else "nothing")

    def lookup(self, key, name):
        """What `postmap -q` answers for `key` in the map `name` (without its engine); "" for nothing."""
        (path,) = self.etc.glob(f"sql/*_{name}.cf")
        engine = path.name.partition("_")[0]
        done = run("postmap", "-c", self.etc, "-q", key, f"{engine}:{path}", check=False)
        assert done.returncode == 0 or not done.stdout, done.stdout
        return done.stdout.strip()

    def smtp(self, port="smtp", tls=False, login=None):
        """A connection; with `tls` encrypted, with `login` (user, password) signed in."""
        if port == "smtps":
            client = smtplib.SMTP_SSL("localhost", self.ports[port], context=self.trust(), timeout=20)
        else:
            client = smtplib.SMTP("localhost", self.ports[port], timeout=20)
            if tls:
                client.starttls(context=self.trust())
        if login:
            client.login(*login)
        return client

    def trust(self):
        return ssl.create_default_context(cafile=self.machine.certificate)
