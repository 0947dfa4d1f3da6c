"""Debian's PostfixAdmin itself, on loopback: PHP-FPM with two workers behind nginx, on a MariaDB that the caller names.

Its program is the package's, copied so that it can have settings of its own. The package's configuration and the
database that the package may have made are not touched.
"""

import contextlib
import http.client
import os
import re
import shutil
import subprocess
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.deploy.programs import PATH, free_port, running

PROGRAM = Path("/usr/share/postfixadmin")
SETTINGS = {
    "configured": True,
    "database_type": "mysqli",
    "encrypt": "md5crypt",
    "emailcheck_resolve_domain": "NO",
    "quota": "YES",
    "domain_quota": "YES",
    "used_quotas": "YES",
    "new_quota_table": "YES",
    "alias_domain": "YES",
    "fetchmail": "YES",
    "vacation": "YES",
    "vacation_domain": "autoreply.example",
}
POOL = """\
[global]
error_log = {home}/fpm.log
[www]
listen = {home}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 2
php_admin_value[session.save_path] = {home}/sessions
php_admin_value[memory_limit] = 2G
"""
SITE = """\
worker_processes 1;
pid {home}/nginx.pid;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  error_log {home}/nginx.log;
  client_body_temp_path {home}/tmp;
  fastcgi_temp_path {home}/tmp;
  server {{
    listen 127.0.0.1:{port};
    root {home}/www/public;
    location ~ [.]php$ {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:{home}/fpm.sock;
      fastcgi_read_timeout 300;
    }}
  }}
}}
"""


def lacking():
    """The packages that are missing here, for a message."""
    there = {
        "postfixadmin": PROGRAM.is_dir(),
        "php-fpm": fpm() is not None,
        "php-cli": shutil.which("php", path=PATH) is not None,
        "nginx": shutil.which("nginx", path=PATH) is not None,
    }
    return [package for package, found in there.items() if not found]


def fpm():
    """The newest PHP-FPM; Debian has its version in the name."""
    return max(Path("/usr/sbin").glob("php-fpm*"), default=None)


class Peer:
    """A PostfixAdmin that runs."""

    def __init__(self, home, port):
        self.home, self.port = home, port

    def upgrade(self, to=None):
        """Run its upgrade.php, which makes and changes tables; what it says, as text. With a number, no further than
        to that schema: as an older version would have left the database."""
        program = self.home / "www/public/upgrade.php"
        steps = f"$i <= {to if to else '$target_version'}; $i++"
        program.write_text(re.sub(r"\$i <= [$\w]+; \$i\+\+", lambda match: steps, program.read_text()))
        status, _headers, body = Visitor(self.port).get("/upgrade.php")
        assert status == 200, (body, (self.home / "nginx.log").read_text())
        return re.sub(r"<[^>]*>", " ", body.decode())

    def command_line(self, *words):
        """Run its postfixadmin-cli; what that printed."""
        done = subprocess.run(
            ["php", "scripts/postfixadmin-cli.php", *words],
            cwd=self.home / "www", capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sign_in(self, username, password):
        """Open the page to sign in as an admin and send it. The visitor, and the answer."""
        visitor = Visitor(self.port)
        fields = {"fUsername": username, "fPassword": password, "lang": "en", "submit": "Login"}
        return visitor, visitor.post("/login.php", fields | {"token": visitor.token("/login.php")})


@contextlib.contextmanager
def postfixadmin(home, *, database, port, user, password):
    """Start it in the folder `home` on a database of the server at `port` of this machine; stop it at the end."""
    home = Path(home)
    for name in ("sessions", "tmp"):
        (home / name).mkdir(parents=True)
        (home / name).chmod(0o1777)
    copy_program(home / "www")
    server = {"host": "127.0.0.1", "port": str(port), "name": database, "user": user, "password": password}
    configure(home / "www", SETTINGS | {f"database_{name}": value for name, value in server.items()})
    web = free_port()
    workers = "user = www-data\ngroup = www-data\n" if os.geteuid() == 0 else ""
    (home / "fpm.conf").write_text(POOL.format(home=home) + workers)
    (home / "nginx.conf").write_text(SITE.format(home=home, port=web))
    pool = [fpm(), "--nodaemonize", "--fpm-config", home / "fpm.conf"]
    site = [shutil.which("nginx", path=PATH), "-c", home / "nginx.conf", "-g", "daemon off;"]
    log = home / "output"
    with running(*pool, ready=home / "fpm.sock", log=log), running(*site, ready=web, log=log):
        yield Peer(home, web)


def copy_program(www):
    shutil.copytree(
        PROGRAM, www, ignore=shutil.ignore_patterns("config.local.php", "templates_c"), ignore_dangling_symlinks=True
    )
    (www / "templates_c").mkdir()
    (www / "templates_c").chmod(0o1777)


def configure(www, settings):
    lines = [f"$CONF['{name}'] = {'true' if value is True else repr(value)};" for name, value in settings.items()]
    (www / "config.local.php").write_text("\n".join(["<?php", *lines, ""]))
    names = ("dbuser", "dbpass", "dbname", "dbserver", "dbport", "dbtype")  # Debian's own file, which must be there
    (www / "dbconfig.inc.php").write_text("".join(["<?php ", *(f"${name} = ''; " for name in names)]))


class Visitor:
    """A browser's essentials: one request, its answer, cookies kept. Redirects are not followed."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def get(self, path):
        return self.request("GET", path)

    def post(self, path, fields):
        return self.request("POST", path, urlencode(fields, doseq=True))

    def save(self, table, **fields):
        """Fill in one of its forms and send it: for what is new, or with `edit` its key for what is there."""
        path = f"/edit.php?table={table}" + (f"&edit={fields['edit']}" if "edit" in fields else "")
        values = {f"value[{name}]": value for name, value in fields.items() if name != "edit"}
        status, _headers, body = self.post(path, {"table": table, "token": self.token(path)} | values)
        assert status == 302, (status, body.decode())

    def delete(self, table, key):
        """As the link in its lists does."""
        token = self.token(f"/edit.php?table={table}")
        status, _headers, body = self.post("/delete.php", {"table": table, "delete": key, "token": token})
        assert status == 302, (status, body.decode())

    def request(self, method, path, body=None):
        """(status, headers, body as bytes)"""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, response.headers, content

    def token(self, path, name="token"):
        """The hidden field against forged requests in the form at `path`."""
        page = self.get(path)[2].decode(errors="replace")
        return re.search(rf'name="{name}"[^>]*\bvalue="([^"]+)"', page)[1]
