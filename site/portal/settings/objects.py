"""The bucket, if MEDIA_STORAGE is s3. Credentials come only from where boto3 looks for them: the
environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or the machine's role."""

import sys
from urllib.parse import urlsplit

from portal.settings.env import knob, reader, text
from portal.settings.video import MEDIA_STORAGE


def _address(name: str, default: str) -> str:
    url = reader.str(name, default).rstrip("/")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("it must begin with https:// or http://")
    return url


S3_BUCKET = text("S3_BUCKET")
S3_REGION = text("S3_REGION") or "us-east-1"
S3_PREFIX = text("S3_PREFIX").strip("/")
# Empty means Amazon's own. The public one differs if browsers reach the bucket by another name.
S3_ENDPOINT_URL = knob(_address, "S3_ENDPOINT_URL", "")
S3_PUBLIC_ENDPOINT_URL = knob(_address, "S3_PUBLIC_ENDPOINT_URL", "") or S3_ENDPOINT_URL
# Other servers address a bucket by path; a name with dots matches no certificate as a host name.
S3_PATH_STYLE = bool(S3_ENDPOINT_URL or S3_PUBLIC_ENDPOINT_URL) or "." in S3_BUCKET
CLOUDFRONT_DOMAIN = text("CLOUDFRONT_DOMAIN")
CLOUDFRONT_KEY_ID = text("CLOUDFRONT_KEY_ID")
CLOUDFRONT_KEY_FILE = text("CLOUDFRONT_KEY_FILE")

if MEDIA_STORAGE == "s3" and not S3_BUCKET:
    sys.exit("Practika cannot start: MEDIA_STORAGE is s3, so set S3_BUCKET to the bucket's name.")
if bool(CLOUDFRONT_DOMAIN) != bool(CLOUDFRONT_KEY_ID and CLOUDFRONT_KEY_FILE):
    sys.exit(
        "Practika cannot start: set CLOUDFRONT_DOMAIN, CLOUDFRONT_KEY_ID and CLOUDFRONT_KEY_FILE "
        "together or not at all."
    )


def _bucket_origin() -> str:
    """The bucket's origin, as browsers see it."""
    if S3_PUBLIC_ENDPOINT_URL:
        address = urlsplit(S3_PUBLIC_ENDPOINT_URL)
        return f"{address.scheme}://{address.netloc}"
    host = f"s3.{S3_REGION}.amazonaws.com" + (".cn" if S3_REGION.startswith("cn-") else "")
    return f"https://{host}" if S3_PATH_STYLE else f"https://{S3_BUCKET}.{host}"


# What pages may load media from and send them to, besides the portal itself.
MEDIA_ORIGINS = [_bucket_origin()] if MEDIA_STORAGE == "s3" else []
if CLOUDFRONT_DOMAIN:
    MEDIA_ORIGINS.append(f"https://{CLOUDFRONT_DOMAIN}")
