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
.PHONY: help screenshots dev test quick migrate superuser worker lint type fmt bench bench-load bench-reliability fuzz audit seed-large schema picture messages demo prod-local lock notices build js-test clean
.DELETE_ON_ERROR:

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

dev: $(RUNTIME) $(FRONTEND) ## install, migrate, load the demo, start web and worker (PORT, PRACTIKA_HOME)
	@$(PY) scripts/dev.py

test: $(DEV) $(FRONTEND) ## install what tests need and run every check and test
	@PY=$(PY) scripts/test.sh

quick: $(DEV) $(FRONTEND) ## run the checks and tests that need no browser, video or server (a minute or two)
	@PY=$(PY) scripts/test.sh --quick

migrate: $(RUNTIME) ## bring the database up to date
	@$(PY) manage.py migrate

superuser: $(RUNTIME) ## create an account that may do everything
	@$(PY) manage.py createsuperuser

worker: $(RUNTIME) ## start only a worker, which transcodes and sends
	@$(PY) manage.py run_huey

prod-local: $(DEV) $(FRONTEND) ## run the production stack on this machine: nginx, 2 web, 2 workers, PostgreSQL, Redis, S3 (PORT, STORAGE)
	@$(PY) scripts/prod_local.py

messages: $(DEV) ## collect the texts that can be translated into locale/, and compile them
	@$(PY) -m scripts.messages

demo: $(RUNTIME) ## create the demo portal; running it again changes nothing
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo

lint: $(DEV) ## check with ruff, the templates, the ladder of imports
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --output-format concise .
	@$(PY) -m djlint templates --lint --quiet
	@$(PY) -m djlint templates --check --quiet
	@PYTHONPATH=site:. .venv/bin/lint-imports

type: $(DEV) ## check types with mypy, strict
	@PYTHONPATH=site:. $(PY) -m mypy

fmt: $(DEV) ## format the Python and the templates, and fix what ruff can fix
	@$(PY) -m ruff check --fix --exit-zero --quiet .
	@$(PY) -m ruff format .
	@-$(PY) -m djlint templates --reformat --quiet 2>&1 >/dev/null # fails when it reformatted something

bench: $(DEV) $(FRONTEND) ## measure performance against its targets (ONLY=pages,upload)
	@PYTHONPATH=site:.:sdk $(PY) -m scripts.bench $(if $(ONLY),--only $(ONLY))

bench-load: $(DEV) $(FRONTEND) ## put load on the production stack: pages, uploads, the queue (ONLY=pages,…)
	@$(PY) -m scripts.load $(if $(ONLY),--only $(ONLY))

bench-reliability: $(DEV) ## kill, pause and starve servers, and count what is lost (ONLY=R1,R7 QUICK=1)
	@PYTHONPATH=site:.:sdk $(PY) -m tests.drills $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

fuzz: $(DEV) $(FRONTEND) ## send made-up requests to the whole API, as every role (CASES=5000 for each)
	@CASES=$(or $(CASES),5000) $(PY) -m pytest -n 2 --no-cov -rP --show-capture=stdout -q tests/fuzz

audit: $(DEV) $(NODE_MODULES) ## look for known weaknesses in all dependencies; needs the internet
	@$(PY) -m scripts.audit

seed-large: $(RUNTIME) ## create a school of 100,000 takes and a million markers (TAKES=5000, REMOVE=1)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed_large $(if $(TAKES),--takes $(TAKES)) $(if $(REMOVE),--remove)

picture: $(DEV) ## draw the import graph in docs/imports.md
	@PYTHONPATH=site:.:sdk $(PY) -m scripts.picture

schema: $(DEV) ## write the API's schema to docs/api/schema.yaml
	@$(PY) manage.py spectacular --validate --fail-on-warn --file docs/api/schema.yaml

screenshots: $(DEV) $(FRONTEND) ## retake the README's screenshots
	@SCREENSHOTS=docs/screenshots CHROMIUM=$$($(PY) -m scripts.ensure_browser) $(PY) -m pytest -q --no-cov tests/browser/test_screenshots.py

lock: $(DEV) ## pin the newest versions in requirements*.lock
	@scripts/lock.sh

notices: $(DEV) $(NODE_MODULES) ## list the licences of all dependencies, after `make lock`
	@$(PY) -m scripts.notices

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
