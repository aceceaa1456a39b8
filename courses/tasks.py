"""Pages and feedback that a person scheduled go live, and end, by themselves."""

from django.core.management import call_command
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from courses import changes


@db_periodic_task(crontab(minute="*"))
def publish_scheduled() -> None:
    publish_what_is_due()


@db_periodic_task(crontab(minute="17"))
def forget_old_changes() -> None:
    changes.forget_old()


def publish_what_is_due() -> None:
    """Wagtail's own command; running it twice at once publishes nothing twice."""
    call_command("publish_scheduled", verbosity=0)
