# Practika's commands. `make` alone lists them; PYTHON chooses the interpreter (3.11 or newer).

PYTHON ?= python3
PY := .venv/bin/python
RUNTIME := .venv/.installed-runtime
DEV := .venv/.installed-dev
NODE_MODULES := node_modules/.installed
FRONTEND := static/build/.built
BOOTSTRAP := $(PYTHON) scripts/bootstrap.py

FRONTEND_SOURCES := scripts/build-frontend.mjs \
	$(shell find static/js static/css static/img static/fonts -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help screenshots dev test migrate superuser worker lint type fmt bench bench-load bench-reliability seed-large schema demo prod-local lock build js-test clean
.DELETE_ON_ERROR:

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

dev: $(RUNTIME) $(FRONTEND) ## install, migrate, load the demo, start web and worker (PORT, PRACTIKA_HOME)
	@$(PY) scripts/dev.py

test: $(DEV) $(FRONTEND) ## install what tests need and run every check and test
	@PY=$(PY) scripts/test.sh

migrate: $(RUNTIME) ## bring the database up to date
	@$(PY) manage.py migrate

superuser: $(RUNTIME) ## make an account that may do everything
	@$(PY) manage.py createsuperuser

worker: $(RUNTIME) ## start a worker alone: it transcodes and sends
	@$(PY) manage.py run_huey

prod-local: $(DEV) $(FRONTEND) ## production's shape on this machine: nginx, 2 web, 2 workers, PostgreSQL, Redis, S3 (PORT, STORAGE)
	@$(PY) scripts/prod_local.py

demo: $(RUNTIME) ## make the demo portal; again changes nothing
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo

lint: $(DEV) ## ruff, the templates, the ladder of imports
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --output-format concise .
	@$(PY) -m djlint templates --lint --quiet
	@PYTHONPATH=site:. .venv/bin/lint-imports

type: $(DEV) ## mypy, strict
	@PYTHONPATH=site:. $(PY) -m mypy

fmt: $(DEV) ## format the Python and mend what ruff can mend
	@$(PY) -m ruff check --fix --exit-zero --quiet .
	@$(PY) -m ruff format .

bench: $(DEV) $(FRONTEND) ## measure the promises of speed (ONLY=pages,upload: some of them)
	@PYTHONPATH=site:.:sdk $(PY) -m scripts.bench $(if $(ONLY),--only $(ONLY))

bench-load: $(DEV) $(FRONTEND) ## load the production shape: pages, uploads, the queue (ONLY=pages,…)
	@$(PY) -m scripts.load $(if $(ONLY),--only $(ONLY))

bench-reliability: $(DEV) ## kill, pause and starve what can be, and count what is lost (ONLY=R1,R7)
	@PYTHONPATH=site:.:sdk $(PY) -m scripts.reliability $(if $(ONLY),--only $(ONLY))

seed-large: $(RUNTIME) ## make a school of 100,000 takes and a million markers (TAKES=5000, REMOVE=1)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed_large $(if $(TAKES),--takes $(TAKES)) $(if $(REMOVE),--remove)

schema: $(DEV) ## write the API's schema to docs/api/schema.yaml
	@$(PY) manage.py spectacular --validate --fail-on-warn --file docs/api/schema.yaml

screenshots: $(DEV) $(FRONTEND) ## take the README's pictures anew
	@SCREENSHOTS=docs/screenshots CHROMIUM=$$($(PY) -m scripts.ensure_browser) $(PY) -m pytest -q --no-cov tests/browser/test_screenshots.py

lock: $(DEV) ## pin the newest versions in requirements*.lock
	@scripts/lock.sh

build: $(FRONTEND) ## bundle the front end into static/build

js-test: $(NODE_MODULES) ## test the front end's logic
	@$(BOOTSTRAP) js-test

clean: ## remove what was installed and built; data in var/ stays
	rm -rf .venv node_modules static/build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(RUNTIME): requirements.lock
	@$(BOOTSTRAP) runtime

$(DEV): requirements-dev.lock | $(RUNTIME)
	@$(BOOTSTRAP) dev

$(NODE_MODULES): package-lock.json requirements-node.lock | $(RUNTIME)
	@$(BOOTSTRAP) node

$(FRONTEND): package.json $(FRONTEND_SOURCES) $(NODE_MODULES)
	@$(BOOTSTRAP) build
