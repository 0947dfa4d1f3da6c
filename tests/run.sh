#!/usr/bin/env bash
# Every check there is, in the order in which it is cheapest to fail. `make test` calls this in its virtual environment.
# A failure does not hide the next one: all is run, and the exit code tells.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=0
check() {
  echo "== $*"
  "$@" || failed=1
}

check ruff check --quiet .
check ruff format --quiet --check .
check djlint --quiet --lint templates
check python manage.py makemigrations --check --dry-run
check pytest --quiet
check env TEST_DATABASE=mysql pytest --quiet
exit $failed
