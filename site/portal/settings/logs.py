"""Logs go to standard error: plain for a person at a desk, JSON lines in production. The audit
trail is one JSON object a line everywhere."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.core.log_lines.JsonLines"},
        "bare": {"format": "{message}", "style": "{"},
    },
    "filters": {
        "ours_tells_that": {"()": "portal.core.log_lines.OursTellsThat"},
        "short_outages": {"()": "portal.core.short_outages.OutagesInOneLine"},
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
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}


def in_json(logging: dict[str, Any]) -> None:
    """One line for each request, ours; Django's own for what was refused would tell it twice."""
    logging["handlers"]["console"]["formatter"] = "json"
    logging["loggers"]["practika.access"]["level"] = "INFO"
    logging["loggers"]["django.request"] = {"filters": ["ours_tells_that"]}
