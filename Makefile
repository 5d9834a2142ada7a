# Ledtråd. `make help` lists what can be asked for.
#
# Needs Python 3.11 or later, make and a network. PYTHON=… chooses the Python,
# REQUIREMENTS=base leaves out what only developing and testing needs.

PYTHON ?=
REQUIREMENTS ?= dev
BIN := .venv/bin
LEDTRAD := $(BIN)/ledtrad

READY := .venv/.ready-$(REQUIREMENTS)
PO := src/ledtrad/locale/en/LC_MESSAGES/django.po
MO := $(PO:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help setup demo run worker test check bench messages lock vendor sbom audit clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) $(MO) ## make .venv with everything for running and developing

$(READY): requirements/bootstrap.txt requirements/base.txt requirements/dev.txt pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" scripts/setup.sh $(REQUIREMENTS)

$(MO): $(PO) $(READY)
	@$(BIN)/python scripts/translations.py compile

demo: setup ## build the demonstration municipality and serve it
	$(LEDTRAD) demo

run: setup ## serve the installation in LEDTRAD_HOME
	$(LEDTRAD) serve

worker: setup ## do the background jobs of the installation in LEDTRAD_HOME
	$(LEDTRAD) worker

test: setup check ## check, then the whole suite on SQLite and on PostgreSQL
	@scripts/test.sh

check: setup ## style, types, layers, migrations, translations, deployment settings
	@scripts/check.sh

bench: setup ## measure beside the floors, in one run
	$(BIN)/python -m benchmarks

messages: setup ## bring the translation files up to date with the code
	$(BIN)/python scripts/translations.py extract

lock: setup ## choose versions anew for requirements/*.in (UPGRADE=1: the newest)
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

vendor: ## fetch the vendored front-end, fonts and axe-core anew
	$(if $(PYTHON),$(PYTHON),python3) scripts/vendor.py

sbom: setup ## list every package and vendored file that an installation runs (CycloneDX, in build/)
	@$(BIN)/python scripts/sbom.py

audit: setup ## ask whether anything known is wrong with the locked packages; says so when it could not ask
	@$(BIN)/python scripts/audit.py

clean: ## remove .venv and everything that tools have left behind; never LEDTRAD_HOME
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf src/*.egg-info $(MO)
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
