"""Errors that services raise and that pages and the API show; the API's error format."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core import outage
from core.shown_path import shown_path

LOGGED_OUT = _("You are not logged in, or your session has ended. Log in, then try again.")
STALE_FORM = _("This page was open for too long. Reload it, then send it again.")


class Refusal(Exception):
    """A valid request that is refused, with a sentence that says what to do.

    `code` is stable for programs, `message` is for people, `status` is the HTTP status and
    `retry_after` the number of seconds to wait.
    """

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        status: int = status.HTTP_409_CONFLICT,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)} if self.retry_after else {}


def with_wait(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The page that tells it, with `Retry-After` where there is a time to wait."""
    for name, value in refusal.headers.items():
        response[name] = value
    return response


def error_body(code: str, message: Any, fields: Any = None) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": str(message)}
    if fields:
        error["fields"] = fields
    return {"error": error}


def api_exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Formats every API error as `{"error": {"code", "message", "fields"?}}`."""
    if isinstance(exc, Refusal):
        set_rollback()
        body = error_body(exc.code, exc.message)
        return Response(body, status=exc.status, headers=exc.headers)
    if kind := outage.kind_of(exc):
        return _unavailable(exc, kind, context)
    if isinstance(exc, ValidationError):
        exc = exceptions.ValidationError(getattr(exc, "message_dict", exc.messages))
    response = exception_handler(exc, context)
    if response is not None:
        response.data = _shaped(exc, response.data)
    return response


def _unavailable(exc: Exception, kind: type[outage.Outage], context: dict[str, Any]) -> Response:
    set_rollback()
    request = context.get("request")
    asked = f"{request.method} {shown_path(request)}" if request else "a request"
    outage.note(exc, kind, f"{asked} got {kind.status}")
    headers = {"Retry-After": str(outage.RETRY_SECONDS), "Cache-Control": "no-store"}
    response = Response(error_body(kind.code, kind.message), status=kind.status, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _shaped(exc: Exception, data: Any) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        fields = data if isinstance(data, dict) else {"__all__": data}
        return error_body("invalid", _("Some fields need another look."), fields)
    if isinstance(exc, Http404):
        return error_body("not_found", _("There is nothing here, or you have no access to it."))
    if isinstance(exc, PermissionDenied):
        return error_body("forbidden", _("You may not do this."))
    if isinstance(exc, exceptions.NotAuthenticated):
        return error_body("not_authenticated", LOGGED_OUT)
    if isinstance(exc, exceptions.PermissionDenied) and str(exc.detail).startswith("CSRF Failed"):
        return error_body("stale_form", STALE_FORM)
    if isinstance(exc, exceptions.APIException):
        return error_body(str(exc.get_codes()), exc.detail)
    return error_body("error", data)
