# Edgefinder: a newcomer needs only `make demo` and `make test`.
# Everything runs in .venv, built from uv.lock; only Python 3.11+ and make are required.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
SYNCED := .venv/.synced
UV_VERSION := $(shell sed -n '/^name = "uv"$$/{n;s/^version = "\(.*\)"$$/\1/p;}' uv.lock)
# write .pyc files even if the environment says not to: they halve the time to collect tests
COMPILED := PYTHONDONTWRITEBYTECODE=
# use the virtual environment in this folder, and do not download Python
UV := VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv
TESTS ?= tests
# three processes for two cores, because many tests wait for other programs
JOBS ?= 3
EXAMPLES ?= 100000
SECONDS ?= 60

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)

.PHONY: help install demo test check format understanding messages docs ahead golden slow bench load growth faults clean picture pictures sbom fuzz audit

help: ## show this list
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

demo: $(SYNCED) ## try a sample training center in a chat (without a terminal: a tour)
	@$(BIN)/edgefinder demo

test: $(SYNCED) ## run all tests, fast ones first (TESTS=tests/bot for some)
	@$(COMPILED) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(TESTS)

check: $(SYNCED) ## check format, lint, types, import contracts, training rows and the lock
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.understanding.training --check
	$(UV) lock --check

format: $(SYNCED) ## format the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

messages: $(SYNCED) ## update the translation catalogs (core/language/locales)
	@$(BIN)/python -m tests.language

docs: $(SYNCED) ## update the generated tables in docs/, such as settings, commands and failures
	@$(BIN)/python -m tests.reference_tables

ahead: $(SYNCED) ## update the generated code that makes commands start faster
	@$(BIN)/python -m tests.precomputed_files

golden: $(SYNCED) ## run ahead, messages, docs and picture, and rewrite the golden files: read the diff
	@$(MAKE) --no-print-directory ahead messages docs picture
	@EDGEFINDER_TEST_GOLDEN=write $(BIN)/python -m pytest -q tests/e2e/test_telegram_payloads.py tests/e2e/test_slack_payloads.py tests/e2e/test_dialogues.py

understanding: $(SYNCED) ## train the model for free text from tests/understanding/train
	@$(BIN)/python -m tests.understanding.phrasings
	@$(BIN)/python -m tests.understanding.language_words
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.understanding.training

slow: $(SYNCED) ## run the tests that take minutes (EXAMPLES=20000 for fewer examples)
	@EDGEFINDER_TEST_SLOW=$(EXAMPLES) $(COMPILED) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "minutes or only_slow" tests

bench: $(SYNCED) ## measure speed, as ratios (PARTS="telegram slack" JSON=new AGAINST=old)
	@$(BIN)/python -m tests.bench $(PARTS) $(if $(JSON),--json $(JSON)) $(if $(AGAINST),--against $(AGAINST))

load: $(SYNCED) ## test two processes under load for a minute (LOAD=--hour for an hour)
	@$(BIN)/python -m tests.load $(LOAD)

growth: $(SYNCED) ## compare the speed with 10 million and 10 thousand candidates (GROWTH="--candidates 1000000")
	@$(BIN)/python -m tests.growth $(GROWTH)

faults: $(SYNCED) ## test that no notice is lost after kills, platform failures and database failovers
	@$(BIN)/python -m tests.faults

picture: $(SYNCED) ## update the picture in docs/architecture.md from the imports
	@$(BIN)/python -m tests.architecture_picture

sbom: $(SYNCED) ## write a software bill of materials (CycloneDX) to dist/sbom.json
	@mkdir -p dist
	@$(UV) export --quiet --frozen --no-dev --preview-features sbom-export --format cyclonedx1.5 --output-file dist/sbom.json >/dev/null
	@echo "Wrote dist/sbom.json."

fuzz: install ## fuzz our parsers (SECONDS=600 for each; FUZZ=tokens for one)
	@$(UV) sync --quiet --locked --inexact --group fuzz
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(FUZZ)

audit: install ## look up known vulnerabilities of the locked packages at pypi.org
	@$(UV) sync --quiet --locked --inexact --group audit
	@$(BIN)/python -m tests.dependency_audit

pictures: $(SYNCED) ## take the screenshots in docs/pictures with Chromium
	@$(BIN)/python -m tests.take_pictures

clean: ## remove generated files
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find adapters bot core tests -name __pycache__ -prune -exec rm -rf {} +
