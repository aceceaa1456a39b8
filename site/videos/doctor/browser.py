"""The bucket as browsers see it: signed parts, refusals, and CORS.

Requests are made the way a browser makes them, with nothing but the signed URL.
"""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from core.bucket.links import bucket_address
from core.doctor import Finding, bad, command, good, note
from videos.storage import MissingObject, StorageTrouble
from videos.storage.s3 import S3Storage

SECONDS = 10
PART = b"the last part may be as small as one likes"
REFUSALS = range(400, 500)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Answer:
    """`status` is 0 if nothing answered."""

    status: int
    headers: dict[str, str]
    why: str = ""


def check() -> Iterator[Finding]:
    storage = S3Storage.from_settings()
    key = f"uploads/doctor-{uuid4().hex}"
    try:
        storage_id = storage.begin_parts(key)
    except (StorageTrouble, MissingObject) as trouble:
        yield bad(f"a multipart upload cannot be started: {trouble}", fix="see the message")
        return
    try:
        yield from _parts(storage, key, storage_id)
    finally:
        with suppress(StorageTrouble, MissingObject):
            storage.abort_parts(key, storage_id)
    yield from _check_unsigned(storage, key)


def _parts(storage: S3Storage, key: str, storage_id: str) -> Iterator[Finding]:
    until = timezone.now() + timedelta(minutes=5)
    url = storage.part_url(key, storage_id, 1, size_bytes=len(PART), expires_at=until)
    oversized, right = ask("PUT", url, PART + b"!"), ask("PUT", url, PART)
    if not right.status:
        fix = "check that browsers can reach them; see S3_PUBLIC_ENDPOINT_URL"
        yield note(f"signed URLs cannot be reached from here ({right.why})", fix=fix)
        return
    yield _check_size(oversized)
    yield _check_part(storage, key, storage_id, right)
    yield from _cross_origin(url)


def _check_size(oversized: Answer) -> Finding:
    if oversized.status in REFUSALS:
        return good(f"a part larger than its signature allows is refused ({oversized.status})")
    fix = "use a server that checks signatures; this one lets anyone fill the bucket"
    text = f"a part larger than its signature allows was accepted ({oversized.status})"
    return bad(text, fix=fix)


def _check_part(storage: S3Storage, key: str, storage_id: str, right: Answer) -> Finding:
    if right.status != 200:
        fix = "check that S3_PUBLIC_ENDPOINT_URL is the host name that the server itself uses"
        return bad(f"a correctly signed part is refused ({right.status})", fix=fix)
    try:
        listed = [part.size_bytes for part in storage.list_parts(key, storage_id)]
        begun = any(one.storage_id == storage_id for one in storage.begun_uploads())
        storage.abort_parts(key, storage_id)
    except StorageTrouble as trouble:
        return bad(f"multipart uploads: {trouble}", fix="see the message")
    if listed != [len(PART)]:
        return bad(
            "an uploaded part is not listed: no upload could be resumed", fix="use another server"
        )
    if not begun:
        fix = "lifecycle rules may remove them; reconcile cannot"
        return note("the server does not list unfinished uploads", fix=fix)
    return good("multipart uploads can be started, sent, listed and aborted")


def _cross_origin(url: str) -> Iterator[Finding]:
    base, bucket = urlsplit(settings.BASE_URL), urlsplit(url)
    origin = f"{base.scheme}://{base.netloc}"
    if (base.scheme, base.netloc) == (bucket.scheme, bucket.netloc):
        yield good("pages and bucket share one origin")
        return
    refused = [verb for verb in ("PUT", "GET") if not _is_allowed(url, origin, verb)]
    if refused:
        text = f"pages at {origin} may not use {' or '.join(refused)} here (CORS)"
        yield bad(text, fix=f"run {command('s3_setup')}")
    else:
        yield good(f"pages at {origin} may upload and read (CORS)")


def _is_allowed(url: str, origin: str, verb: str) -> bool:
    """The preflight request that a browser makes before it sends anything."""
    asked = {"Origin": origin, "Access-Control-Request-Method": verb}
    wanted = "range" if verb == "GET" else "content-type"
    answer = ask("OPTIONS", url, headers=asked | {"Access-Control-Request-Headers": wanted})
    allowed = answer.headers.get("access-control-allow-origin", "")
    verbs = answer.headers.get("access-control-allow-methods", "")
    is_ours = allowed in ("*", origin)
    return answer.status < 300 and is_ours and (verb in verbs.upper() or verbs == "*")


def _check_unsigned(storage: S3Storage, key: str) -> Iterator[Finding]:
    """Someone who guesses a URL must get nothing without a signature."""
    try:
        storage.place.ask("put_object", key, Body=PART)
        answer = ask("GET", bucket_address() + quote(storage.place.full(key)))
        storage.delete(key)
    except (StorageTrouble, MissingObject):
        return  # reported above
    if answer.status == 200:
        fix = f"run {command('s3_setup')}"
        yield bad("anyone can read the bucket without a signature", fix=fix)
    elif answer.status:
        yield good(f"the bucket refuses unsigned requests ({answer.status})")


def ask(verb: str, url: str, body: bytes | None = None, headers: Any = None) -> Answer:
    plain = {"Content-Type": "application/octet-stream"} if body is not None else {}
    request = urllib.request.Request(url, body, plain | (headers or {}), method=verb)  # noqa: S310
    # Never through a proxy that the environment names: this machine is reached directly.
    direct = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in LOOPBACK else []
    try:
        with urllib.request.build_opener(*direct).open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _lower(answer.headers))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, _lower(refused.headers))
    except OSError as error:
        return Answer(0, {}, str(error))


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
