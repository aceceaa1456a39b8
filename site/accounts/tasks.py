"""Periodic work on accounts."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from accounts import logins


@db_periodic_task(crontab(minute="23"))
def forget_ended_sessions() -> None:
    logins.forget_all_ended()
