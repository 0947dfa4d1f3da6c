"""PostfixAdmin's own vacation.pl, as Debian packages it, at the machine of these tests."""

import pwd
import shutil
from pathlib import Path

from tests.mail.servers import run

SCRIPT = Path("/usr/share/doc/postfixadmin/examples/VIRTUAL_VACATION/vacation.pl")


def install_vacation_pl(site):
    """As deploy/README.md says, with this machine's folder and port in place of the usual ones. Returns its folder."""
    try:
        pwd.getpwnam("vacation")
    except KeyError:
        run("adduser", "--system", "--group", "--no-create-home", "--home", "/nonexistent", "vacation")
    folder = site.folder / "vacation"
    folder.mkdir()
    folder.chmod(0o755)
    script, configuration = folder / "vacation.pl", folder / "vacation.conf"
    script.write_text(SCRIPT.read_text().replace("/etc/mail/postfixadmin/vacation.conf", str(configuration)))
    script.chmod(0o755)
    text = (site.folder / "rendered/vacation/vacation.conf").read_text()
    assert "$smtp_server_port = 25;" in text
    configuration.write_text(text.replace("_port = 25;", f"_port = {site.postfix.ports['smtp']};"))
    configuration.chmod(0o640)
    shutil.chown(configuration, group="vacation")
    run("perl", "-c", configuration)
    return folder
