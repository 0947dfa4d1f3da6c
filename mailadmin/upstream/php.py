"""Reads PostfixAdmin's configuration by PHP itself.

That means running somebody's file, as PostfixAdmin does at each page. So it is fenced in: no php.ini and no extensions
but those built in, no programs, no network, no writing, no other folders than those of the files, 5 seconds, 256 MB.
Fences have holes: it is for files that one trusts as much as PostfixAdmin did; literals.py reads without running.
"""

import json
import resource
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

SECONDS = 5
OUTPUT = 4_000_000  # bytes
VARIABLES = ("dbtype", "dbserver", "dbport", "dbname", "dbuser", "dbpass", "basepath")  # of Debian's dbconfig.inc.php
FORBIDDEN = """exec shell_exec system passthru popen proc_open pcntl_exec pcntl_fork dl mail putenv error_log syslog
    openlog fopen file_put_contents unlink rename rmdir mkdir touch chmod chown chgrp lchown lchgrp symlink link copy
    tempnam tmpfile fsockopen pfsockopen stream_socket_client stream_socket_server socket_create gethostbyname
    gethostbynamel gethostbyaddr dns_get_record checkdnsrr dns_check_record getmxrr dns_get_mx posix_kill set_time_limit
    ini_set ini_alter"""
SETTINGS = {
    "disable_functions": ",".join(FORBIDDEN.split()),
    "disable_classes": "SplFileObject,SplTempFileObject,FFI",
    "allow_url_fopen": "0",
    "display_errors": "0",
    "log_errors": "0",
    "max_execution_time": str(SECONDS),
    "memory_limit": "256M",
    "short_open_tag": "1",
}
# Strings are handed over in hex, since they need not be UTF-8; what the files print comes before the mark.
SCRIPT = r"""
error_reporting(0);
define('POSTFIXADMIN', 1);
define('MAILADMIN', array_slice($argv, 1));
function mailadmin_value($value) {
    if (is_string($value)) return ['s' => bin2hex($value)];
    if (is_array($value)) {
        $pairs = [];
        foreach ($value as $key => $each) $pairs[] = [mailadmin_value($key), mailadmin_value($each)];
        return ['a' => $pairs];
    }
    return is_scalar($value) || $value === null ? $value : ['o' => gettype($value)];
}
register_shutdown_function(function () {
    while (ob_get_level()) ob_end_clean();
    $error = error_get_last();
    $stopped = defined('MAILADMIN_DONE') ? null : ($error['message'] ?? 'exit');
    echo MAILADMIN[0], json_encode([
        'stopped' => mailadmin_value($stopped), 'values' => mailadmin_value($GLOBALS['CONF'] ?? []),
        'variables' => mailadmin_value(array_intersect_key($GLOBALS, array_flip(explode(',', MAILADMIN[1])))),
    ], JSON_PRESERVE_ZERO_FRACTION | JSON_PARTIAL_OUTPUT_ON_ERROR);
});
ob_start();
foreach (array_slice(MAILADMIN, 2) as $mailadmin_file) require $mailadmin_file;
define('MAILADMIN_DONE', 1);
"""


class Unreadable(ValueError):
    """Why something can't be read, in words."""


class Read(NamedTuple):
    """What the files say. Arrays are dicts in PHP's order."""

    values: dict  # $CONF
    variables: dict  # those of VARIABLES that are set
    unread: dict  # option → what it is instead of a plain value


def is_there():
    return shutil.which("php") is not None


def by_php(paths):
    """What the files say when PHP runs them one after another. Raises Unreadable when they don't come to their end."""
    mark = secrets.token_hex(16)
    text = output_of([mark, ",".join(VARIABLES), *(str(Path(path).absolute()) for path in paths)], paths)
    _printed, _mark, report = text.rpartition(mark.encode())
    try:
        found = {name: plain(value) for name, value in json.loads(report).items()}
    except ValueError:
        raise Unreadable("PHP stopped before its end, or ran for too long") from None
    if found["stopped"]:
        raise Unreadable(f"PHP stopped: {found['stopped'].splitlines()[0]}")
    values = found["values"] if isinstance(found["values"], dict) else {}
    unread = {name: "code" for name, value in values.items() if has_code(value)}
    return Read({str(name): values[name] for name in values if name not in unread}, found["variables"], unread)


def output_of(arguments, paths):
    folders = {
        str(folder) + "/" for path in map(Path, paths) for folder in (path.absolute().parent, path.resolve().parent)
    }
    options = SETTINGS | {"open_basedir": ":".join(sorted(folders))}
    command = ["php", "-n", *(f"-d{name}={value}" for name, value in options.items()), "-r", SCRIPT, "--", *arguments]
    with tempfile.TemporaryFile() as output:
        try:
            subprocess.run(
                [shutil.which("php"), *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=2 * SECONDS,  # it may sleep, which is no time of the processor
                env={},
                preexec_fn=limit,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            raise Unreadable("PHP ran for too long") from None
        output.seek(0)
        return output.read()


def limit():
    """What the operating system sees to, in the process that becomes PHP."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(value):
    """A value as the script hands it over."""
    if not isinstance(value, dict):
        return value
    if "a" in value:
        return {plain(key): plain(each) for key, each in value["a"]}
    return text_of(bytes.fromhex(value["s"])) if "s" in value else Code()


def text_of(data):
    """PHP's strings are bytes: UTF-8, or in old files Latin-1."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


class Code:
    """Stands for what is no plain value, such as a function."""


def has_code(value):
    return isinstance(value, Code) or (isinstance(value, dict) and any(map(has_code, value.values())))
