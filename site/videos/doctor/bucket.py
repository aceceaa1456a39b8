"""The bucket: tries every permission the server needs, and removes what it created."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from core.bucket import clients
from core.bucket.trouble import code_of, in_words, status_of
from core.doctor import Finding, bad, command, good, note
from videos.doctor import browser
from videos.storage.s3.place import Place

FAULTS = (BotoCoreError, ClientError)
RIGHTS = "give the credentials the permissions listed in docs/features/bucket.md"
SKEW_NOTE, SKEW_FAIL = 5, 60
SYNC_CLOCK = "synchronise the clock by NTP"
BYTES = b"doctor"
Answer = dict[str, Any]


def check() -> Iterator[Finding]:
    if clients.credentials() is None:
        fix = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role"
        yield bad("there are no credentials for the bucket", fix=fix)
        return
    client = _impatient_client()
    answer = yield from _check_access(client)
    if answer is None:
        return
    yield from _clock(answer)
    yield from _objects(client)
    yield from browser.check()
    yield from _lifecycle(client)


def _impatient_client() -> Any:
    """Like the storage's own, but retries no longer than someone at a terminal likes to wait."""
    impatient = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.session.Session().client(
        "s3",
        region_name=settings.S3_REGION,
        endpoint_url=settings.S3_ENDPOINT_URL or None,
        config=clients.server_client().meta.config.merge(impatient),
    )


def _refused(what: str, error: Exception) -> Finding:
    why, _semicolon, fix = in_words(error).partition("; ")
    return bad(f"{what}: {why}", fix=fix or RIGHTS)


def _check_access(client: Any) -> Generator[Finding, None, Answer | None]:
    """The server's answer to a first request, or None if it refused us access."""
    name = settings.S3_BUCKET
    try:
        answer: Answer = client.list_objects_v2(Bucket=name, MaxKeys=1)
        found = client.head_bucket(Bucket=name).get("BucketRegion") or settings.S3_REGION
    except FAULTS as error:
        yield _refused(f"the bucket {name} cannot be used", error)
        return None
    if found == settings.S3_REGION:
        where = settings.S3_ENDPOINT_URL or f"Amazon in {found}"
        yield good(f"the bucket {name} at {where} grants us access")
    else:
        text = f"the bucket is in {found}, but S3_REGION says {settings.S3_REGION}"
        yield bad(f"{text}: links for browsers would be refused", fix=f"set S3_REGION={found}")
    return answer


def _clock(answer: Answer) -> Iterator[Finding]:
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if not date:
        return
    skew = abs((parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    text = f"the clocks of this machine and the bucket differ by {skew:.0f} s"
    if skew > SKEW_FAIL:
        yield bad(f"{text}: signed URLs expire too early or too late", fix=SYNC_CLOCK)
    elif skew > SKEW_NOTE:
        yield note(text, fix=SYNC_CLOCK)


def _objects(client: Any) -> Iterator[Finding]:
    place = Place(settings.S3_BUCKET, settings.S3_PREFIX)
    key = f"uploads/doctor-{uuid4().hex}"
    first, second = place.at(key), place.at(f"{key}-copy")
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("put an object", lambda: client.put_object(**first, Body=BYTES)),
        ("read it", lambda: _read(client, first)),
        ("copy it", lambda: client.copy_object(**second, CopySource=first)),
        ("delete it", lambda: client.delete_object(**first)),
        ("delete several", lambda: _delete(client, second["Key"])),
    ]
    with _removed_afterwards(client, first, second):
        for what, step in steps:
            try:
                step()
            except FAULTS as error:
                yield _refused(f"the server could not {what}", error)
                return
    yield good("objects can be put, read, copied and deleted")


def _read(client: Any, where: dict[str, str]) -> None:
    if client.get_object(**where)["Body"].read() != BYTES:
        raise BotoCoreError


def _delete(client: Any, full_key: str) -> None:
    client.delete_objects(Bucket=settings.S3_BUCKET, Delete={"Objects": [{"Key": full_key}]})


@contextmanager
def _removed_afterwards(client: Any, *places: dict[str, str]) -> Iterator[None]:
    try:
        yield
    finally:
        for place in places:
            with suppress(*FAULTS):
                client.delete_object(**place)


def _lifecycle(client: Any) -> Iterator[Finding]:
    try:
        found = client.get_bucket_lifecycle_configuration(Bucket=settings.S3_BUCKET)
    except FAULTS as error:
        if status_of(error) == 501 or code_of(error) in ("NotImplemented", "MethodNotAllowed"):
            yield good("this server has no lifecycle rules: the sweep removes abandoned uploads")
            return
        if status_of(error) != 404:
            yield _unread_lifecycle(error)
            return
        found = {}
    rules = [rule for rule in found.get("Rules", []) if rule.get("Status") == "Enabled"]
    if any("AbortIncompleteMultipartUpload" in rule for rule in rules):
        yield good("the bucket removes abandoned uploads by itself")
    else:
        text = "no lifecycle rule removes abandoned uploads: they take up hidden space"
        yield note(text, fix=f"run {command('s3_setup')}")


def _unread_lifecycle(error: Exception) -> Finding:
    why, _semicolon, fix = in_words(error).partition("; ")
    if status_of(error) == 403:
        why = "no permission to read the lifecycle rules"
        fix = "give the credentials s3:GetLifecycleConfiguration"
    text = f"cannot tell whether abandoned uploads are removed: {why}"
    return note(text, fix=fix or "try again in a moment")
