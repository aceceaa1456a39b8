"""Production on this machine, with static files as they lie: hashing them takes a minute."""

from portal.settings.prod_local import *  # noqa: F403

STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
