#!/usr/bin/env bash
# Pins the newest versions that requirements*.txt allow, with the hashes of every file on PyPI, for
# every Python from 3.11.0 on: Debian 12 has 3.11.2, and some packages refuse even that.
# A developer's own index or wheel folder is ignored: its files have different hashes.
# Extras are kept in the pins: pip before 25 does not accept `coverage==7` for `coverage[toml]>=7`,
# and looks for a newer version, which has no hash.
set -euo pipefail
cd "$(dirname "$0")/.."

UV=${UV:-.venv/bin/uv}
unset "${!UV_@}"

pin() {
  echo "Pinning $1.txt …"
  "$UV" --no-config pip compile "$1.txt" --output-file "$1.lock" --quiet --upgrade \
    --universal --python-version 3.11.0 --fork-strategy fewest --generate-hashes \
    --no-strip-extras --no-header "${@:2}"
}

pin requirements
pin requirements-dev --constraint requirements.lock
pin requirements-node
pin requirements-audit --constraint requirements-dev.lock
