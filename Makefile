# Every target works from a fresh clone that has only Python >= 3.11 with pip.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CASE ?= fentanyl
BRIEF ?= brief
SLOW ?= slow or study or browser or fuzz
# Files of tests go to as many processes as there are cores, up to four: each needs about a gigabyte.
SPREAD ?= --numprocesses auto --maxprocesses 4 --dist loadfile

# What the other lock is tested by: known sums, the compiled functions, and a core of the methods.
CORE := .venv-core/bin
CORE_TESTS := tests/sampling tests/compiled tests/cooperation/test_filtering.py \
  tests/cooperation/test_composition.py tests/cooperation/test_changes.py \
  tests/study/test_nodes.py tests/study/test_methods.py tests/cooperation/test_summaries.py \
  tests/effects/test_definite.py tests/effects/test_model.py \
  tests/effects/test_index_effects.py tests/dynamics/test_ensemble.py \
  tests/dynamics/test_functions.py tests/dynamics/test_simulate.py \
  tests/dynamics/calibration/test_draws.py tests/dynamics/calibration/test_half_normal.py

# uv from the PATH if there is one, else a pinned one in a local environment.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

.PHONY: help brief test test-slow test-core check format bench docs lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt

.venv/.runtime: requirements.txt pyproject.toml | $(filter .uv/bin/uv,$(UV))
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

brief: .venv/.runtime ## set up, and write the brief on the built-in case to brief/
	$(BIN)/detente brief $(CASE) --out $(BRIEF)

test: .venv/.dev ## set up, and run the tests
	$(BIN)/python -m pytest $(SPREAD)

test-slow: .venv/.dev ## calibration, coverage, browser and fuzz tests
	$(BIN)/python -m pytest $(SPREAD) -m "$(SLOW)"

.venv-core/.dev: requirements.txt requirements-dev.txt pyproject.toml | $(filter .uv/bin/uv,$(UV))
	$(UV) venv --quiet --clear --python $(PYTHON) .venv-core
	$(UV) pip install --quiet --python $(CORE)/python --require-hashes -r requirements.txt -r requirements-dev.txt
	$(UV) pip install --quiet --python $(CORE)/python --no-deps --no-build-isolation --editable .
	@touch $@

test-core: .venv-core/.dev ## a core of the tests on another Python: make test-core PYTHON=python3.13
	$(CORE)/python -m pytest $(CORE_TESTS)

check: .venv/.dev ## format, lint, types and import floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## rewrite what the formatter and the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.dev ## measure, side by side with the peers
	$(BIN)/python -m benchmarks

docs: .venv/.dev ## check that the documentation matches the program
	$(BIN)/python -m pytest tests/docs

lock: .venv/.runtime ## pin every dependency again, by version and hash
	echo uv | $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade - -o requirements-uv.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --group build pyproject.toml -o requirements.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --group build --group dev --extra cluster -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove what the targets made
	rm -rf .venv .venv-core .uv build dist brief .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
