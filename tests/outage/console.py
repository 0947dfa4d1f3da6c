"""The console as `make run` serves it: real gunicorn, two workers, a database that a test may take away."""

import contextlib
import http.cookies
import os
import re
import subprocess
import sys
from urllib.parse import urlencode

from tests.deploy.programs import ROOT, fetch, free_port, running

PASSWORD = "Fish-42-sheep"
MAKE_SUPERADMIN = f"""
import django
django.setup()
from domains.services import create_admin
from mailadmin.audit.actors import command_line_actor
create_admin(command_line_actor(), username="root@example.com", password={PASSWORD!r}, superadmin=True)
"""


class Console:
    """A browser's view of it: keeps cookies, sends the form's token."""

    def __init__(self, port, log, headers):
        self.port, self.log, self.headers, self.cookies = port, log, headers, http.cookies.SimpleCookie()

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, **form):
        return self.send("POST", path, form | {"csrfmiddlewaretoken": self.token(path)})

    def token(self, path):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)[1]

    def send(self, method, path, form=None, headers=()):
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items())
        headers = {"Host": "localhost", "Cookie": cookies} | self.headers | dict(headers)
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = fetch(self.port, path, method=method, body=body, headers=headers)
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(header)
        return response

    def sign_in(self, password=PASSWORD):
        return self.post("/pfa/login/", username="root@example.com", password=password)

    def logged(self):
        return self.log.read_text()


@contextlib.contextmanager
def serving(folder, headers=(), **settings):
    """The console on a database of `settings`, with a superadmin in it."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TZ")}
    environment |= {"DOTENV": os.devnull, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mailadmin.settings"}
    port, log = free_port(), folder / "console.log"
    options = {"cwd": ROOT, "env": environment | settings}
    with running(sys.executable, "manage.py", "serve", "--bind", f"127.0.0.1:{port}", ready=port, log=log, **options):
        subprocess.run([sys.executable, "-c", MAKE_SUPERADMIN], check=True, **options)
        yield Console(port, log, dict(headers))
