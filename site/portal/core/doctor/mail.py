"""Mail: whether the server would take one. None is sent."""

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection

from portal.core.doctor import Finding, bad, good, note, register

SECONDS = 8


@register("mail", order=60)
def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield _smtp()
    elif settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield _folder()
    else:
        yield note(f"mails go to {settings.EMAIL_BACKEND}", mend="set EMAIL_URL to send them")


def _smtp() -> Finding:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        mend = "put the right user and password into EMAIL_URL"
        return bad(f"the mail server {where} refuses the log-in ({error.smtp_code})", mend=mend)
    except (smtplib.SMTPException, OSError) as error:
        mend = "is EMAIL_URL right, and may this machine reach it?"
        return bad(f"the mail server {where} does not answer ({error})", mend=mend)
    finally:
        connection.close()
    who = f" as {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else ""
    return good(f"the mail server {where} takes mail{who}")


def _folder() -> Finding:
    text = f"mails are written to {settings.EMAIL_FILE_PATH}"
    if settings.DEBUG:
        return good(text)
    return note(f"{text}: nobody gets them", mend="set EMAIL_URL to a mail server")
