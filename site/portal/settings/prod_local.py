"""Production on one machine, without HTTPS: for `make prod-local`, tests and benches.

Like production, except for what plain HTTP on the loopback forbids, and the demo accounts.
"""

import sys
from urllib.parse import urlsplit

from portal.settings.production import *  # noqa: F403

if urlsplit(BASE_URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
    sys.exit(
        "Practika cannot start: portal.settings.prod_local shows the demo accounts, so it may only "
        "run on this machine; elsewhere use portal.settings.production."
    )
SHOW_DEMO_ACCOUNTS = True
# Browsers and programs don't send secure cookies over http://, not even locally.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
