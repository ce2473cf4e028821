# `make run` runs the system, `make test` passes every test; each does all of its set-up. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 4566
MAIL_PORT ?= 1080
SEED ?= yes
STAGE ?=
WEB_PORT ?= 5173
PYTEST ?=
BENCH ?=

PYTHON := .venv/bin/python
TOOLS := infra/tools/node_modules
WEB_SOURCES := $(shell find web -type d \( -name node_modules -o -name dist \) -prune -o -type f ! -name schema.d.ts -print 2>/dev/null)
DEFINITIONS := $(wildcard step_functions/*.asl.json)

.PHONY: help run web test check bench screens lighthouse package deploy seed reset api clean node

help: ## lists the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/'

run: .venv/ready $(TOOLS)/ready web/dist/index.html ## runs the system (PORT=4566 MAIL_PORT=1080, SEED=no for an empty one)
	@exec $(PYTHON) -m infra.local --port $(PORT) --mail-port $(MAIL_PORT) $(if $(filter no,$(SEED)),--empty)

test: .venv/ready $(TOOLS)/ready web/dist/index.html ## runs every test (PYTEST= passes options on)
	@cd web && npm test --silent
	@$(PYTHON) -m pytest -n 2 --dist worksteal tests/workflows tests/infra tests/features tests/rules $(PYTEST)
	@$(PYTHON) -m pytest tests/e2e $(PYTEST)

check: .venv/ready $(TOOLS)/ready web/node_modules/ready ## lint, types, layers, template, workflows, descriptions of API and events
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) -m infra.describe_api --check
	@$(PYTHON) -m infra.describe_events --check
	@.venv/bin/cfn-lint "$$($(PYTHON) -m infra.packaging)/template.yaml"
	@for one in $(DEFINITIONS); do $(TOOLS)/.bin/asl-validator --json-path "$$one" || exit 1; done
	@cd web && npm run --silent check

bench: .venv/ready web/dist/index.html ## measures speed (BENCH= names one measurement)
	@$(PYTHON) -m tests.bench $(BENCH)

package: .venv/ready ## builds what is deployed, and says where it lies
	@$(PYTHON) -m infra.packaging

web: .venv/ready web/node_modules/ready ## serves the pages as they are being written, on the system that runs (WEB_PORT=5173)
	@exec $(PYTHON) -m infra.web --port $(PORT) --web-port $(WEB_PORT)

screens: .venv/ready web/dist/index.html ## pictures of every page, in .local/screens/, and those of the user guide
	@$(PYTHON) -m pytest tests/e2e/test_pages_every.py --screens .local/screens $(PYTEST)
	@infra/guide_pictures .local/screens docs/guide/pictures

lighthouse: .venv/ready $(TOOLS)/ready web/dist/index.html ## judges the sign-in page and a dealer's home, in .local/lighthouse/
	@$(PYTHON) -m pytest tests/e2e/lighthouse_scores.py $(PYTEST)

deploy: .venv/ready web/dist/index.html ## deploys to AWS (STAGE=prod, and AWS credentials in the environment)
	@test -n "$(STAGE)" || { echo "Say which stage: make deploy STAGE=prod"; exit 2; }
	@$(PYTHON) -m infra.deploy --stage "$(STAGE)"

seed: .venv/ready ## fills the empty system that make run SEED=no has started (PORT=4566)
	@$(PYTHON) -m infra.local --port $(PORT) --seed-only

reset: ## forgets all local data
	@rm -rf .local

api: .venv/ready ## writes docs/openapi.json and docs/events.md again
	@$(PYTHON) -m infra.describe_api
	@$(PYTHON) -m infra.describe_events

clean: ## removes all that was built, the environments too; local data stays
	@rm -rf .venv out web/dist web/node_modules $(TOOLS) .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/ready: requirements.txt requirements-dev.txt
	@infra/set_up_python
	@touch $@

node:
	@infra/check_node

$(TOOLS)/ready: infra/tools/package-lock.json | node
	@cd infra/tools && npm ci --silent
	@touch $@

web/node_modules/ready: web/package-lock.json | node
	@cd web && npm ci --silent
	@touch $@

web/dist/index.html: web/node_modules/ready $(WEB_SOURCES) docs/openapi.json
	@cd web && npm run --silent build
	@touch $@
