# `make` alone lists what there is. Needs Python 3.11 or newer; everything else is set up in .venv.

BIN := .venv/bin
SETUP := @scripts/python scripts/bootstrap.py

# Where nothing compiled is kept, each of the many processes of demo and tests compiles everything anew: ten times the start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint format mypy pyright imports fix bench wheel generate web levels lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what running needs; leaves .venv/bin/crm-ai
	$(SETUP) runtime

demo: ## the main job on a sandbox CRM, no keys needed (ONCE=1 to exit after the story, CRM=salesforce or CRM=rest for another one)
	$(SETUP) runtime
	@$(BIN)/crm-ai demo $(if $(CRM),--crm $(CRM)) $(if $(filter-out 0,$(ONCE)),--once) $(ARGS)

test: ## the whole test suite (ARGS="tests/unit -k webhook" for a part, ARGS=-n0 for one process)
	$(SETUP) dev
	@$(BIN)/python scripts/node_projects.py
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: ## lint, format, types and import rules
	$(SETUP) dev
	@$(MAKE) --no-print-directory --keep-going lint format mypy pyright imports

lint:
	@$(BIN)/ruff check --output-format concise .

format:
	@$(BIN)/ruff format --check --output-format concise .

mypy:
	@$(BIN)/mypy

pyright:
	@if command -v node >/dev/null; then $(BIN)/pyright; \
	else echo "Left out: pyright needs Node (apt-get install nodejs)."; fi

imports:
	@$(BIN)/lint-imports --no-cache

fix: ## repair what lint and format can repair
	$(SETUP) dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: ## measure; see benchmarks/README.md
	$(SETUP) dev
	@$(BIN)/python -m benchmarks $(ARGS)

wheel: ## build sdist and wheel and prove the wheel in a bare venv
	$(SETUP) dev
	@$(BIN)/python scripts/check_wheel.py

generate: ## write what follows from code and data: CRM app projects, schemas, settings page, weights of the reading
	$(SETUP) dev
	@$(BIN)/python -m crm_ai_plugin.features.objection.training
	@$(BIN)/python -m crm_ai_plugin.features.objection.training.space
	@$(BIN)/python -m crm_ai_plugin.manifest generate
	@$(BIN)/python scripts/reference.py
	@if command -v npm >/dev/null; then $(BIN)/python scripts/node_projects.py && npm --prefix cards/hubspot run --silent schema; \
	else echo "Left out: what is written in JavaScript needs npm (apt-get install npm)."; fi
	@$(BIN)/python scripts/contract_reference.py

web: ## build the workspace from cards/web into the package (needs Node), and its types from the API
	$(SETUP) dev
	@$(BIN)/python scripts/node_projects.py
	@cd cards/web && npm run --silent api && npm run --silent types && npm run --silent build -- --logLevel warn

levels: ## run the contract suites and write what they come to into the docs
	$(SETUP) dev
	@$(BIN)/python scripts/levels_reference.py

lock: ## resolve the lock files anew (needs uv; UPGRADE=1 for newer versions)
	@scripts/lock $(if $(filter-out 0,$(UPGRADE)),--upgrade)

clean: ## remove caches and builds; keeps .venv and var
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
