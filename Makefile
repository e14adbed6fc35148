# The daily commands. Nothing here takes a flag: settings sit in pyproject.toml and in the environment (app/config.py).
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench load attack lint lock system system-for-tests
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
RUNS_ON := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
TESTED_WITH := chromium e2fsprogs fiu-utils libatomic1 libfaketime libfiu0 postgresql poppler-utils qpdf

# $(call install,packages): install what is missing, or say what is missing to someone who may not install.
define install
@if ! command -v dpkg-query >/dev/null; then echo "Not Debian: make sure these are installed: $(1)"; exit 0; fi; \
missing=""; for package in $(1); do \
  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "ok installed" || missing="$$missing $$package"; done; \
$(PYTHON) -c "import ensurepip" 2>/dev/null || missing="$$missing python3-venv"; \
if [ -z "$$missing" ]; then exit 0; fi; \
if [ "$$(id -u)" != 0 ]; then echo "Missing system packages. Please run: sudo apt-get install --no-install-recommends$$missing"; exit 1; fi; \
echo "Installing system packages:$$missing"; export DEBIAN_FRONTEND=noninteractive; \
apt-get update -qq </dev/null && apt-get install -qq -y --no-install-recommends $$missing </dev/null >/dev/null
endef

help:
	@echo "make run    start the service with its demo, and a worker"
	@echo "make test   everything: lint, types, contracts, tests on both databases and in a browser"
	@echo "make check  the fast half of that, in under a minute"
	@echo "make bench  the figures we hold ourselves to, as ratios measured here"
	@echo "make load   a busy hour of the national service, at growing multiples, on PostgreSQL"
	@echo "make attack  scanners and long walks against a demo, as every kind of person"
	@echo "make faults what was tried to break it, at length: kills, power cuts, full disks, crowds, wrong clocks"
	@echo "make lock   pin the dependencies again, with their hashes (needs uv)"

run: system .venv/runtime
	$(FLASK) db upgrade
	$(FLASK) demo
	$(FLASK) serve

test: system-for-tests .venv/tests lint
	$(BIN)/pytest -n 3 --dist=worksteal --database=both

bench: .venv/tests
	$(BIN)/python -m tests.bench

load: system-for-tests .venv/tests
	$(BIN)/python -m tests.load

attack: .venv/tests
	$(BIN)/python -m tests.attacks

# Hours, not minutes. Broken off it goes on where it was; `make faults ONLY=tests/faults/test_kill.py` runs a part.
AT_LENGTH = tests/faults tests/operations/test_rot.py tests/evidence/test_checking.py
faults: system-for-tests .venv/tests
	OVERSIGHT_FAULTS=long $(BIN)/pytest -s --database=both $(or $(ONLY),$(AT_LENGTH))

check: .venv/tests lint
	$(BIN)/pytest -n 2 -q -m "not slow" tests/policy tests/web tests/test_house.py tests/test_migrations.py tests/records tests/rps

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q --group dev -o requirements-dev.lock

system:
	$(call install,$(RUNS_ON))

system-for-tests:
	$(call install,$(RUNS_ON) $(TESTED_WITH))

.venv/made: | system
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/made requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/tests: .venv/made requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ .venv/runtime
