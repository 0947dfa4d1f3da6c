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
    if not shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin"):
        sys.exit("MariaDB is missing. Type: apt-get install mariadb-server mariadb-client")
    home = Path(tempfile.mkdtemp(prefix="mailadmin-mariadb-"))
    home.chmod(0o755)
    (home / "tmp").mkdir()
    if os.geteuid() == 0:
        shutil.chown(home, "mysql")
        shutil.chown(home / "tmp", "mysql")
    account = ["--user=mysql"] if os.geteuid() == 0 else []
    install = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={home}/data",
        "--auth-root-authentication-method=normal",
    ]
    subprocess.run(
        [*install, "--skip-test-db", f"--tmpdir={home}/tmp", *account], check=True, stdout=subprocess.DEVNULL
    )
    port = free_port()
    server = subprocess.Popen(
        [
            shutil.which("mariadbd", path=os.environ.get("PATH", "") + ":/usr/sbin"),
            "--no-defaults",
            f"--datadir={home}/data",
            f"--socket={home}/sock",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--pid-file={home}/pid",
            f"--tmpdir={home}/tmp",
            "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=512M",
            "--max-connections=100",
            *account,
        ],
        stdout=(home / "log").open("w"),
        stderr=subprocess.STDOUT,
    )
    atexit.register(stop, server, home)
    client = ["mariadb", "--no-defaults", f"--socket={home}/sock", "-uroot"]
    for _try in range(120):
        if subprocess.run([*client, "-e", "SELECT 1"], capture_output=True).returncode == 0:
            break
        if server.poll() is not None:
            sys.exit(f"MariaDB did not start:\n{(home / 'log').read_text()[-2000:]}")
        time.sleep(0.25)
    for account in ("mailadmin@'%'", "mailadmin@localhost"):
        grant = f"CREATE USER {account} IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON *.* TO {account} WITH GRANT OPTION"
        subprocess.run([*client, "-e", grant], check=True)
    return f"{home}/sock", port


def stop(server, home):
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(home, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
