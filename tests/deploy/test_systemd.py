"""systemd understands the units, and what they start serves the console on a socket that systemd opened."""

import os
import shlex
import signal
import subprocess
import sys
import time

import pytest

from .programs import DEPLOY, ROOT, fetch, program, rendered, run, running

UNIT = (DEPLOY / "systemd/mailadmin.service").read_text()


def setting(name):
    """The value of the unit's line `name=`."""
    return next(line.partition("=")[2] for line in UNIT.splitlines() if line.startswith(name + "="))


def test_it_works(tmp_path, gunicorn):
    analyze = program("systemd-analyze", "systemd")
    # At the place of the checkout: systemd looks whether the program is there.
    program_here = {"/opt/mailadmin/.venv/bin/gunicorn": gunicorn}
    python_here = {"/opt/mailadmin/.venv/bin/python": sys.executable}
    units = [
        rendered("systemd/mailadmin-worker.service", tmp_path / "mailadmin-worker.service", python_here),
        rendered("systemd/mailadmin.service", tmp_path / "mailadmin.service", program_here),
        rendered("systemd/mailadmin.socket", tmp_path / "mailadmin.socket", {}),
    ]
    done = run(analyze, "verify", "--man=no", "--recursive-errors=no", *units)
    # A word that systemd does not know is only a remark, with success at the end.
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("unit", ["mailadmin", "mailadmin-worker"])
def test_the_service_is_shut_in(unit):
    """systemd's own measure, 0 to 10: below 2 is what it calls OK. A web application as it comes has 9.2."""
    done = run(
        program("systemd-analyze", "systemd"), "security", "--no-pager", "--offline=true", "--threshold=20",
        DEPLOY / f"systemd/{unit}.service",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-500:]


def test_both_services_are_shut_in_alike():
    units = [(DEPLOY / f"systemd/{unit}.service").read_text() for unit in ("mailadmin", "mailadmin-worker")]
    walls = [unit[unit.index("CapabilityBoundingSet=") : unit.index("[Install]")] for unit in units]
    assert walls[0] == walls[1]


def test_the_worker_starts_as_the_unit_says_and_ends_when_told(tmp_path, console_settings):
    unit = (DEPLOY / "systemd/mailadmin-worker.service").read_text()
    command = next(line for line in unit.splitlines() if line.startswith("ExecStart=")).partition("=")[2]
    words = shlex.split(command.replace("/opt/mailadmin/.venv/bin/python", sys.executable))
    log = tmp_path / "log"
    with log.open("w") as output:
        worker = subprocess.Popen(words, cwd=ROOT, env=console_settings, stderr=output)
    try:
        deadline = time.monotonic() + 30
        while "clear_results is done" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        worker.terminate()
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
    assert "Traceback" not in log.read_text()
    assert log.read_text().rstrip().endswith("ends")


def test_nginx_and_the_socket_agree():
    listen = next(
        line.partition("=")[2]
        for line in (DEPLOY / "systemd/mailadmin.socket").read_text().splitlines()
        if line.startswith("ListenStream=")
    )
    assert f"proxy_pass http://unix:{listen};" in (DEPLOY / "nginx/mailadmin.conf").read_text()


def test_every_name_in_the_settings_file_is_a_setting():
    settings = (ROOT / "mailadmin/settings.py").read_text()
    names = [
        line.lstrip("#").partition("=")[0]
        for line in (DEPLOY / "systemd/mailadmin.env").read_text().splitlines()
        if "=" in line and not line.startswith("# ")
    ]
    assert "BASE_URL" in names
    for name in names:
        assert f'"{name}"' in settings or name == "DATABASE_URL", name


@pytest.fixture
def service(tmp_path, gunicorn, console_settings):
    """ExecStart of the unit, on a socket that systemd's own program opens for it."""
    activate = program("systemd-socket-activate", "systemd")
    command = shlex.split(setting("ExecStart").replace("/opt/mailadmin/.venv/bin/gunicorn", str(gunicorn)))
    path = tmp_path / "socket"
    passed_on = [word for name in console_settings for word in ("-E", name)]
    with running(
        activate, "-l", path, *passed_on, *command,
        ready=path, log=tmp_path / "log", cwd=ROOT, env=console_settings,
    ) as process:  # fmt: skip
        process.socket, process.log = path, tmp_path / "log"
        yield process


def test_it_serves_on_the_socket(service):
    assert fetch(service.socket, "/pfa/healthz").status == 200


def test_reload_starts_new_workers_and_loses_no_request(service):
    assert setting("ExecReload") == "/bin/kill -s HUP $MAINPID"
    assert fetch(service.socket, "/pfa/healthz").status == 200
    service.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 10
    while "Hang up: Master" not in service.log.read_text() and time.monotonic() < deadline:
        assert fetch(service.socket, "/pfa/healthz").status == 200
    assert "Handling signal: hup" in service.log.read_text()
    assert fetch(service.socket, "/pfa/healthz").status == 200


def test_the_console_starts_from_the_settings_file():
    environment = {"PATH": os.environ["PATH"], "DOTENV": str(DEPLOY / "systemd/mailadmin.env")}
    refused = run(sys.executable, "manage.py", "diffsettings", cwd=ROOT, env=environment)
    assert (refused.returncode, "SECRET_KEY='CHANGE-ME' is not allowed" in refused.stdout) == (1, True)
    environment["SECRET_KEY"] = "long and random"
    done = run(sys.executable, "manage.py", "diffsettings", cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout
    for line in (
        "BASE_URL = 'https://mail.example.org'",
        "LANGUAGE_CODE = 'zh-hans'",
        "TIME_ZONE = 'Asia/Shanghai'",
        "STATIC_ROOT = PosixPath('/var/lib/mailadmin/static')",
        "SESSION_COOKIE_SECURE = True",
    ):
        assert line in done.stdout, line
    assert "alias /var/lib/mailadmin/static/;" in (DEPLOY / "nginx/mailadmin.conf").read_text()
