"""Links to read one object, which stay the same for a while so that browsers can cache the bytes.

boto3 signs with the current second, so its links differ each time. These are signed with the start
of a time window. Source: "Authenticating Requests: Using Query Parameters (AWS Signature Version
4)", Amazon S3 API Reference.
"""

from datetime import UTC, datetime
from functools import lru_cache
from math import floor
from time import time
from typing import Any

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import NoCredentialsError
from botocore.utils import percent_encode
from django.conf import settings

from core.bucket import clients

MAX_SECONDS = 7 * 24 * 3600
"""No server accepts a link with a longer lifetime."""


def reading_link(key: str, *, seconds: int, **query: str) -> str:
    """Valid for at least `seconds` and at most twice as long.

    `query` is signed with it: `response-content-type` and the like, or a name that begins with
    `x-`, which the server ignores but writes to its log.
    """
    window = min(max(seconds, 1), MAX_SECONDS // 2)
    began = floor(time() / window) * window
    request = AWSRequest("GET", bucket_address() + percent_encode(key, safe="/~"), params=query)
    _SignedAsOf(began, 2 * window).add_auth(request)
    return str(request.url)


def bucket_address() -> str:
    """The bucket's URL for browsers, with a trailing slash: a host of its own, or a path."""
    return _address(clients.signing_client(), str(settings.S3_BUCKET))


@lru_cache(maxsize=8)
def _address(client: Any, bucket: str) -> str:
    url: str = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "-"})
    return url.partition("?")[0].removesuffix("-")


class _SignedAsOf(S3SigV4QueryAuth):
    def __init__(self, began: int, expires: int) -> None:
        credentials = clients.credentials()
        if credentials is None:
            raise NoCredentialsError
        super().__init__(credentials, "s3", settings.S3_REGION, expires=expires)
        self.began = datetime.fromtimestamp(began, UTC)

    def _modify_request_before_signing(self, request: Any) -> None:
        request.context["timestamp"] = self.began.strftime("%Y%m%dT%H%M%SZ")
        super()._modify_request_before_signing(request)
