"""What went wrong at the bucket, in one sentence that says how to fix it."""

from typing import Any

from botocore import exceptions as boto
from django.conf import settings

MISSING_CODES = frozenset({"NoSuchKey", "NoSuchUpload"})
NETWORK = (
    boto.ConnectionError,
    boto.HTTPClientError,
    boto.ResponseStreamingError,
    boto.IncompleteReadError,
    OSError,
)

_CREDENTIALS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's role"
_SENTENCES = {
    "InvalidAccessKeyId": f"the storage does not know the access key; check {_CREDENTIALS}",
    "SignatureDoesNotMatch": f"the secret key is wrong; check {_CREDENTIALS}",
    "ExpiredToken": "the credentials have expired; renew them, or give the machine a role",
    "InvalidToken": f"the credentials are not valid; check {_CREDENTIALS}",
    "RequestTimeTooSkewed": "this machine's clock is wrong; set it, for example with NTP",
    "NoSuchBucket": "no bucket {bucket}; check S3_BUCKET, or run `manage.py s3_setup --create`",
    "AuthorizationHeaderMalformed": "S3_REGION is {region}, but the bucket is in {found}",
    "PermanentRedirect": "S3_REGION is {region}, but the bucket is in {found}",
    "IllegalLocationConstraintException": "S3_REGION is {region}, but the bucket is in {found}",
    "AccessDenied": "the credentials do not allow {operation} in bucket {bucket}",
    "403": "the storage refuses {operation} in bucket {bucket}: wrong credentials or no permission",
    "SlowDown": "the storage gets too many requests and asks us to slow down",
    "ServiceUnavailable": "the storage is unavailable right now",
    "BadDigest": "the data was damaged in transit",
    "XAmzContentSHA256Mismatch": "the data was damaged in transit",
    "InternalError": "the storage had an internal error",
    "NotImplemented": "this storage does not support {operation}",
    "XMinioStorageFull": "the storage is full",
    "QuotaExceeded": "the storage is full: its quota is used up",
    "InvalidBucketName": "S3_BUCKET is not a valid bucket name",
}


def code_of(error: Exception) -> str:
    """S3's own error code; the HTTP status if the answer had no body; or an empty string."""
    if not isinstance(error, boto.ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: Exception) -> int:
    if not isinstance(error, boto.ClientError):
        return 0
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def in_words(error: Exception) -> str:
    if isinstance(error, boto.ClientError):
        return _refused(error)
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError):
        return f"there are no credentials for the storage; set {_CREDENTIALS}"
    if isinstance(error, boto.SSLError):
        return f"the storage at {_address()} has a certificate that is not trusted ({error})"
    if isinstance(error, boto.ConnectTimeoutError | boto.ReadTimeoutError):
        return f"the storage at {_address()} does not answer in time"
    if isinstance(error, boto.EndpointConnectionError):
        return f"the storage at {_address()} is not reachable; check S3_ENDPOINT_URL"
    if isinstance(error, NETWORK):
        return f"the connection to the storage at {_address()} broke ({type(error).__name__})"
    return f"{type(error).__name__}: {error}"


def _refused(error: boto.ClientError) -> str:
    code = code_of(error)
    if _is_clock(error):
        code = "RequestTimeTooSkewed"
    if sentence := _SENTENCES.get(code):
        return sentence.format(
            bucket=settings.S3_BUCKET,
            region=settings.S3_REGION,
            found=_region_in(error.response) or "another one",
            operation=error.operation_name,
        )
    detail = error.response.get("Error", {}).get("Message", "")
    return f"the storage answered {code} to {error.operation_name} ({detail})"


def _is_clock(error: boto.ClientError) -> bool:
    """Some servers report a wrong clock as denied access; only the text says what is wrong."""
    text = error.response.get("Error", {}).get("Message", "")
    return "difference between the request time" in text


def _region_in(response: dict[str, Any]) -> str:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    found = response.get("Error", {}).get("Region") or headers.get("x-amz-bucket-region") or ""
    return str(found)


def _address() -> str:
    return settings.S3_ENDPOINT_URL or f"Amazon in {settings.S3_REGION}"
