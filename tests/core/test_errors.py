"""Whatever goes wrong, the API answers in one format."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions

from core.errors import Refusal, api_exception_handler


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refusal("no_attempts_left", "You have used all attempts."), 409, "no_attempts_left"),
        (Refusal("too_big", "Too big.", status=413), 413, "too_big"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(), 429, "throttled"),
        (ValidationError("wrong"), 400, "invalid"),
    ],
)
def test_errors_have_one_format(db, error, status, code):
    response = api_exception_handler(error, {})

    assert response.status_code == status
    assert response.data["error"]["code"] == code
    assert response.data["error"]["message"]


def test_form_errors_name_their_fields(db):
    error = exceptions.ValidationError({"exercise": ["This field is required."]})

    body = api_exception_handler(error, {}).data

    assert body["error"]["fields"] == {"exercise": ["This field is required."]}


def test_unknown_errors_are_left_to_django(db):
    assert api_exception_handler(RuntimeError(), {}) is None
