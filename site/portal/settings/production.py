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
        "Practika cannot start: set SECRET_KEY to a random text of 50 letters or more, "
        'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
if flag("DEBUG"):
    sys.exit("Practika cannot start: DEBUG must not be set in production.")
if not ALLOWED_HOSTS:
    sys.exit("Practika cannot start: set ALLOWED_HOSTS to the names this portal answers to.")
MEDIA_SANDBOX = "off" if video.MEDIA_SANDBOX == "off" else "bwrap"
if MEDIA_SANDBOX == "bwrap" and shutil.which("bwrap") is None:
    sys.exit(
        "Practika cannot start: bubblewrap, which shuts in what people upload, is not installed. "
        "Install the package bubblewrap. A machine that runs no worker opens no media and may set "
        "MEDIA_SANDBOX=off; on one with a worker that is at your own risk."
    )

STORAGES["staticfiles"] = {"BACKEND": "portal.core.static.HashedStaticFilesStorage"}
in_json(LOGGING)
SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", True)
BEHIND_PROXY = flag("BEHIND_PROXY", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Log-in limits count callers: behind our one proxy, by the address that it adds as the last one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
REST_FRAMEWORK["NUM_PROXIES"] = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
