"""The web part of the guide on this machine: nginx in front of gunicorn and of Roundcube in PHP-FPM."""

import contextlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from .programs import DEPLOY, ROOT, certificate, free_port, missing, program, rendered, run, running

ROUNDCUBE = Path("/var/lib/roundcube/public_html")


@pytest.fixture(scope="session")
def gunicorn():
    return Path(sys.executable).parent / "gunicorn"


@pytest.fixture(scope="session")
def folder():
    """A folder that nginx and PHP may enter under their own user, as they may not enter pytest's."""
    with tempfile.TemporaryDirectory(prefix="mailadmin-deploy-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def console_settings(folder):
    """The whole environment of a console of its own, with a fresh database and its static files collected."""
    settings = {
        "PATH": os.environ["PATH"],
        "DOTENV": os.devnull,
        "DJANGO_SETTINGS_MODULE": "mailadmin.settings",
        "BASE_URL": "https://mail.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/console.sqlite3",
        "VAR_DIR": str(folder),
        "LANGUAGE_CODE": "en",
        "DEBUG": "no",
    }
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"]):
        done = run(sys.executable, "manage.py", *command, cwd=ROOT, env=settings)
        assert done.returncode == 0, done.stdout
    return settings


@dataclass
class Site:
    """Where the running site answers. `tls` is the certificate to check it by."""

    http: int
    https: int
    tls: Path
    log: Path


@pytest.fixture(scope="session")
def site(folder, gunicorn, console_settings):
    """The files of deploy/nginx, the command of deploy/systemd and the pool of deploy/roundcube, all running."""
    nginx = program("nginx", "nginx")
    http, https = free_port(), free_port()
    made, _key = certificate(folder)
    configuration = nginx_configuration(folder, http, https)
    with contextlib.ExitStack() as stack:
        console = folder / "console.sock"
        stack.enter_context(
            running(
                gunicorn, "--bind", f"unix:{console}", "--umask", "0", "mailadmin.wsgi",
                ready=console, log=folder / "console.log", cwd=ROOT, env=console_settings,
            )
        )  # fmt: skip
        stack.enter_context(web_mail(folder))
        stack.enter_context(running(nginx, "-c", configuration, ready=https, log=folder / "nginx.log"))
        yield Site(http, https, made, folder / "console.log")


def nginx_configuration(folder, http, https):
    """A whole configuration around the site of deploy/, which itself is only moved to other ports and paths."""
    rendered(
        "nginx/mailadmin.conf",
        folder / "site.conf",
        {
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{http};",
            "listen 443 ssl;": f"listen 127.0.0.1:{https} ssl;",
            "/etc/letsencrypt/live/mail.example.org": folder,
            "/run/mailadmin.sock": folder / "console.sock",
            "/run/php/roundcube.sock": folder / "php.sock",
            "/var/lib/mailadmin/static": folder / "static",
            "include fastcgi_params;": "include /etc/nginx/fastcgi_params;",
        },
    )
    whole = folder / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(f"""
daemon off; {"user www-data;" if os.geteuid() == 0 else ""}
pid {folder}/nginx.pid; error_log stderr;
events {{ }}
http {{
include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
{temporary}
include {folder}/site.conf;
}}
""")
    return whole


@contextlib.contextmanager
def web_mail(folder):
    """Debian's Roundcube with our configuration, a database of its own, in PHP-FPM with our pool."""
    php = php_fpm()
    if not ROUNDCUBE.is_dir():
        missing("Roundcube", "roundcube-core roundcube-sqlite3 php-sqlite3")
    (folder / "roundcube").mkdir(mode=0o777)
    (folder / "roundcube").chmod(0o777)  # PHP's user makes the database and the log
    (folder / "roundcube/defaults.inc.php").symlink_to("/etc/roundcube/defaults.inc.php")
    (folder / "roundcube/mimetypes.php").symlink_to("/etc/roundcube/mimetypes.php")
    roundcube_configuration(folder, DEPLOY / "roundcube/mailadmin.inc.php", {})
    pool = rendered(
        "roundcube/php-fpm.conf",
        folder / "pool.conf",
        {
            "/run/php/roundcube.sock": folder / "php.sock",
            "= /usr/share:": f"= {folder}/roundcube:/usr/share:",
        },
    )
    with pool.open("a") as more:
        more.write(f"env[ROUNDCUBE_CONFIG_DIR] = {folder}/roundcube\nphp_admin_flag[opcache.enable] = off\n")
    whole = folder / "php-fpm.conf"
    whole.write_text(f"[global]\nerror_log = {folder}/php.log\ndaemonize = no\ninclude = {pool}\n")
    with running(php, "--fpm-config", whole, ready=folder / "php.sock", log=folder / "php.out"):
        yield


def php_fpm():
    """Debian names the program after PHP's version."""
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    return found[-1] if found else missing("php-fpm", "php-fpm")


def roundcube_configuration(folder, ours, changes, *more):
    """What Debian's config.inc.php does at its end, with the database and the files in `folder`."""
    rendered(ours, folder / "roundcube/mailadmin.inc.php", changes)
    included = "".join(f"include '{path}';\n" for path in (folder / "roundcube/mailadmin.inc.php", *more))
    (folder / "roundcube/config.inc.php").write_text(f"""<?php
$config = ['des_key' => 'rcmail-tests-only-24char'];
$config['db_dsnw'] = 'sqlite:///{folder}/roundcube/roundcube.sqlite3?mode=0640';
{included}
$config['log_driver'] = 'file';
$config['log_dir'] = $config['temp_dir'] = '{folder}/roundcube';
""")


@pytest.fixture(scope="session")
def fail2ban(tmp_path_factory):
    """Debian's /etc/fail2ban with our filter and jail put where deploy/README.md says."""
    program("fail2ban-client", "fail2ban")
    folder = tmp_path_factory.mktemp("fail2ban") / "etc"
    shutil.copytree("/etc/fail2ban", folder)
    shutil.copy(DEPLOY / "fail2ban/filter.conf", folder / "filter.d/mailadmin.conf")
    shutil.copy(DEPLOY / "fail2ban/jail.conf", folder / "jail.d/mailadmin.conf")
    return folder
