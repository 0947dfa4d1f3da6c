"""A MariaDB server of the tests' own: in a temporary folder, on a free loopback port, gone with the test run."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSWORD = "test-only"


def start():
    """Start a server and return (socket, port). It stops when this process ends."""
    server = Server()
    atexit.register(server.remove)
    server.start()
    return server.socket, server.port


class Server:
    """A server with its data in a folder of its own: it can be stopped and started again, and nothing is lost."""

    def __init__(self, *options):
        """`options` come last on its command line, and so count."""
        self.options = options
        self.program = shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not self.program:
            sys.exit("MariaDB is missing. Type: apt-get install mariadb-server mariadb-client")
        self.home = Path(tempfile.mkdtemp(prefix="mailadmin-mariadb-"))
        self.home.chmod(0o755)
        (self.home / "tmp").mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.home, "mysql")
            shutil.chown(self.home / "tmp", "mysql")
        self.account = ["--user=mysql"] if os.geteuid() == 0 else []
        self.socket, self.port, self.process = f"{self.home}/sock", free_port(), None

    def start(self):
        """Start it and wait until it answers; the first time with its tables and the account of the tests."""
        new = not (self.home / "data").exists()
        if new:
            self.install()
        self.process = subprocess.Popen(
            [
                self.program,
                "--no-defaults",
                f"--datadir={self.home}/data",
                f"--socket={self.socket}",
                f"--port={self.port}",
                "--bind-address=127.0.0.1",
                f"--pid-file={self.home}/pid",
                f"--tmpdir={self.home}/tmp",
                "--character-set-server=utf8mb4",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=512M",
                "--max-connections=100",
                *self.account,
                *self.options,
            ],
            stdout=(self.home / "log").open("a"),
            stderr=subprocess.STDOUT,
        )
        for _try in range(240):
            if self.ask("SELECT 1").returncode == 0:
                break
            if self.process.poll() is not None:
                sys.exit(f"MariaDB did not start:\n{(self.home / 'log').read_text()[-2000:]}")
            time.sleep(0.125)
        for account in ("mailadmin@'%'", "mailadmin@localhost") if new else ():
            grant = f"CREATE USER {account} IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON *.* TO {account} WITH GRANT OPTION"
            self.ask(grant).check_returncode()

    def install(self):
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={self.home}/data", f"--tmpdir={self.home}/tmp"]
        options = ["--auth-root-authentication-method=normal", "--skip-test-db", *self.account]
        subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)

    def ask(self, sql):
        """Run SQL as root; returns the finished process."""
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-N", "-e", sql]
        return subprocess.run(client, capture_output=True, text=True)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def remove(self):
        if self.process:
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
