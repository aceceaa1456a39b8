"""The local storage's URL for uploads, which stands in for a bucket's."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from videos.intake import arrivals
from videos.storage import MissingObject, accel
from videos.storage.local import LocalStorage
from videos.storage.local_files import CutShort
from videos.storage.tokens import PutRight, read_put
from videos.viewer import plain_404


@csrf_exempt
@require_http_methods(["PUT"])
def put(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts the bytes that the token was signed for, as long as its upload waits for them.

    The token is the permission: no session is read.
    """
    right = read_put(token)
    if right is None:
        return _no_right()
    if not arrivals.is_expected(right.key):
        return _over()
    body = accel.handed_over(request)
    length = str(body.stat().st_size) if body else request.META.get("CONTENT_LENGTH") or ""
    return _refused(right, length) or _received(request, right, body, int(length))


@require_safe
@plain_404
def may_put(request: HttpRequest, token: str) -> HttpResponse:
    """nginx asks before it accepts a body. It knows only yes and 403; X-Refusal has our status."""
    if not accel.is_on():
        raise Http404
    right = read_put(token)
    refusal = _refused_at_the_door(right, request.headers.get(accel.BODY_LENGTH, ""))
    if refusal is None:
        return HttpResponse(status=204)
    return HttpResponse(status=403, headers={"X-Refusal": str(refusal.status_code)})


def _refused_at_the_door(right: PutRight | None, length: str) -> HttpResponse | None:
    if right is None:
        return _no_right()
    return _refused(right, length) if arrivals.is_expected(right.key) else _over()


def _over() -> HttpResponse:
    return _plain("This upload has ended: it was sent, cancelled, or not finished in time.", 410)


def _no_right() -> HttpResponse:
    return _plain("This upload link is invalid or has expired.", 403)


def _refused(right: PutRight, length: str) -> HttpResponse | None:
    if not re.fullmatch("[0-9]{1,18}", length):
        return _plain("Content-Length is missing.", 411)
    if right.exact and int(length) != right.max_bytes:
        return _plain(f"This link was signed for {right.max_bytes} bytes.", 403)
    if int(length) > right.max_bytes:
        return _plain(f"At most {right.max_bytes} bytes are accepted.", 413)
    return None


def _received(
    request: HttpRequest, right: PutRight, body: Path | None, length: int
) -> HttpResponse:
    storage, gate = LocalStorage.from_settings(), arrivals.expected
    try:
        if body:
            etag = storage.take(right, body, gate)
        else:
            etag = storage.receive(right, request, length, gate)
    except (CutShort, UnreadablePostError):
        return _plain("The upload was cut short. Please send it again.", 400)
    except MissingObject:
        return _over()
    return HttpResponse(headers={"ETag": f'"{etag}"', "Cache-Control": "no-store"})


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
