#!/usr/bin/env bash
# Every check there is; `make test` calls this in its virtual environment. A failure hides no other: all is run, and the
# exit code tells. Last come pytest's own summaries, of SQLite and of MariaDB.
set -uo pipefail
cd "$(dirname "$0")/.."

failed=0
check() {
  echo "== $*"
  "$@" || failed=1
}

# The newest Python that is tested, where it is present: what needs no other program, while the rest runs.
on_newest_python() {
  make --no-print-directory venv=.venv-3.13 PYTHON=python3.13 .venv-3.13/requirements-dev.stamp &&
    .venv-3.13/bin/python -m pytest --quiet -p no:cacheprovider tests/passwords tests/addresses tests/domains
}

newest=
if python3.13 -c 'import ensurepip' 2>/dev/null && [[ $(python -V) != "Python 3.13"* ]]; then
  printed=$(mktemp)
  trap 'rm -f "$printed"' EXIT
  on_newest_python >"$printed" 2>&1 &
  newest=$!
fi

check ruff check --quiet .
check ruff format --quiet --check .
check djlint --quiet --lint templates
check python manage.py makemigrations --check --dry-run
check python -m pytest --quiet
if [[ $newest ]]; then
  echo "== pytest on Python 3.13"
  wait "$newest" || failed=1
  cat "$printed"
fi
check env TEST_DATABASE=mysql python -m pytest --quiet -p tests.database_only
exit $failed
