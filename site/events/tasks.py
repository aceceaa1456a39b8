"""Sends mail: when there is some, and every minute what waits for another try."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from events import mail


@db_task()
def send() -> None:
    """Hand over to the next task after each hundred, so that videos get their turn, too."""
    if mail.send_due() == mail.AT_ONCE:
        send()


mail.connect_bell(send)


@db_periodic_task(crontab(minute="*"))
def send_again() -> None:
    mail.send_due()


@db_periodic_task(crontab(minute="41"))
def forget_old_mail() -> None:
    mail.forget_old()
