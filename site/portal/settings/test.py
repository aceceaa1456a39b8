"""Tests: their own data folder for the run, fast hashing, tasks run when the test asks for them."""

import os
import tempfile

os.environ["PRACTIKA_HOME"] = tempfile.mkdtemp(prefix="practika-test-")

from portal.settings.base import *  # noqa: F403

if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in real life: threads and the live server then lock like real ones.
    DATABASES["default"]["TEST"] = {"NAME": str(PRACTIKA_HOME / "test.sqlite3")}

DEBUG = False
SECRET_KEY = "test-only-" + "x" * 48
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SHOW_DEMO_ACCOUNTS = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
HUEY = {
    "name": "practika-test",
    "huey_class": "huey.MemoryHuey",
    "immediate": False,
    "results": False,
}
WHITENOISE_AUTOREFRESH = True
LOGGING["root"]["level"] = "WARNING"
LOGGING["loggers"]["practika.audit"]["level"] = "WARNING"
