#!/usr/bin/env bash
# Every check and every test: on the embedded stack, then on production's, whose servers each run
# starts for itself. Goes on after a failure, so that one run tells all, and ends with pytest's
# summary; then fails if anything failed.
#
# scripts/test.sh --quick    only what needs no browser, no film and no server
set -euo pipefail
cd "$(dirname "$0")/.."

PY=${PY:-.venv/bin/python}
export PYTHONPATH=site:.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=()

check() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" || failed+=("$name")
}

ready_for_production() {
  env DJANGO_SETTINGS_MODULE=portal.settings.production PRACTIKA_DOTENV=/dev/null PRACTIKA_HOME="$scratch/home" \
    SECRET_KEY="$("$PY" -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=practika.example BASE_URL=https://practika.example \
    "$PY" manage.py check --deploy --fail-level WARNING
}

schema_is_current() {
  "$PY" manage.py spectacular --validate --fail-on-warn --file "$scratch/schema.yaml" || return 1
  diff -u docs/api/schema.yaml "$scratch/schema.yaml" && return
  echo "The API changed: run \`make schema\` and review the difference."
  return 1
}

no_migration_is_missing() {
  "$PY" manage.py makemigrations --check --dry-run
}

# On stack $1; the rest is for pytest.
tests_on() {
  PRACTIKA_STACK=$1 "$PY" -m pytest -n 2 --dist loadgroup --durations=10 "${@:2}"
}

rules_and_types() {
  check "ruff: rules" "$PY" -m ruff check --output-format concise .
  check "ruff: format" "$PY" -m ruff format --check --output-format concise .
  check "templates: rules" "$PY" -m djlint templates --lint --quiet
  check "templates: layout" "$PY" -m djlint templates --check --quiet
  check "ladder of imports" .venv/bin/lint-imports
  check "types" "$PY" -m mypy
  check "front end's logic" "$PY" scripts/bootstrap.py js-test
}

everything() {
  "$PY" -m scripts.services
  "$PY" -m scripts.ensure_sandbox
  "$PY" -m scripts.ensure_ffmpeg
  CHROMIUM=$("$PY" -m scripts.ensure_browser)
  export CHROMIUM

  rules_and_types
  check "Django" "$PY" manage.py check --fail-level WARNING
  check "Django in production" ready_for_production
  check "migrations" no_migration_is_missing
  check "API schema" schema_is_current
  check "translations" "$PY" -m scripts.messages --check
  check "pytest, embedded stack" tests_on embedded --cov --cov-report=term --cov-fail-under=85
  check "pytest, production stack" tests_on production
}

quickly() {
  rules_and_types
  check "pytest --quick" tests_on embedded --quick --quiet
}

export DJANGO_SETTINGS_MODULE=portal.settings.test
if [[ ${1:-} == --quick ]]; then quickly; else everything; fi

if ((${#failed[@]})); then
  printf '\nFailed:'
  printf ' %s;' "${failed[@]}"
  printf '\n'
  exit 1
fi
if [[ ${1:-} == --quick ]]; then
  printf '\nAll of this passed; the rest runs in `make test`.\n'
else
  printf '\nEverything passed.\n'
fi
