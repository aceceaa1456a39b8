"""Production: no defaults for secrets, HTTPS everywhere, hashed static files."""

import shutil
import sys

from portal.settings import video
from portal.settings.base import *  # noqa: F403
from portal.settings.env import flag, number, text

DEBUG = False
SHOW_DEMO_ACCOUNTS = False
SECRET_KEY = text("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only"):
    sys.exit(
        "Practika cannot start: set SECRET_KEY to a random string of 50 or more characters, "
        'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
if flag("DEBUG"):
    sys.exit("Practika cannot start: DEBUG must not be set in production.")
if not ALLOWED_HOSTS:
    sys.exit("Practika cannot start: set ALLOWED_HOSTS to the host names of this portal.")
MEDIA_SANDBOX = "off" if video.MEDIA_SANDBOX == "off" else "bwrap"
if MEDIA_SANDBOX == "bwrap" and shutil.which("bwrap") is None:
    sys.exit(
        "Practika cannot start: bubblewrap, the sandbox for uploaded files, is not installed. "
        "Install the package bubblewrap. A machine without a worker opens no media and may set "
        "MEDIA_SANDBOX=off; with a worker, that is at your own risk."
    )

STORAGES["staticfiles"] = {"BACKEND": "core.static.HashedStaticFilesStorage"}
in_json(LOGGING)
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", True)
BEHIND_PROXY = flag("BEHIND_PROXY", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Log-in limits count IP addresses: behind our single proxy, the last one, which the proxy adds.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
REST_FRAMEWORK["NUM_PROXIES"] = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
