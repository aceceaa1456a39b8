"""Publishes and expires scheduled pages and feedback, and tidies."""

from django.core.management import call_command
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from courses import changes, services


@db_periodic_task(crontab(minute="*"))
def publish_scheduled() -> None:
    publish_what_is_due()


@db_periodic_task(crontab(minute="17"))
def forget_old_changes() -> None:
    changes.forget_old()


@db_periodic_task(crontab(minute="*"))
def give_missing_keys() -> None:
    services.give_missing_keys()


def publish_what_is_due() -> None:
    """Wagtail's own command; it is safe to run twice at once."""
    call_command("publish_scheduled", verbosity=0)
