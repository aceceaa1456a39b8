#!/usr/bin/env bash
# Pins the newest versions that requirements*.txt allow, with the hashes of every file on PyPI, for
# every Python from 3.11.0 on: Debian 12 has 3.11.2, and some packages refuse even that.
# A developer's own index or wheel folder is left out: its files have other hashes.
set -euo pipefail
cd "$(dirname "$0")/.."

UV=${UV:-.venv/bin/uv}
unset "${!UV_@}"

pin() {
  echo "Pinning $1.txt …"
  "$UV" --no-config pip compile "$1.txt" --output-file "$1.lock" --quiet --upgrade \
    --universal --python-version 3.11.0 --fork-strategy fewest --generate-hashes --no-header "${@:2}"
}

pin requirements
pin requirements-dev --constraint requirements.lock
pin requirements-node
