"""The product's settings on a database of the tests' own: SQLite, or MariaDB with TEST_DATABASE=mysql.

Nothing of the developer's environment or `.env` counts here.
"""

import os
import shutil
import tempfile
from atexit import register
from pathlib import Path

from tests import mariadb

_var = tempfile.mkdtemp(prefix="mailadmin-test-")
Path(_var).chmod(0o755)  # Postfix and Dovecot read the SQLite database by accounts of their own
register(shutil.rmtree, _var, ignore_errors=True)
for _name in ("SETUP_PASSWORD_HASH", "PASSWORD_SCHEME", "BASE_URL", "LANGUAGE_CODE", "DEBUG", "SECRET_KEY"):
    os.environ.pop(_name, None)
os.environ.update({"VAR_DIR": _var, "DOTENV": os.devnull, "DATABASE_URL": f"sqlite:///{_var}/mailadmin.sqlite3"})
if os.environ.get("TEST_DATABASE") == "mysql":
    _socket, _port = mariadb.start()
    os.environ["DATABASE_URL"] = f"mysql://mailadmin:{mariadb.PASSWORD}@127.0.0.1:{_port}/mailadmin"
    os.environ["SECRET_KEY"] = "for tests only"

from mailadmin.settings import *  # noqa: E402, F403
from mailadmin.settings import DATABASES, STORAGES  # noqa: E402

if os.environ.get("TEST_DATABASE") == "mysql":
    MARIADB_SOCKET = _socket
    DATABASES["default"]["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_general_ci"}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"{_var}/test.sqlite3"}  # a file: other processes read it too
# On SQLite too, where the rows for vacation.pl are the same although it can't read them.
VACATION, VACATION_CONTROL, VACATION_CONTROL_ADMIN, VACATION_BY = True, True, True, "vacation.pl"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
