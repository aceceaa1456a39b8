"""Large forms in the admin: a class list, a lesson of many blocks, a thousand remarks.

Django's limits on forms keep strangers from overloading a server, and apply to every page. In the
admin, and only for people who may use it, a form may hold more: up to ADMIN_FORM_MAX_FIELDS fields
and ADMIN_FORM_MAX_MB. A larger one is refused with an explanation, and nothing is lost, because the
page it came from is still open.
"""

from collections.abc import Callable
from io import BytesIO
from types import FunctionType
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, multipartparser
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.preview import PreviewOnEdit

from core.middleware import RELAXED_PREFIX as ADMIN

MB = 1024 * 1024


class LargeFormsMiddleware:
    """Reads the form before CsrfViewMiddleware does. Placed below AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _may_send_much(request):
            try:
                _read(request)
            except (TooManyFieldsSent, RequestDataTooBig):
                return _too_large(request)
        return self.get_response(request)


def _may_send_much(request: HttpRequest) -> bool:
    if not request.path_info.startswith(ADMIN):
        return False
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")


class _Limits:
    """The settings that Django's parser reads."""

    DATA_UPLOAD_MAX_NUMBER_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES

    @property
    def DATA_UPLOAD_MAX_NUMBER_FIELDS(self) -> int:  # noqa: N802
        limit: int = settings.ADMIN_FORM_MAX_FIELDS
        return limit

    @property
    def DATA_UPLOAD_MAX_MEMORY_SIZE(self) -> int:  # noqa: N802
        return _most_bytes()


class LargeFormParser(MultiPartParser):
    """Django's parser, which has one limit for all requests, with our `settings` instead."""

    _parse = FunctionType(
        vars(MultiPartParser)["_parse"].__code__, {**vars(multipartparser), "settings": _Limits()}
    )


def _read(request: HttpRequest) -> None:
    """Fills `request.POST` and `request.FILES`, as Django does when they are first used."""
    sent: Any = request
    if sent.content_type == "multipart/form-data":
        parser = LargeFormParser(sent.META, sent, sent.upload_handlers, sent.encoding)
        try:
            sent._post, sent._files = parser.parse()
        except (MultiPartParserError, TooManyFilesSent, TooManyFieldsSent, RequestDataTooBig):
            sent._mark_post_parse_error()
            raise
    elif sent.content_type == "application/x-www-form-urlencoded":
        sent._post, sent._files = large_query(_body(sent).decode("utf-8", "replace")), _no_files()


def _body(request: Any) -> bytes:
    """Also kept on the request, for later uses of `request.body`."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most_bytes():
        raise RequestDataTooBig
    body: bytes = request.read(_most_bytes() + 1)
    if len(body) > _most_bytes():
        raise RequestDataTooBig
    request._body, request._stream = body, BytesIO(body)
    return body


def _no_files() -> MultiValueDict[str, Any]:
    return MultiValueDict()


def large_query(text: str) -> QueryDict:
    """A QueryDict with as many fields as the admin allows; raises TooManyFieldsSent for more."""
    form = QueryDict(mutable=True)
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=settings.ADMIN_FORM_MAX_FIELDS
        )
    except ValueError as error:
        raise TooManyFieldsSent from error
    for name, value in pairs:
        form.appendlist(name, value)
    form._mutable = False
    return form


def let_previews_be_large() -> None:
    """A preview stores the form as text and parses it again, which needs the same limit."""

    def form_data(self: Any, form_state: Any) -> QueryDict:
        return large_query(form_state.data if form_state else "")

    PreviewOnEdit._get_form_data = form_data


def _most_bytes() -> int:
    return int(settings.ADMIN_FORM_MAX_MB * MB)


def _too_large(request: HttpRequest) -> HttpResponse:
    """As JSON for Wagtail's autosave, or as a page to go back from."""
    words = _(
        "This page has grown too large to save in one go. Nothing new was saved, but nothing is "
        "lost: it is all still in your browser window. Move some of it to another page first."
    )
    if "text/html" in request.headers.get("Accept", "text/html"):
        return render(request, "too_large.html", {"words": words}, status=413)
    # One of the codes whose message Wagtail's script shows.
    error = {"success": False, "error_code": "validation_error", "error_message": words}
    return JsonResponse(error, status=413)
