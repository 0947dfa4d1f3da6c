"""A database of its own, and real workers on it that a test may kill."""

import contextlib
import json
import os
import subprocess
import sys
import time

from tests.deploy.programs import ROOT

SETUP = "import django, json; django.setup()\n"
START = "from mailadmin.tasks.queue import start\nfrom tests.tasks import work\n"
STATES = """
from django_tasks_db.models import DBTaskResult
found = DBTaskResult.objects.filter(task_path__startswith="tests.").values_list("status", "traceback")
print(json.dumps([f"{status} {traceback[-200:]}".strip() for status, traceback in found]))
"""
WRITTEN = "from tests.tasks import work\nprint(json.dumps(work.written()))"
RUNS = """
from collections import Counter
from django_tasks_db.models import DBTaskResult
print(json.dumps(Counter(DBTaskResult.objects.values_list("task_path", flat=True))))
"""


class Site:
    def __init__(self, folder, **settings):
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
        environment |= {"DOTENV": os.devnull, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mailadmin.settings"}
        self.folder, self.options, self.count = folder, {"cwd": ROOT, "env": environment | settings}, 0
        self.run("manage.py", "migrate", "--verbosity", "0")

    def run(self, *words):
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=120, **self.options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code):
        """What Python code prints as JSON, in a process that has Django set up."""
        return json.loads(self.run("-c", SETUP + code))

    def start(self, *calls):
        """Start tasks, each `(name, arguments)` of tests.tasks.work."""
        self.run("-c", SETUP + START + "".join(f"start(None, work.{name}, {given!r})\n" for name, given in calls))

    def worker(self, *options):
        """A worker's process, with what it logged in `log`."""
        self.count += 1
        log = self.folder / f"worker-{self.count}.log"
        with log.open("w") as output:
            command = [sys.executable, "manage.py", "worker", "--lease", "2", *options]
            process = subprocess.Popen(command, stderr=output, **self.options)
        process.log = log
        return process

    @contextlib.contextmanager
    def workers(self, count=1):
        """Some workers at once, for as long as the block takes."""
        running = [self.worker() for _number in range(count)]
        try:
            yield running
        finally:
            for process in running:
                process.kill()
                process.wait()

    def states(self):
        return self.ask(STATES)

    def written(self):
        return self.ask(WRITTEN)

    def wait_until_done(self, seconds=90):
        wait_for(lambda: not [each for each in self.states() if each in ("READY", "RUNNING")], seconds, pause=0.5)


def wait_for(what, seconds=30, pause=0.02):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "too long"
        time.sleep(pause)
