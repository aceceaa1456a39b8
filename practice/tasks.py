"""Gives keys to takes that an older version inserted during an upgrade."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from practice import numbering


@db_periodic_task(crontab(minute="*"))
def give_missing_keys() -> None:
    numbering.give_missing_keys()
