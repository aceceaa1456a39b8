"""What went wrong at the bucket, in one sentence that says the mend."""

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
    "InvalidAccessKeyId": f"the storage does not know the access key; see {_CREDENTIALS}",
    "SignatureDoesNotMatch": f"the secret key is wrong; see {_CREDENTIALS}",
    "ExpiredToken": "the credentials have run out; renew them, or give the machine a role",
    "InvalidToken": f"the credentials are not valid; see {_CREDENTIALS}",
    "RequestTimeTooSkewed": "this machine's clock is wrong; set it, for example by NTP",
    "NoSuchBucket": "no bucket {bucket}; see S3_BUCKET, or `manage.py s3_setup --create`",
    "AuthorizationHeaderMalformed": "S3_REGION is {region}, but the bucket is in {found}",
    "PermanentRedirect": "S3_REGION is {region}, but the bucket is in {found}",
    "IllegalLocationConstraintException": "S3_REGION is {region}, but the bucket is in {found}",
    "AccessDenied": "the credentials do not allow {operation} in bucket {bucket}",
    "403": "the storage refuses {operation} in bucket {bucket}: wrong credentials, or no right",
    "SlowDown": "the storage is asked too much and wants us to wait",
    "ServiceUnavailable": "the storage is not available just now",
    "BadDigest": "what was sent was damaged on its way",
    "XAmzContentSHA256Mismatch": "what was sent was damaged on its way",
    "InternalError": "the storage failed inside",
    "NotImplemented": "this storage does not know {operation}",
    "XMinioStorageFull": "the storage is full",
    "QuotaExceeded": "the storage is full: its quota is used up",
    "InvalidBucketName": "S3_BUCKET is no name that a bucket can have",
}


def code_of(error: Exception) -> str:
    """S3's own name for the trouble; the HTTP status where the answer had no body; or nothing."""
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
        return f"the storage at {_address()} is not reachable; see S3_ENDPOINT_URL"
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
    """Some servers call a wrong clock a denied access, and tell the truth in the text alone."""
    text = error.response.get("Error", {}).get("Message", "")
    return "difference between the request time" in text


def _region_in(response: dict[str, Any]) -> str:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    found = response.get("Error", {}).get("Region") or headers.get("x-amz-bucket-region") or ""
    return str(found)


def _address() -> str:
    return settings.S3_ENDPOINT_URL or f"Amazon in {settings.S3_REGION}"
