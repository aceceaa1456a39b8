"""Logs go to standard error: plain text in development, JSON lines in production. The audit trail
is always one JSON object per line."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "core.log_lines.JsonLines"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "filters": {
        "only_server_errors": {"()": "core.log_lines.OnlyServerErrors"},
        "short_outages": {"()": "core.short_outages.OutagesInOneLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["short_outages"],
        },
        "audit": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "practika.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
        "practika.access": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "botocore": {"level": "WARNING"},
        "huey": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}


def in_json(logging: dict[str, Any]) -> None:
    """One line of our own per request; Django's lines about refused requests would repeat it."""
    logging["handlers"]["console"]["formatter"] = "json"
    logging["loggers"]["practika.access"]["level"] = "INFO"
    logging["loggers"]["django.request"] = {"filters": ["only_server_errors"]}
