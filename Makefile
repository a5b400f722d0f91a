# Everything that is done to this tree, from a bare Debian machine on: python3, its venv, and make.

# The system's own Python where it will do: Debian builds it a third faster than what is built at
# home, and services run with it. Another one is named so: make PYTHON=python3.12
ifndef PYTHON
PYTHON := $(shell /usr/bin/python3 -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo /usr/bin/python3 || echo python3)
endif
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
# Extra arguments for pytest: make test ARGS='-k digest'
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help venv demo servers test check soak bench pictures lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(VENV)/.dev ## .venv with the locked packages, tools included, and this tree itself

demo: $(VENV)/.runtime ## the whole story on this machine, with no account and no root
	@$(BIN)/screener demo

test: $(VENV)/.dev servers ## all tests but the long ones, against real servers (installs those)
	$(BIN)/python -m pytest --numprocesses 4 --dist loadgroup $(ARGS)

check: $(VENV)/.dev ## layout, lint, types and architecture
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

soak: $(VENV)/.dev servers ## the tests that run for long
	$(BIN)/python -m pytest -m soak $(ARGS)

bench: $(VENV)/.dev servers ## how fast, on this machine, with nothing beside it
	$(BIN)/python -m pytest -m bench -s $(ARGS)

pictures: $(VENV)/.dev servers ## the pictures of the digest in docs/pictures, drawn anew
	$(BIN)/python -m tests.pictures docs/pictures

servers:
	@tests/servers.sh

# Both locks hold for every platform and every Python that pyproject.toml allows. The second is
# bound by the first, so that tests see what users get.
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --group build

lock: $(VENV)/.dev ## resolves anew to the newest versions; then run make check test
	$(COMPILE) --upgrade --extra demo --output-file requirements.lock
	$(COMPILE) --upgrade --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## caches and builds; .venv stays
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find screener tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo 'There is no $(PYTHON) here: apt-get install python3 python3-venv'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'screener needs Python 3.11 or newer; name one: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Python cannot make a virtual environment here: apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The tree itself is installed editable, without a build environment of its own: nothing comes from
# the network that is not in a lock, with its hash.
$(VENV)/.runtime: $(BIN)/python requirements.lock pyproject.toml
	@echo 'Installing the locked packages into $(VENV) (a minute, the first time)'
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements-dev.lock pyproject.toml
	@echo 'Installing the locked packages and tools into $(VENV) (a minute or two, the first time)'
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runtime
