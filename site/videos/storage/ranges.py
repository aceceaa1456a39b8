"""Serves a file with byte ranges (RFC 9110, section 14) in constant memory."""

import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date

CHUNK_BYTES = 256 * 1024
_RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")


class Unsatisfiable(Exception):
    pass


def file_response(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """The file, or the one range that was requested. Raises FileNotFoundError."""
    stat = path.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    changed = http_date(stat.st_mtime)
    try:
        span = _wanted(request, stat.st_size, etag, changed)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stat.st_size}"})
    response = _unchanged(request, etag) or _answer(request, path, span, stat.st_size)
    described = {"ETag": etag, "Last-Modified": changed, "Accept-Ranges": "bytes"}
    for name, value in (described | {"Content-Type": content_type}).items():
        response[name] = value
    return response


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """`bytes=2-5` → (2, 6). None if it may be ignored: no range, several, or nonsense."""
    match = _RANGE.match(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size
        if not int(last):
            raise Unsatisfiable
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if last and first and int(last) < int(first):
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def _wanted(request: HttpRequest, size: int, etag: str, changed: str) -> tuple[int, int] | None:
    if request.headers.get("If-Range") not in (None, etag, changed):
        return None
    return parse_range(request.headers.get("Range", ""), size)


def _unchanged(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    known = request.headers.get("If-None-Match", "")
    matches = etag in [item.strip().removeprefix("W/") for item in known.split(",")]
    return HttpResponse(status=304) if matches else None


def _answer(
    request: HttpRequest, path: Path, span: tuple[int, int] | None, size: int
) -> HttpResponseBase:
    start, end = span or (0, size)
    response = _stream(request, path, start, end - start)
    response["Content-Length"] = str(end - start)
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _stream(request: HttpRequest, path: Path, start: int, length: int) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse()
    chunks = _chunks(path, start, length)
    # Under ASGI a plain iterator would be read into memory completely first.
    is_async = isinstance(request, ASGIRequest)
    return StreamingHttpResponse(_asynchronous(chunks) if is_async else chunks)


def _chunks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while length and (chunk := file.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    read = sync_to_async(partial(next, chunks, b""))
    while chunk := await read():
        yield chunk
