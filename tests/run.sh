#!/usr/bin/env bash
# Every check there is; `make test` calls this in its virtual environment. A failure hides no other: all is run, and the
# exit code tells. The tests run on SQLite and, beside that, on MariaDB, each with servers and ports of its own. Last come
# pytest's own summaries of both.
set -uo pipefail
cd "$(dirname "$0")/.."

trap 'exit 130' INT TERM
failed=0
check() {
  echo "== $*"
  "$@" || failed=1
}

on_mariadb() {
  TEST_DATABASE=mysql python -m pytest --quiet -p no:cacheprovider -p tests.database_only
}

# The newest Python, where it is present, with what needs no other program.
on_python_3_13() {
  make --no-print-directory venv=.venv-3.13 PYTHON=python3.13 .venv-3.13/requirements-dev.stamp &&
    .venv-3.13/bin/python -m pytest --quiet -p no:cacheprovider tests/passwords tests/store tests/domains
}

check ruff check --quiet .
check ruff format --quiet --check .
check djlint --quiet --lint templates
check python -m tests.css
check python manage.py makemigrations --check --dry-run

printed=$(mktemp)
set -m # a process group of its own, so that an interrupt can be passed on to all of it
on_mariadb >"$printed" 2>&1 </dev/null &
mariadb=$!
set +m
trap 'kill -INT -- "-$mariadb" 2>/dev/null && wait "$mariadb"; rm -f "$printed"' EXIT

check python -m pytest --quiet
if python3.13 -c 'import ensurepip' 2>/dev/null && [[ $(python -V) != "Python 3.13"* ]]; then
  check on_python_3_13
fi
echo "== on_mariadb"
wait "$mariadb" || failed=1
cat "$printed"
exit $failed
