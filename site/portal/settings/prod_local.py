"""Production on one machine, without HTTPS: for `make prod-local`, tests and benches.

All is as in production but for what plain HTTP on the loopback forbids, and the demo's accounts.
"""

import sys
from urllib.parse import urlsplit

from portal.settings.production import *  # noqa: F403

if urlsplit(BASE_URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
    sys.exit(
        "Practika cannot start: portal.settings.prod_local shows the demo's accounts and is for "
        "this machine alone; elsewhere use portal.settings.production."
    )
SHOW_DEMO_ACCOUNTS = True
# Browsers and programs keep secure cookies from http://, even next door.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
