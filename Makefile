# Yaji. `make` alone prints what can be made.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
PORT ?= 8000
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
DIST := yaji/delivery/web/static/dist
FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/fonts-built/*' 2>/dev/null)
MESSAGES := $(shell find yaji/locale -name '*.po' 2>/dev/null)

export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export VIRTUAL_ENV :=

PYTHON_READY := $(VENV)/.ready
NODE_READY := frontend/node_modules/.ready
FRONT_READY := $(DIST)/.ready
MESSAGES_READY := yaji/locale/.ready.mo

.PHONY: help demo setup python frontend messages test check reference trace shots docs bench preflight

help: ## what can be made
	@echo "Yaji 雅集"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: preflight setup ## set everything up and serve the demo town at http://localhost:8000 (PORT=8001 for another port)
	@exec $(BIN)/yaji demo --port $(PORT)

setup: python frontend messages ## what the demo needs, without serving it

preflight:
	@$(PYTHON) tools/preflight.py --port $(PORT)

python: $(PYTHON_READY)
frontend: $(FRONT_READY)
messages: $(MESSAGES_READY)

$(PYTHON_READY): pyproject.toml uv.lock
	@test -x $(BIN)/python || { echo "[1/5] A virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/uv --version 2>/dev/null | grep -qF "uv $(UV_VERSION)" || { \
		echo "[2/5] The package installer, uv $(UV_VERSION)"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"; }
	@echo "[3/5] Python packages, as locked"
	@$(BIN)/uv sync --locked --inexact --quiet
	@touch $@

$(NODE_READY): frontend/package.json frontend/package-lock.json
	@echo "[4/5] Node packages, as locked"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(FRONT_READY): $(NODE_READY) $(FRONTEND)
	@echo "[5/5] The front end"
	@cd frontend && npm run build --silent
	@touch $@

$(MESSAGES_READY): $(PYTHON_READY) $(MESSAGES) tools/messages.py
	@$(BIN)/python -m tools.messages compile
	@touch $@

test: setup ## every test on SQLite; what needs PostgreSQL, Redis or a browser runs where that is found (ARGS=… goes to pytest)
	@$(BIN)/python -m tools.testing $(ARGS)

check: setup ## lint, format, types, import contracts, migrations, messages, generated files, templates, front end
	@$(BIN)/python -m tools.check $(ARGS)

reference: setup ## write the generated pages of docs/reference anew
	@$(BIN)/python -m tools.reference

trace: python ## each requirement's Test sentence beside the tests that prove it
	@$(BIN)/python -m tools.trace $(ARGS)

shots: setup ## a contact sheet of every page: 2 languages, 3 widths, light and dark, in shots/
	@$(BIN)/python -m tools.shots $(ARGS)

docs: setup ## the documentation as a site in site/
	@$(BIN)/uv run --no-project --with mkdocs==1.6.1 mkdocs build --strict --quiet && echo "site/index.html"

bench: setup ## the benchmarks; results beside each file in benchmarks/
	@$(BIN)/python -m tools.bench $(ARGS)
