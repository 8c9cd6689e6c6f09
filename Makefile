# Everything a developer or a user of a fresh clone needs. `make` alone says what there is.
TOOLS := .tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/uv/bin/uv)
PYTHON ?= python3
RUN := $(UV) run --frozen --all-extras
export DJANGO_SETTINGS_MODULE := openhearth.site.settings
export OPENHEARTH_HOME ?= $(CURDIR)/.openhearth
export UV_COMPILE_BYTECODE := 1

.PHONY: help setup check fmt test test-core test-oracles test-browser test-postgres demo facts translations benchmark parts deploy-check

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: .venv/.ready ## everything installed into .venv (uv is fetched into .tools when missing)

$(TOOLS)/uv/bin/uv:
	$(PYTHON) -m venv $(TOOLS)/uv
	$(TOOLS)/uv/bin/pip install --quiet uv

.venv/.ready: pyproject.toml uv.lock hatch_build.py $(shell find src -name '*.po') | $(if $(findstring $(TOOLS),$(UV)),$(UV))
	$(UV) sync --frozen --all-extras --reinstall-package openhearth
	.venv/bin/python -m compileall -q src
	@touch $@

check: setup ## contracts, linters, types, migrations, translations: what every commit passes
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports
	$(RUN) mypy
	$(RUN) python -m django makemigrations --check --dry-run
	$(MAKE) --no-print-directory deploy-check

deploy-check: setup
	OPENHEARTH_URL=https://openhearth.example $(RUN) python -m django check --deploy --fail-level WARNING

fmt: setup ## format and mend what can be mended by itself
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

test: setup check test-core test-oracles parts ## all tests, contracts, linters and type checks
	$(RUN) pytest -n 2 --dist loadfile

test-core: ## the core's tests in an environment without Django
	UV_PROJECT_ENVIRONMENT=.tools/core-venv $(UV) sync --frozen --only-group core --quiet
	.tools/core-venv/bin/python -m pytest -q -c tests/core/pytest.ini --rootdir=. tests/core

test-oracles: ## the footprint beside pymrio, in an environment of its own
	UV_PROJECT_ENVIRONMENT=.tools/oracles-venv $(UV) sync --frozen --only-group core --only-group oracles --quiet
	.tools/oracles-venv/bin/python -m pytest -q -c tests/core/pytest.ini --rootdir=. tests/core/test_footprint_peer.py

test-browser: setup parts ## only the journeys in a real browser
	$(RUN) pytest tests/journeys

test-postgres: setup ## the suite against Debian's PostgreSQL
	tests/with_postgres $(RUN) pytest -n 2 --dist loadfile -m "not browser"

parts:
	@tests/install_parts

demo: setup ## the whole product with real figures on http://127.0.0.1:8000
	OPENHEARTH_HOME=$(CURDIR)/demo/home $(RUN) openhearth demo --directory demo

facts: setup ## rebuild the packaged facts from ../shared/data
	$(RUN) openhearth facts build --from ../shared/data

translations: setup ## find new texts of the interface and compile the languages
	$(RUN) python tools/translations.py update
	$(RUN) python tools/translations.py compile

benchmark: setup ## measured, never a test
	$(RUN) python benchmarks/brief.py
