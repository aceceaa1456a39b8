"""A hundred people send 20 MB each to S3, in parts, at the same time.

Against it: the same parts by the same client to addresses that were signed beforehand, without a
portal. The bytes never pass through the web servers, so their processor time is counted too.
"""

import http.client
import itertools
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from scripts.common.processes import cpu_seconds
from scripts.load.settled import settled
from scripts.production import Production
from scripts.testbed.table import Row

PEOPLE, MEGABYTES, PART_MEGABYTES = 100, 20, 8
ROUNDS = 3
MEGABYTE = 1024 * 1024
GIGABYTE = 1024**3
MAX_CPU_SECONDS = 2
LEAST_RATIO = 0.8

Part = dict[str, Any]


@dataclass
class Round:
    """Seconds until all parts were there, and until all was committed; errors on the way."""

    sent: float
    whole: float
    errors: int
    cpu: float = 0

    @property
    def pace(self) -> float:
        return PEOPLE * MEGABYTES / self.sent


def rows() -> list[Row]:
    with settled() as portal:
        senders = Senders(portal)
        ours, bare = [], []
        for _ in range(ROUNDS):
            bare.append(senders.bare())
            ours.append(senders.through_the_portal())
        return list(figures(ours, bare))


def figures(ours: list[Round], bare: list[Round]) -> Iterator[Row]:
    name = f"{PEOPLE} uploads of {MEGABYTES} MB at once"
    pace, plain = median(one.pace for one in ours), median(one.pace for one in bare)
    yield Row(f"{name}: sent", pace, "MB/s", plain, least_ratio=LEAST_RATIO)
    whole, joined = median(one.whole for one in ours), median(one.whole for one in bare)
    yield Row(f"{name}: sent and committed", whole, "s", joined)
    gigabytes = PEOPLE * MEGABYTES * MEGABYTE / GIGABYTE
    cpu = median(one.cpu / gigabytes for one in ours)
    yield Row("web servers' processor time for 1 GB", cpu, "s", most=MAX_CPU_SECONDS)
    yield Row(f"{name}: errors", sum(one.errors for one in ours), "", most=0)


class Senders:
    def __init__(self, portal: Production) -> None:
        from core.bucket import clients
        from courses.models import Exercise
        from scripts.load import visitors

        self.portal = portal
        self.tokens = visitors.invited(portal.home, count=PEOPLE).tokens.read_text().splitlines()
        self.exercise = str(Exercise.objects.live().order_by("path")[0].uid)
        self.body = memoryview(os.urandom(MEGABYTES * MEGABYTE))
        self.s3 = clients.server_client()
        self.numbers = itertools.count()

    def through_the_portal(self) -> Round:
        before = cpu_seconds(self.portal.web_pids)
        found = self._all(self._begin, self._commit)
        found.cpu = cpu_seconds(self.portal.web_pids) - before
        self._clear()
        return found

    def bare(self) -> Round:
        found = self._all(self._sign, self._join)
        self._clear()
        return found

    def _all(self, begin: Callable[[int], Any], end: Callable[[Any], object]) -> Round:
        with ThreadPoolExecutor(PEOPLE) as everybody:
            started = time.perf_counter()
            sent = list(
                everybody.map(lambda number: tried(self._sent, begin, number), range(PEOPLE))
            )
            parts_there = time.perf_counter()
            tickets = [one for one in sent if one is not None]
            ended = list(everybody.map(lambda ticket: tried(end, ticket), tickets))
            whole = time.perf_counter()
        errors = 2 * PEOPLE - len(tickets) - sum(one is not None for one in ended)
        return Round(parts_there - started, whole - started, errors)

    def _sent(self, begin: Callable[[int], Any], number: int) -> Any:
        ticket, start = begin(number), 0
        for part in ticket["parts"]:
            end = start + part["size_bytes"]
            part["etag"] = put(part["url"], self.body[start:end])
            start = end
        return ticket

    # Through the portal

    def _begin(self, number: int) -> Any:
        asked = {
            "exercise": self.exercise,
            "filename": "take.mp4",
            "size_bytes": len(self.body),
            "part_count": -(-MEGABYTES // PART_MEGABYTES),
        }
        return {"token": self.tokens[number]} | self._ask(self.tokens[number], "uploads/", asked)

    def _commit(self, ticket: Any) -> None:
        self._ask(ticket["token"], f"clips/{ticket['take_id']}/commit/", {})

    def _ask(self, header: str, path: str, body: Any) -> Any:
        """As every client of ours: what may pass is tried again."""
        from practika.http import Api

        api = Api(self.portal.url, header.rpartition(" ")[2])
        api.session.trust_env = False
        return api.call("POST", path, json=body)

    # Without it

    def _sign(self, number: int) -> Any:
        key = f"bare/{next(self.numbers)}"
        at = {"Bucket": self.portal.stack.s3.bucket, "Key": key}
        upload = self.s3.create_multipart_upload(**at)["UploadId"]
        parts = []
        for index, start in enumerate(range(0, MEGABYTES, PART_MEGABYTES)):
            size = min(PART_MEGABYTES, MEGABYTES - start) * MEGABYTE
            params = at | {"UploadId": upload, "PartNumber": index + 1, "ContentLength": size}
            url = self.s3.generate_presigned_url("upload_part", Params=params)
            parts.append({"url": url, "size_bytes": size})
        return {"at": at | {"UploadId": upload}, "parts": parts}

    def _join(self, ticket: Any) -> None:
        parts = [{"PartNumber": n, "ETag": one["etag"]} for n, one in enumerate(ticket["parts"], 1)]
        self.s3.complete_multipart_upload(**ticket["at"], MultipartUpload={"Parts": parts})

    def _clear(self) -> None:
        """The bytes of a round; nobody works on its rows."""
        objects = self.portal.stack.s3.objects / self.portal.stack.s3.bucket
        for path in objects.rglob("*"):
            if path.is_file() and path.stat().st_size == len(self.body):
                path.unlink()


def put(url: str, body: memoryview) -> str:
    """As a browser sends it, with as little of its own as can be; the part's ETag."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=300)
    try:
        headers = {"Content-Length": str(len(body))}
        connection.request("PUT", f"{parts.path}?{parts.query}", body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"a part was answered with {answer.status}")
    return str(answer.headers["ETag"])


def tried(work: Callable[..., Any], *given: Any) -> Any:
    """None where it failed: that is counted, and the others go on."""
    try:
        return work(*given) or True
    except Exception as error:  # noqa: BLE001 - whatever it was, an upload did not arrive
        print(f"  failed: {error}", flush=True)
        return None
