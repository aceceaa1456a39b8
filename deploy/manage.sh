#!/bin/sh
# manage.py with production's settings: deploy/manage.sh doctor
# PRACTIKA_ENV names the file with the settings, /etc/practika.env by default.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
file=${PRACTIKA_ENV:-/etc/practika.env}
if [ ! -r "$file" ]; then
  echo "There is no $file that you can read: copy deploy/practika.env.example there, or name another in PRACTIKA_ENV." >&2
  exit 1
fi
export PRACTIKA_DOTENV="$file"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-portal.settings.production}"
exec "$root/.venv/bin/python" "$root/manage.py" "$@"
