"""Mails that tell staff of a log-in from a browser not used for their account before."""

import logging
import smtplib

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import languages
from accounts.logins import device
from accounts.models import User
from core.own_address import own_address

logger = logging.getLogger(__name__)


def alert_of_log_in(*, request: HttpRequest, person: User) -> None:
    """The log-in goes on if the mail can't be sent."""
    if not settings.STAFF_LOGIN_ALERTS or person.is_demo or not person.opens_admin:
        return
    try:
        with languages.spoken_by(person):
            context = {
                "person": person,
                "device": device(request.headers.get("User-Agent", "")),
                "address": get_client_ip(request),
                "at": timezone.localtime(),
                "link": own_address(reverse("accounts:sessions")),
            }
            get_adapter(request).send_mail("accounts/email/new_login", person.email, context)
    except (OSError, smtplib.SMTPException):
        logger.exception("The mail about a log-in from an unknown browser could not be sent.")
