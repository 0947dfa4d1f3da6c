# Two commands matter: `make run` and `make test`. Both do all the set-up themselves, and only what is not done yet.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000

venv     := .venv
bin      := $(venv)/bin
messages := $(patsubst %.po,%.mo,$(wildcard mailadmin/locale/*/LC_MESSAGES/*.po))
# A database URL that names MariaDB wants its driver too; SQLite needs no compiler.
on_mysql := $(filter mysql%,$(DATABASE_URL))$(shell grep -s '^[^#]*DATABASE_URL=.\?mysql' .env)
packages := $(venv)/requirements$(if $(on_mysql),-mysql).stamp

.PHONY: help run demo test lint bench setup setup-dev pins clean
.DELETE_ON_ERROR:
.NOTPARALLEL:

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## set everything up and serve the console on http://127.0.0.1:8000/pfa/ (HOST and PORT change that)
	@exec $(bin)/python manage.py serve --bind $(HOST):$(PORT)

# Settings of the real site would get in its way: https, another database.
demo: setup  ## the same with sample domains and mailboxes, in a database of its own
	@DOTENV=/dev/null VACATION=YES DATABASE_URL=sqlite:///var/demo.sqlite3 exec $(bin)/python manage.py serve --demo --bind $(HOST):$(PORT)

test:  ## install what the tests need and run all of them, on SQLite and on MariaDB
	@tests/setup.sh
	@$(MAKE) --no-print-directory setup-dev
	@PATH="$(CURDIR)/$(bin):$$PATH" tests/run.sh

lint: setup-dev  ## ruff, djlint and the form of the style sheets
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/djlint --quiet --lint templates
	$(bin)/python -m tests.css

bench: setup-dev  ## time every page on MariaDB with 100,000 mailboxes; ARGS="--domains 10000" with a million
	@$(bin)/python -m tests.bench $(ARGS)

setup: $(packages) $(messages)  ## virtual environment, pinned packages, compiled translations
	@:

setup-dev: $(venv)/requirements-mysql.stamp $(venv)/requirements-dev.stamp $(messages)  ## the same with the packages for tests and MariaDB
	@:

pins:  ## renew requirements*.txt from pyproject.toml (needs uv)
	uv pip compile $(compile) -o requirements.txt
	uv pip compile $(compile) --extra mysql -c requirements.txt -o requirements-mysql.txt
	uv pip compile $(compile) --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## remove what was made, but not the data under var/
	rm -rf .venv .venv-3.13 .pytest_cache .ruff_cache .hypothesis var/static
	find mailadmin/locale -name '*.mo' -delete

compile := --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --upgrade pyproject.toml

driver_hint := The driver for MariaDB is compiled: apt-get install -y gcc libmariadb-dev pkg-config python3-dev

# Debian leaves ensurepip out of python3, so `venv` fails half-way there: say what to type instead of a traceback.
$(bin)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing. Type this, then try again:" >&2; \
	       echo "    $$([ $$(id -u) = 0 ] || echo 'sudo ')apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(venv)

$(venv)/%.stamp: %.txt | $(bin)/python
	@echo "Installing $<"
	@$(bin)/pip install --quiet --disable-pip-version-check --require-hashes -r $< \
	  || { $(if $(findstring mysql,$<),echo "$(driver_hint)" >&2;) exit 1; }
	@touch $@

%.mo: %.po | $(packages)
	@$(bin)/pybabel -q compile -i $< -o $@
