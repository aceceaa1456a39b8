"""The local storage's own addresses, which stand where a bucket's would."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.videos.storage import MissingObject, accel
from portal.videos.storage.local import LocalStorage
from portal.videos.storage.local_files import CutShort
from portal.videos.storage.ranges import file_response
from portal.videos.storage.served import content_type, disposition
from portal.videos.storage.tokens import PutRight, read_get, read_put
from portal.videos.viewer import plain_404, viewer


@csrf_exempt
@require_http_methods(["PUT"])
def put(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the bytes that the token was signed for. The token is the right: no session is read."""
    right = read_put(token)
    if right is None:
        return _no_right()
    body = accel.handed_over(request)
    length = str(body.stat().st_size) if body else request.META.get("CONTENT_LENGTH") or ""
    return _refused(right, length) or _received(request, right, body, int(length))


@require_safe
@plain_404
def may_put(request: HttpRequest, token: str) -> HttpResponse:
    """nginx asks before it takes a body. It knows only yes and 403; X-Refusal has our status."""
    if not accel.is_on():
        raise Http404
    right = read_put(token)
    length = request.headers.get(accel.BODY_LENGTH, "")
    refusal = _refused(right, length) if right else _no_right()
    if refusal is None:
        return HttpResponse(status=204)
    return HttpResponse(status=403, headers={"X-Refusal": str(refusal.status_code)})


def _no_right() -> HttpResponse:
    return _plain("This upload link is not valid or is too old.", 403)


def _refused(right: PutRight, length: str) -> HttpResponse | None:
    if not re.fullmatch("[0-9]{1,18}", length):
        return _plain("Content-Length is missing.", 411)
    if right.exact and int(length) != right.max_bytes:
        return _plain(f"This link was signed for {right.max_bytes} bytes.", 403)
    if int(length) > right.max_bytes:
        return _plain(f"At most {right.max_bytes} bytes are taken.", 413)
    return None


def _received(
    request: HttpRequest, right: PutRight, body: Path | None, length: int
) -> HttpResponse:
    storage = LocalStorage.from_settings()
    try:
        etag = storage.take(right, body) if body else storage.receive(right, request, length)
    except (CutShort, UnreadablePostError):
        return _plain("The upload was cut short. Please send it again.", 400)
    except MissingObject:
        return _plain("This upload is closed.", 404)
    return HttpResponse(headers={"ETag": f'"{etag}"', "Cache-Control": "no-store"})


@require_safe
@plain_404
def get(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, for the one person that the token names."""
    right = read_get(token)
    if right is None or str(viewer(request).pk) != right.user_id:
        raise Http404
    try:
        return _guarded(_sent(request, right.key), right.key)
    except FileNotFoundError:
        raise Http404 from None


def _sent(request: HttpRequest, key: str) -> HttpResponseBase:
    path = LocalStorage.from_settings().path(key)
    if accel.is_on():
        path.stat()
        return accel.sent_by_nginx(key)
    return file_response(request, path, content_type(key))


def _guarded(response: HttpResponseBase, key: str) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Type"] = content_type(key)
    if disposition(key) != "inline":
        response["Content-Disposition"] = disposition(key)
    return response


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
