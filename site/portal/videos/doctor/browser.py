"""What browsers meet at the bucket: signed parts, refusals, and leave to come from our pages.

The requests are made as a browser makes them, with nothing but the signed address.
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

from portal.core.bucket.links import bucket_address
from portal.core.doctor import Finding, bad, command, good, note
from portal.videos.storage import MissingObject, StorageTrouble
from portal.videos.storage.s3 import S3Storage

SECONDS = 10
PART = b"the last part may be as small as one likes"
REFUSALS = range(400, 500)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where nobody answered."""

    status: int
    headers: dict[str, str]
    why: str = ""


def examined() -> Iterator[Finding]:
    storage = S3Storage.from_settings()
    key = f"uploads/doctor-{uuid4().hex}"
    try:
        storage_id = storage.begin_parts(key)
    except (StorageTrouble, MissingObject) as trouble:
        yield bad(f"an upload in parts cannot begin: {trouble}", mend="see its text")
        return
    try:
        yield from _parts(storage, key, storage_id)
    finally:
        with suppress(StorageTrouble, MissingObject):
            storage.abort_parts(key, storage_id)
    yield from _closed_to_others(storage, key)


def _parts(storage: S3Storage, key: str, storage_id: str) -> Iterator[Finding]:
    until = timezone.now() + timedelta(minutes=5)
    url = storage.part_url(key, storage_id, 1, size_bytes=len(PART), expires_at=until)
    oversized, right = ask("PUT", url, PART + b"!"), ask("PUT", url, PART)
    if not right.status:
        mend = "can browsers reach it? see S3_PUBLIC_ENDPOINT_URL"
        yield note(f"signed addresses lead nowhere from here ({right.why})", mend=mend)
        return
    yield _told_of_size(oversized)
    yield _told_of_part(storage, key, storage_id, right)
    yield from _cross_origin(url)


def _told_of_size(oversized: Answer) -> Finding:
    if oversized.status in REFUSALS:
        return good(f"a part larger than signed is refused ({oversized.status})")
    mend = "use a server that checks signatures; this one lets everybody fill the bucket"
    return bad(f"a part larger than signed was taken ({oversized.status})", mend=mend)


def _told_of_part(storage: S3Storage, key: str, storage_id: str, right: Answer) -> Finding:
    if right.status != 200:
        mend = "is S3_PUBLIC_ENDPOINT_URL the name that the server itself goes by?"
        return bad(f"a part that was signed for is refused ({right.status})", mend=mend)
    try:
        listed = [part.size_bytes for part in storage.list_parts(key, storage_id)]
        begun = any(one.storage_id == storage_id for one in storage.begun_uploads())
        storage.abort_parts(key, storage_id)
    except StorageTrouble as trouble:
        return bad(f"uploads in parts: {trouble}", mend="see its text")
    if listed != [len(PART)]:
        return bad(
            "a part that arrived is not listed: nothing could be resumed", mend="use another server"
        )
    if not begun:
        mend = "lifecycle rules may clear them; reconcile cannot"
        return note("the server does not list uploads that were begun", mend=mend)
    return good("uploads in parts can be begun, sent, listed and given up")


def _cross_origin(url: str) -> Iterator[Finding]:
    base, bucket = urlsplit(settings.BASE_URL), urlsplit(url)
    origin = f"{base.scheme}://{base.netloc}"
    if (base.scheme, base.netloc) == (bucket.scheme, bucket.netloc):
        yield good("pages and bucket share one address")
        return
    refused = [verb for verb in ("PUT", "GET") if not _may_come(url, origin, verb)]
    if refused:
        text = f"pages at {origin} may not {' or '.join(refused)} here (CORS)"
        yield bad(text, mend=f"run {command('s3_setup')}")
    else:
        yield good(f"pages at {origin} may send and read (CORS)")


def _may_come(url: str, origin: str, verb: str) -> bool:
    """A browser asks this before it sends anything."""
    asked = {"Origin": origin, "Access-Control-Request-Method": verb}
    wanted = "range" if verb == "GET" else "content-type"
    answer = ask("OPTIONS", url, headers=asked | {"Access-Control-Request-Headers": wanted})
    allowed = answer.headers.get("access-control-allow-origin", "")
    verbs = answer.headers.get("access-control-allow-methods", "")
    is_ours = allowed in ("*", origin)
    return answer.status < 300 and is_ours and (verb in verbs.upper() or verbs == "*")


def _closed_to_others(storage: S3Storage, key: str) -> Iterator[Finding]:
    """Whoever guesses an address must get nothing without a signature."""
    try:
        storage.place.ask("put_object", key, Body=PART)
        answer = ask("GET", bucket_address() + quote(storage.place.full(key)))
        storage.delete(key)
    except (StorageTrouble, MissingObject):
        return  # told above
    if answer.status == 200:
        mend = f"run {command('s3_setup')}"
        yield bad("everybody may read the bucket, without a signature", mend=mend)
    elif answer.status:
        yield good(f"the bucket is closed to others ({answer.status})")


def ask(verb: str, url: str, body: bytes | None = None, headers: Any = None) -> Answer:
    plain = {"Content-Type": "application/octet-stream"} if body is not None else {}
    request = urllib.request.Request(url, body, plain | (headers or {}), method=verb)  # noqa: S310
    # Never through a proxy that the environment names: this is a visit next door.
    next_door = [urllib.request.ProxyHandler({})] if urlsplit(url).hostname in LOOPBACK else []
    try:
        with urllib.request.build_opener(*next_door).open(request, timeout=SECONDS) as answer:
            return Answer(answer.status, _lower(answer.headers))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, _lower(refused.headers))
    except OSError as error:
        return Answer(0, {}, str(error))


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
