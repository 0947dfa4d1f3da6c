"""Run the real programs of deploy/ on copies of its files, in folders and on ports of the tests' own."""

import contextlib
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def program(name, package):
    """The path of a program. A missing one fails the test where CI is set, and is reported elsewhere."""
    path = shutil.which(name, path=PATH)
    return path or missing(name, package)


def missing(name, package):
    report = pytest.fail if os.environ.get("CI") else pytest.skip
    report(f"{name} is missing: apt-get install --no-install-recommends {package}")


def run(*command, **options):
    """Run to the end; return the finished process with its two outputs as one text."""
    return subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **options,
    )  # fmt: skip


def rendered(source, target, changes):
    """A copy of a file of deploy/ with other paths, ports and names. Each change must have something to change."""
    text = (DEPLOY / source).read_text()
    for old, new in changes.items():
        assert old in text, f"deploy/{source} no longer says {old}"
        text = text.replace(old, str(new))
    target.write_text(text)
    return target


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*command, ready, log, **options):
    """A server in the foreground, from the moment that it answers to the end of the block; never longer."""
    with log.open("ab") as output:
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=output, **options)
    try:
        deadline = time.monotonic() + 60
        while not answers(ready):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{command[0]} does not start:\n{log.read_text()[-3000:]}")
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(address):
    """Whether a server takes connections at a port of this machine or at a Unix socket."""
    family = socket.AF_INET if isinstance(address, int) else socket.AF_UNIX
    with socket.socket(family) as probe:
        try:
            probe.connect(("127.0.0.1", address) if isinstance(address, int) else str(address))
        except OSError:
            return False
        return True


def certificate(folder, name="mail.example.org"):
    """A certificate of one day for `name`, signed by itself; its file and that of its key."""
    made, key = folder / "fullchain.pem", folder / "privkey.pem"
    done = run(
        program("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "1", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-out", made, "-keyout", key,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return made, key


class Connection(http.client.HTTPConnection):
    """HTTP to a port of this machine or to a Unix socket; with `tls`, HTTPS to mail.example.org."""

    def __init__(self, address, tls=False):
        super().__init__("mail.example.org", timeout=20)
        self.address, self.tls = address, tls

    def connect(self):
        family = socket.AF_INET if isinstance(self.address, int) else socket.AF_UNIX
        self.sock = socket.socket(family)
        self.sock.settimeout(self.timeout)
        self.sock.connect(("127.0.0.1", self.address) if isinstance(self.address, int) else str(self.address))
        if self.tls:
            context = ssl.create_default_context(cafile=self.tls)
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def fetch(address, path, tls=False, method="GET", body=None, headers=None):
    """One request; the response with its body read into `text`."""
    connection = Connection(address, tls)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    response.text = response.read().decode(errors="replace")
    connection.close()
    return response
