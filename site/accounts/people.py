"""The person who makes a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


def person(request: HttpRequest | Request) -> User:
    """For views behind a log-in, where there always is somebody. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
