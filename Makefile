# Edgefinder: a newcomer needs only `make demo` and `make test`.
# Everything runs in .venv, built from uv.lock; only Python 3.11+ and make are required.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
SYNCED := .venv/.synced
UV_VERSION := $(shell sed -n '/^name = "uv"$$/{n;s/^version = "\(.*\)"$$/\1/p;}' uv.lock)
# keep compiled files whatever the environment says: the next run collects tests in half the time
COMPILED := PYTHONDONTWRITEBYTECODE=
# keep our own environment here, and download no interpreter
UV := VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv
TESTS ?= tests
# one more than two cores: many tests wait for a program rather than for a processor
JOBS ?= 3
EXAMPLES ?= 100000
SECONDS ?= 60

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)

.PHONY: help install demo test check format understanding messages docs ahead golden slow bench load growth faults clean picture pictures sbom fuzz audit

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

install: $(SYNCED) ## set up .venv with the edgefinder command, from the locked dependencies
	@echo "The command is $(BIN)/edgefinder. Try 'make demo', or set up a center with '$(BIN)/edgefinder init'."

$(SYNCED): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Edgefinder needs Python 3.11 or newer: install it, or name it with make PYTHON=..." >&2; exit 1; }
	@echo "Setting up .venv from the locked dependencies, once; it takes about a minute:" >&2
	@echo "  1/3 a virtual environment of Python" >&2
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }; }
	@echo "  2/3 uv $(UV_VERSION), which installs what uv.lock names" >&2
	@$(UV) --version 2>/dev/null | grep -q "^uv $(UV_VERSION) " || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@echo "  3/3 $$(grep -c '^\[\[package\]\]' uv.lock) packages, downloaded and compiled" >&2
	@$(UV) sync --quiet --locked --compile-bytecode
	@$(BIN)/python -m compileall -q core bot adapters
	@echo "  done" >&2
	@touch $@

demo: $(SYNCED) ## a sample training center, then the chat (or a tour, when no terminal is there)
	@$(BIN)/edgefinder demo

test: $(SYNCED) ## all tests, fast ones first (TESTS=tests/bot for some)
	@$(COMPILED) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(TESTS)

check: $(SYNCED) ## format, lint, types, import contracts, lock
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.understanding.training --check
	$(UV) lock --check

format: $(SYNCED) ## put the code into its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

messages: $(SYNCED) ## bring the catalogs of translations up to date (core/language/locales)
	@$(BIN)/python -m tests.language

docs: $(SYNCED) ## write the tables of docs/ again: settings, commands, Slack scopes
	@$(BIN)/python -m tests.reference_tables

ahead: $(SYNCED) ## write again what commands read to start faster: SQL for SQLite, titles
	@$(BIN)/python -m tests.precomputed_files

golden: $(SYNCED) ## write the golden files again: read what changed before you commit it
	@EDGEFINDER_TEST_GOLDEN=write $(BIN)/python -m pytest -q tests/e2e/test_telegram_payloads.py tests/e2e/test_slack_payloads.py tests/e2e/test_dialogues.py

understanding: $(SYNCED) ## learn what people mean again, from tests/understanding/train
	@$(BIN)/python -m tests.understanding.phrasings
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.understanding.training

slow: $(SYNCED) ## the laws with many more examples: minutes (EXAMPLES=20000 for fewer)
	@EDGEFINDER_TEST_SLOW=$(EXAMPLES) $(COMPILED) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "minutes or only_slow" tests

bench: $(SYNCED) ## how fast it is, as ratios side by side (PARTS="telegram slack" JSON=new AGAINST=old)
	@$(BIN)/python -m tests.bench $(PARTS) $(if $(JSON),--json $(JSON)) $(if $(AGAINST),--against $(AGAINST))

load: $(SYNCED) ## two processes under load for a minute, with a graduation day (LOAD=--hour for an hour)
	@$(BIN)/python -m tests.load $(LOAD)

growth: $(SYNCED) ## whether 10 million candidates are served as fast as 10 thousand (GROWTH="--candidates 1000000")
	@$(BIN)/python -m tests.growth $(GROWTH)

faults: $(SYNCED) ## whether notices survive kills, failing platforms, a restart and a failover of the database
	@$(BIN)/python -m tests.faults

picture: $(SYNCED) ## the picture in docs/architecture.md, from the imports
	@$(BIN)/python -m tests.architecture_picture

sbom: $(SYNCED) ## a list of what it is made of (CycloneDX), in dist/sbom.json
	@mkdir -p dist
	@$(UV) export --quiet --frozen --no-dev --preview-features sbom-export --format cyclonedx1.5 --output-file dist/sbom.json >/dev/null
	@echo "Wrote dist/sbom.json."

fuzz: install ## feed our parsers what nobody thought of (SECONDS=600 for each; FUZZ=tokens for one)
	@$(UV) sync --quiet --locked --inexact --group fuzz
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(FUZZ)

audit: install ## whether advisories are known against the locked packages; asks pypi.org
	@$(UV) sync --quiet --locked --inexact --group audit
	@$(BIN)/python -m tests.dependency_audit

pictures: $(SYNCED) ## the pictures in docs/pictures, of the pages in Chromium
	@$(BIN)/python -m tests.take_pictures

clean: ## remove what was made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find adapters bot core tests -name __pycache__ -prune -exec rm -rf {} +
