"""Cache, queue, mail. Nothing set means local memory, a queue in a file, a folder of mails."""

import sys
from typing import Any
from urllib.parse import urlsplit

from portal.settings.env import ROOT, folder, knob, number, reader, text

_HOME = folder("PRACTIKA_HOME", ROOT / "var")


def _redis_url(name: str, default: str) -> str:
    """Checked here: the queue is made while the apps load, where nobody would word an error."""
    url = reader.str(name, default)
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("it does not begin with redis://, rediss:// or unix://")
    if url:
        _ = urlsplit(url).port  # a ValueError of its own
    return url


REDIS_URL = knob(_redis_url, "REDIS_URL", "")

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
    _mail: dict[str, Any] = knob(reader.dj_email_url, "EMAIL_URL", {})
    if "EMAIL_BACKEND" not in _mail:
        # dj-email-url takes any beginning, and mails would be written to files that nobody reads.
        sys.exit(
            "Practika cannot start: the setting EMAIL_URL is wrong (it does not begin with "
            "submission:// for STARTTLS, as usual at port 587, or with smtp://, to which ?ssl=true "
            "adds TLS from the first byte)."
        )
    # Mails are sent while somebody waits: a server that hangs must not hold a thread for ever.
    vars().update(_mail | {"EMAIL_TIMEOUT": _mail["EMAIL_TIMEOUT"] or 10})
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Practika <practika@localhost>")
