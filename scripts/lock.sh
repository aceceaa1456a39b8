#!/usr/bin/env bash
# Pins the newest versions that requirements*.txt allow, with the hashes of every file on PyPI.
# A developer's own index or wheel folder is left out: its files have other hashes.
set -euo pipefail
cd "$(dirname "$0")/.."

export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL

pin() {
  echo "Pinning $1.txt …"
  "${PY:-.venv/bin/python}" -m piptools compile "$1.txt" --output-file "$1.lock" --quiet --upgrade \
    --generate-hashes --allow-unsafe --strip-extras --no-header \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "${@:2}"
}

pin requirements
pin requirements-dev
pin requirements-node
