"""Tests: a data folder per run, fast hashing, tasks that run when the test calls them.

PRACTIKA_STACK chooses what they run on, see tests/stack.py.
"""

import atexit
import os
import shutil
import tempfile

from tests.stack import settle

PRACTIKA_STACK = settle()
os.environ["PRACTIKA_HOME"] = tempfile.mkdtemp(prefix="practika-test-")
atexit.register(shutil.rmtree, os.environ["PRACTIKA_HOME"], ignore_errors=True)

from portal.settings.base import *  # noqa: E402, F403

if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in real life, so threads and the live server lock as they do there.
    DATABASES["default"]["TEST"] = {"NAME": str(PRACTIKA_HOME / "test.sqlite3")}

# So that a test's threads leave no connections behind.
DATABASES["default"]["CONN_MAX_AGE"] = 0

DEBUG = False
SECRET_KEY = "test-only-" + "x" * 48
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SHOW_DEMO_ACCOUNTS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # as browser tests come by http://localhost
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if PRACTIKA_STACK == "embedded":
    HUEY = {
        "name": "practika-test",
        "huey_class": "huey.MemoryHuey",
        "immediate": False,
        "results": False,
    }
WHITENOISE_AUTOREFRESH = True
# Tests do in a minute what a person does in a day; tests of the limits set their own.
MESSAGES_A_MINUTE = SEGMENTS_A_MINUTE = UPLOADS_A_MINUTE = RETRIES_A_MINUTE = SEARCHES_A_MINUTE = 0
INVITATIONS_AN_HOUR = REPORTS_AN_HOUR = TOKENS_A_MINUTE = 0
LOGGING["root"]["level"] = "WARNING"
LOGGING["loggers"]["practika.audit"]["level"] = "WARNING"
