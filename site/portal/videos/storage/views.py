"""The local storage's own addresses, which stand where a bucket's would."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.videos.storage import MissingObject
from portal.videos.storage.local import CutShort, LocalStorage
from portal.videos.storage.ranges import file_response
from portal.videos.storage.served import SERVED_INLINE
from portal.videos.storage.tokens import PutRight, read_get, read_put
from portal.videos.viewer import plain_404, viewer


@csrf_exempt
@require_http_methods(["PUT"])
def put(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the bytes that the token was signed for. The token is the right: no session is read."""
    right = read_put(token)
    if right is None:
        return _plain("This upload link is not valid or is too old.", 403)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not re.fullmatch("[0-9]{1,18}", length):
        return _plain("Content-Length is missing.", 411)
    return _refused(right, int(length)) or _received(request, right, int(length))


def _refused(right: PutRight, length: int) -> HttpResponse | None:
    if right.exact and length != right.max_bytes:
        return _plain(f"This link was signed for {right.max_bytes} bytes.", 403)
    if length > right.max_bytes:
        return _plain(f"At most {right.max_bytes} bytes are taken.", 413)
    return None


def _received(request: HttpRequest, right: PutRight, length: int) -> HttpResponse:
    try:
        etag = LocalStorage.from_settings().receive(right, request, length)
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
    path = LocalStorage.from_settings().path(right.key)
    try:
        response = file_response(request, path, SERVED_INLINE.get(path.suffix, ""))
    except FileNotFoundError:
        raise Http404 from None
    return _guarded(response, inline=path.suffix in SERVED_INLINE)


def _guarded(response: HttpResponseBase, *, inline: bool) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    if not inline:
        response["Content-Type"] = "application/octet-stream"
        response["Content-Disposition"] = "attachment"
    return response


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
