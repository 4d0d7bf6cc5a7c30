# Headway: `make run` for the service, `make test` before a change is shared, `make help` for the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
HOST := 127.0.0.1
PORT ?= 8000

# A stamp is written when an installation is complete; it is out of date when the lock or the project is.
RUNTIME := $(VENV)/.installed-runtime
DEVELOPMENT := $(VENV)/.installed-development
LOCKED := pyproject.toml constraints.txt

.PHONY: help setup setup-dev run test lint types imports browser format bench bench-scale performance methods contract lock clean

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(RUNTIME)  ## Make the environment in .venv, with locked versions
	@echo "Headway is installed in $(VENV); make run starts it."

setup-dev: $(DEVELOPMENT)  ## The same, with what tests and checks need

run: $(RUNTIME)  ## Load, judge and serve on http://127.0.0.1:8000 (PORT=9000 or HOST=0.0.0.0 change that)
	$(BIN)/headway serve --host "$(HOST)" --port "$(PORT)"

test: lint types imports browser  ## Everything a change must pass: lint, types, import rules, tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(DEVELOPMENT)  ## Style and likely bugs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEVELOPMENT)  ## mypy --strict
	$(BIN)/mypy

imports: $(DEVELOPMENT)  ## Which room may import which
	$(BIN)/lint-imports --no-cache --no-logo

browser: $(DEVELOPMENT)  ## Find or bring a Chromium for the tests of the board
	sh .ci/browser bring

format: $(DEVELOPMENT)  ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEVELOPMENT)  ## Measure speed and memory (not part of the tests)
	HEADWAY_HOME=build/bench $(BIN)/headway prepare
	$(BIN)/python tests/benchmarks/bulk_speed.py
	HEADWAY_HOME=build/bench $(BIN)/python tests/benchmarks/http_reads.py
	sh .ci/peers

bench-scale: $(DEVELOPMENT)  ## Measure 1,000, 10,000 and 30,000 series through the worker (SERIES="1000 100000" for other sizes)
	$(BIN)/python tests/benchmarks/scale.py $(if $(SERIES),--series $(SERIES))

methods: $(DEVELOPMENT)  ## Write the tables of docs/methods.md anew from the record that ships
	$(BIN)/python tests/benchmarks/write_methods.py

performance: $(DEVELOPMENT)  ## Measure the service beside a bare route with wrk, and write docs/performance.md
	$(BIN)/python tests/benchmarks/performance.py

contract: $(DEVELOPMENT)  ## Write anew what of the API is promised to clients: a decision, not a repair
	$(BIN)/python tests/contracts/openapi_lock.py

lock: $(BIN)/python  ## Resolve every dependency anew and rewrite constraints.txt
	sh .ci/lock

clean:  ## Remove the environment and what tools left behind
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find forecasting datasets service tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@python=$$(sh .ci/find-python) || exit 1; \
	echo "Making $(VENV) with $$python"; \
	"$$python" -m venv --clear $(VENV)

$(RUNTIME): $(BIN)/python $(LOCKED)
	@echo "Installing Headway into $(VENV) (a minute or two the first time)"
	@$(PIP) install --quiet --constraint constraints.txt hatchling
	@$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(BIN)/python $(LOCKED)
	@echo "Installing Headway and its tools into $(VENV) (a minute or two the first time)"
	@$(PIP) install --quiet --constraint constraints.txt hatchling
	@$(PIP) install --quiet --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $(RUNTIME) $@
