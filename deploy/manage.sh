#!/bin/sh
# manage.py with production's settings: deploy/manage.sh doctor
# PRACTIKA_ENV names the file with the settings, /etc/practika.env by default.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
owner=$(stat -c %U "$root")
if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then
  # The portal could not overwrite files that root created in the data folder (static files, SQLite).
  HOME=$(getent passwd "$owner" | cut -d: -f6)
  export HOME
  exec runuser -u "$owner" -- "$root/deploy/manage.sh" "$@"
fi
file=${PRACTIKA_ENV:-/etc/practika.env}
if [ ! -r "$file" ]; then
  echo "$(id -un) can't read $file: copy deploy/practika.env.example there, or name another file in PRACTIKA_ENV." >&2
  exit 1
fi
export PRACTIKA_DOTENV="$file"
export DJANGO_SETTINGS_MODULE="${DJANGO_SETTINGS_MODULE:-portal.settings.production}"
exec "$root/.venv/bin/python" "$root/manage.py" "$@"
