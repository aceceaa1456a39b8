"""One desk: DEBUG, a fixed key, demo accounts shown on the log-in page."""

from portal.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development-only-" + "x" * 48
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *ALLOWED_HOSTS]
SHOW_DEMO_ACCOUNTS = True
# Passkeys, which browsers allow on http://localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# The system tells the development server what changed, instead of it looking at every file.
INSTALLED_APPS = ["django_watchfiles", *INSTALLED_APPS]

# The audit trail goes beside the data, so that the terminal stays readable.
LOGGING["handlers"]["audit"] = {
    "class": "logging.FileHandler",
    "filename": PRACTIKA_HOME / "audit.jsonl",
    "formatter": "bare",
    "delay": True,
}
