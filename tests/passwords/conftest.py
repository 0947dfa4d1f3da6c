"""Dovecot's own opinion, by `doveadm pw`."""

import os
import shutil
import subprocess

import pytest


class Doveadm:
    """`doveadm pw`, which makes a hash, and tells whether a password fits one."""

    def __init__(self, program):
        self.program = program

    def make(self, scheme, plain, *options):
        return self._run("-s", scheme, "-p", plain, *options).stdout.rstrip("\n")

    def fits(self, plain, stored, *options):
        prefixed = stored if stored.startswith("{") else "{CRYPT}" + stored
        return self._run("-t", prefixed, "-p", plain, *options).returncode == 0

    def schemes(self):
        return self._run("-l").stdout.split()

    def _run(self, *arguments):
        command = [self.program, "pw", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)


@pytest.fixture(scope="session")
def doveadm():
    program = shutil.which("doveadm", path=os.environ["PATH"] + ":/usr/bin:/usr/sbin")
    if not program:
        report = pytest.fail if os.environ.get("CI") else pytest.skip
        report("doveadm is missing: apt-get install --no-install-recommends dovecot-core")
    return Doveadm(program)
