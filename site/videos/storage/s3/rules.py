"""The bucket's own configuration: who may access it, from which pages, and what it removes.

Other people's rules in the same bucket are kept; ours have names that begin with `practika`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from django.conf import settings

from core.bucket.trouble import code_of, status_of

OURS = "practika"
NOT_SUPPORTED = frozenset({"NotImplemented", "MethodNotAllowed", "XNotImplemented"})
# rclone mistakes every PUT to a bucket for its creation.
NOT_UNDERSTOOD = frozenset({"BucketAlreadyExists", "BucketAlreadyOwnedByYou"})

DAYS_WITHOUT_WORKERS = 30
"""Uploads wait at their upload key until a worker takes them over. The sweep removes abandoned ones
sooner; the bucket's own rule is for a portal that no longer runs."""

Merge = Callable[[Any], Any]


@dataclass(frozen=True)
class Rule:
    """`wanted` must be part of the bucket's answer; `merged` adds it to what is there."""

    name: str
    why: str
    noun: str
    argument: str
    wanted: Any
    merged: Merge
    answer: str = ""

    def found(self, client: Any, bucket: str) -> Any:
        """What the bucket has now; None if it has nothing, or does not support it."""
        try:
            answer = getattr(client, f"get_{self.noun}")(Bucket=bucket)
        except ClientError as error:
            if status_of(error) in (404, 405, 501):
                return None
            raise
        return _read(answer, self.answer or self.argument)

    def holds(self, client: Any, bucket: str) -> bool:
        return covers(self.found(client, bucket), self.wanted)

    def apply(self, client: Any, bucket: str) -> None:
        sent = self.merged(self.found(client, bucket))
        value = json.dumps(sent) if self.argument == "Policy" else sent
        getattr(client, f"put_{self.noun}")(Bucket=bucket, **{self.argument: value})


def is_not_supported(error: Exception) -> bool:
    codes = NOT_SUPPORTED | NOT_UNDERSTOOD
    return code_of(error) in codes or status_of(error) in (405, 501)


def covers(found: Any, wanted: Any) -> bool:
    """Whether everything wanted is there; anything else does not matter."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            covers(found.get(name), value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        there = found if isinstance(found, list) else []
        return all(any(covers(one, value) for one in there) for value in wanted)
    return bool(found == wanted)


def all_rules() -> list[Rule]:
    """In the order in which they are applied."""
    return [public_access(), ownership(), *policy(), cors(), lifecycle(), encryption()]


def public_access() -> Rule:
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return _plain(
        "public access",
        "nobody can read anything without a link from us",
        "public_access_block",
        "PublicAccessBlockConfiguration",
        dict.fromkeys(names, True),
    )


def ownership() -> Rule:
    return _plain(
        "ownership",
        "no object has permissions of its own",
        "bucket_ownership_controls",
        "OwnershipControls",
        {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    )


def policy() -> list[Rule]:
    """None if we ourselves connect without TLS: it would lock us out."""
    if settings.S3_ENDPOINT_URL.startswith("http://"):
        return []
    arn = f"arn:{_partition()}:s3:::{settings.S3_BUCKET}"
    statement = {
        "Sid": f"{OURS.capitalize()}TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    wanted = {"Statement": [statement]}

    def merged(found: Any) -> Any:
        others = _without_ours((found or {}).get("Statement", []), "Sid")
        return {"Version": "2012-10-17", **(found or {}), "Statement": [*others, statement]}

    why = "nothing is sent unencrypted"
    return [Rule("policy", why, "bucket_policy", "Policy", wanted, merged)]


def cors() -> Rule:
    rule = {
        "ID": f"{OURS}-pages",
        "AllowedOrigins": origins(),
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Content-Length", "Content-Range", "Accept-Ranges"],
        "MaxAgeSeconds": 3600,
    }
    why = "the portal's pages can upload, and players can read"
    return _list_of_rules("CORS", why, "bucket_cors", "CORSConfiguration", "CORSRules", [rule])


def lifecycle() -> Rule:
    prefix = f"{settings.S3_PREFIX}/" if settings.S3_PREFIX else ""
    days = ceil(settings.UPLOAD_KEEP_SECONDS / 86400) + DAYS_WITHOUT_WORKERS
    rules = [
        {
            "ID": f"{OURS}-abandoned-parts",
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": days},
        },
        {
            "ID": f"{OURS}-abandoned-uploads",
            "Status": "Enabled",
            "Filter": {"Prefix": f"{prefix}uploads/"},
            "Expiration": {"Days": days},
        },
        {
            # In a versioned bucket, erased files would otherwise stay for ever.
            "ID": f"{OURS}-erased",
            "Status": "Enabled",
            "Filter": {"Prefix": prefix},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
        },
    ]
    why = "abandoned uploads and erased files are removed"
    noun, argument = "bucket_lifecycle_configuration", "LifecycleConfiguration"
    return _list_of_rules("lifecycle", why, noun, argument, "Rules", rules)


def encryption() -> Rule:
    """Any will do: a KMS key that is already set is better than ours, and stays."""
    ours = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    some: dict[str, Any] = {"Rules": [{"ApplyServerSideEncryptionByDefault": {}}]}
    argument = "ServerSideEncryptionConfiguration"
    why = "objects are encrypted at rest"
    return Rule("encryption", why, "bucket_encryption", argument, some, lambda found: found or ours)


def origins() -> list[str]:
    """Origins of the portal's pages, as browsers send them."""
    known = [settings.BASE_URL, *settings.CSRF_TRUSTED_ORIGINS]
    found = [f"{url.scheme}://{url.netloc}" for url in map(urlsplit, known) if url.netloc]
    return list(dict.fromkeys(found))


def _plain(name: str, why: str, noun: str, argument: str, wanted: Any) -> Rule:
    return Rule(name, why, noun, argument, wanted, lambda _found: wanted)


def _list_of_rules(
    name: str, why: str, noun: str, argument: str, key: str, rules: list[dict[str, Any]]
) -> Rule:
    def merged(found: Any) -> Any:
        return {key: [*_without_ours((found or {}).get(key, []), "ID"), *rules]}

    return Rule(name, why, noun, argument, {key: rules}, merged, answer="*")


def _without_ours(rules: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [one for one in rules if not str(one.get(name, "")).lower().startswith(OURS)]


def _read(found: dict[str, Any], name: str) -> Any:
    if name == "*":
        return {key: value for key, value in found.items() if key != "ResponseMetadata"}
    value = found.get(name)
    if name != "Policy":
        return value
    try:
        return json.loads(value or "{}")
    except ValueError:
        return None


def _partition() -> str:
    region = settings.S3_REGION
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
