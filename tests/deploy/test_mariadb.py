"""MariaDB understands its file: it lists the values that it would start with."""

from .programs import DEPLOY, program, run


def test_it_works():
    server = program("mariadbd", "mariadb-server")
    done = run(server, f"--defaults-file={DEPLOY / 'mariadb/60-mailadmin.cnf'}", "--verbose", "--help", "--user=nobody")
    values = dict(line.split(None, 1) for line in done.stdout.splitlines() if len(line.split(None, 1)) == 2)
    assert values["bind-address"] == "127.0.0.1"
    assert values["character-set-server"] == "utf8mb4"
    assert values["innodb-buffer-pool-size"] == str(256 * 1024 * 1024)
    assert "unknown variable" not in done.stdout


def test_the_client_understands_its_part():
    client = program("mariadb", "mariadb-client")
    done = run(client, f"--defaults-file={DEPLOY / 'mariadb/60-mailadmin.cnf'}", "--help")
    assert done.returncode == 0 and "utf8mb4" in done.stdout
