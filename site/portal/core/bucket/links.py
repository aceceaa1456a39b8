"""Links to read one object, which stay the same for a while so that browsers can cache the bytes.

boto3 signs with the second it is asked in, so its links differ each time. These are signed as of
the start of a window of time. Source: "Authenticating Requests: Using Query Parameters (AWS
Signature Version 4)", Amazon S3 API Reference.
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

from portal.core.bucket import clients

MOST_SECONDS = 7 * 24 * 3600
"""No server takes a link that is to live longer."""


def reading_link(key: str, *, seconds: int, **query: str) -> str:
    """Good for `seconds` at least and twice that at most.

    `query` is signed with it: `response-content-type` and its like, or a name that begins with
    `x-`, which the server ignores and writes to its log.
    """
    window = min(max(seconds, 1), MOST_SECONDS // 2)
    began = floor(time() / window) * window
    request = AWSRequest("GET", bucket_address() + percent_encode(key, safe="/~"), params=query)
    _SignedAsOf(began, 2 * window).add_auth(request)
    return str(request.url)


def bucket_address() -> str:
    """Where browsers reach the bucket, with a slash at the end: a name of its own, or a path."""
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
