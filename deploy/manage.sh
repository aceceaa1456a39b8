#!/bin/sh
# manage.py with production's settings: deploy/manage.sh doctor
# PRACTIKA_ENV names the file with the settings, /etc/practika.env by default.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
file=${PRACTIKA_ENV:-/etc/practika.env}
[ -r "$file" ] || { echo "There is no $file that can be read: copy deploy/practika.env.example there, or name another in PRACTIKA_ENV." >&2; exit 1; }
set -a
. "$file"
set +a
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-portal.settings.production}"
exec "$root/.venv/bin/python" "$root/manage.py" "$@"
