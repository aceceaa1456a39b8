"""Mail: whether the server would accept one. None is sent."""

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection

from core.doctor import Finding, bad, good, note, register

SECONDS = 8


@register("mail", order=60)
def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield _smtp()
    elif settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield _folder()
    else:
        yield note(f"mail goes to {settings.EMAIL_BACKEND}", fix="set EMAIL_URL to send it")


def _smtp() -> Finding:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        fix = "put the right user and password in EMAIL_URL"
        return bad(f"the mail server {where} refuses the log-in ({error.smtp_code})", fix=fix)
    except (smtplib.SMTPException, OSError) as error:
        fix = "check EMAIL_URL, and that this machine can reach the server"
        return bad(f"the mail server {where} does not answer ({error})", fix=fix)
    finally:
        connection.close()
    who = f" as {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else ""
    return good(f"the mail server {where} accepts mail{who}")


def _folder() -> Finding:
    text = f"mail is written to files in {settings.EMAIL_FILE_PATH}"
    if settings.DEBUG:
        return good(text)
    return note(f"{text}: nobody receives it", fix="set EMAIL_URL to a mail server")
