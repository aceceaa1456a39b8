"""Cache, queue, mail. Nothing set means local memory, a queue in a file, a folder of mails."""

from typing import Any

import environs

from portal.settings.env import ROOT, folder, number, reader, text

_HOME = folder("PRACTIKA_HOME", ROOT / "var")

REDIS_URL = text("REDIS_URL")

CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "portal.core.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": text("QUEUE_NAME", "practika"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }

# A Redis that hangs must not hold a page that rings for a job; a worker waits 1 s in each read.
_QUEUE_LIMITS = "socket_connect_timeout=1&socket_timeout=5"
_QUEUE_URL = f"{REDIS_URL}{'&' if '?' in REDIS_URL else '?'}{_QUEUE_LIMITS}"
_BROKER: dict[str, Any] = (
    {"huey_class": "huey.PriorityRedisExpireHuey", "url": _QUEUE_URL}
    if REDIS_URL
    else {
        "huey_class": "huey.SqliteHuey",
        "filename": str(_HOME / "queue.sqlite3"),
        "timeout": 20,  # seconds that a doorbell waits for another one
    }
)
HUEY = {
    **_BROKER,
    "name": text("QUEUE_NAME", "practika"),
    "immediate": False,
    "results": False,
    "consumer": {
        "workers": number("WORKERS", 2),
        "worker_type": "thread",
        "backoff": 1.05,
        "max_delay": 0.5,
        "scheduler_interval": 5,
    },
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = _HOME / "mail"
if text("EMAIL_URL"):
    try:
        vars().update(reader.dj_email_url("EMAIL_URL"))
    except environs.EnvError as error:
        raise SystemExit(
            f"Practika cannot start: the setting EMAIL_URL is wrong ({error})."
        ) from None
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Practika <practika@localhost>")
