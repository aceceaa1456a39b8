"""Cache, queue, mail. By default: local memory, a queue in a file, a folder for mail."""

import sys
from typing import Any
from urllib.parse import urlsplit

from portal.settings.env import ROOT, folder, knob, number, reader, text

_HOME = folder("PRACTIKA_HOME", ROOT / "var")


def _redis_url(name: str, default: str) -> str:
    """Checked here: the queue is created while apps load, where an error would be unreadable."""
    url = reader.str(name, default)
    if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("it must begin with redis://, rediss:// or unix://")
    if url:
        _ = urlsplit(url).port  # a ValueError of its own
    return url


REDIS_URL = knob(_redis_url, "REDIS_URL", "")

# With Django's default of 300 entries, a busy process would forget rate limits before their time.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "core.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": text("QUEUE_NAME", "practika"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }

# If Redis hangs, pages that ring for a job must not hang too; a worker waits 1 s in each read.
_QUEUE_LIMITS = "socket_connect_timeout=1&socket_timeout=5"
_QUEUE_URL = f"{REDIS_URL}{'&' if '?' in REDIS_URL else '?'}{_QUEUE_LIMITS}"
_BROKER: dict[str, Any] = (
    {"huey_class": "huey.PriorityRedisExpireHuey", "url": _QUEUE_URL}
    if REDIS_URL
    else {
        "huey_class": "huey.SqliteHuey",
        "filename": str(_HOME / "queue.sqlite3"),
        "timeout": 20,  # seconds that one doorbell waits for another
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
        # dj-email-url accepts any scheme, and mail would be written to files that nobody reads.
        sys.exit(
            "Practika cannot start: the setting EMAIL_URL is wrong (it must begin with "
            "submission:// for STARTTLS, usually on port 587, or with smtp://, where ?ssl=true "
            "adds TLS from the start)."
        )
    # Mail is sent while somebody waits: a server that hangs must not block a thread for ever.
    vars().update(_mail | {"EMAIL_TIMEOUT": _mail["EMAIL_TIMEOUT"] or 10})
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Practika <practika@localhost>")
