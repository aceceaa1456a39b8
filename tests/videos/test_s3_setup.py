"""Preparing the bucket: on a server that supports everything, and on one that does not."""

import json
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.management import CommandError, call_command

from core.bucket import clients
from videos.storage import get_storage
from videos.storage.s3 import rules

KINDS = ["public access", "ownership", "CORS", "lifecycle", "encryption"]


@pytest.fixture
def bucket(moto_bucket: Any, settings: Any) -> str:
    """A new one for each test, because the settings are those of the whole bucket."""
    settings.S3_BUCKET = f"fresh-{settings.S3_PREFIX[-12:]}"
    settings.BASE_URL = "https://portal.example"
    settings.CSRF_TRUSTED_ORIGINS = ["https://other.example:8443", "https://portal.example"]
    return str(settings.S3_BUCKET)


def _setup(*arguments: str) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("s3_setup", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def _outcomes(lines: list[str]) -> dict[str, str]:
    return {line[:15].strip(): line[16:30].strip() for line in lines}


def test_everything_is_set_once(bucket: str) -> None:
    code, lines = _setup("--create")
    assert (code, _outcomes(lines)) == (0, {"bucket": "created"} | dict.fromkeys(KINDS, "set"))

    code, lines = _setup()
    assert (code, _outcomes(lines)) == (0, dict.fromkeys(KINDS, "unchanged"))


def test_the_bucket_has_what_was_reported(bucket: str) -> None:
    _setup("--create")
    client = clients.server_client()

    cors = client.get_bucket_cors(Bucket=bucket)["CORSRules"]
    lifecycle = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    blocked = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]

    assert [rule["AllowedOrigins"] for rule in cors] == [
        ["https://portal.example", "https://other.example:8443"]
    ]
    assert cors[0]["ExposeHeaders"][0] == "ETag"
    assert {rule["ID"]: rule.get("Filter", {}).get("Prefix") for rule in lifecycle} == {
        "practika-abandoned-parts": f"{get_storage().place.prefix}/",
        "practika-abandoned-uploads": f"{get_storage().place.prefix}/uploads/",
        "practika-erased": f"{get_storage().place.prefix}/",
    }
    assert set(blocked.values()) == {True}


def test_what_others_set_stays(bucket: str) -> None:
    client = clients.server_client()
    client.create_bucket(Bucket=bucket)
    theirs = {
        "ID": "logs",
        "Status": "Enabled",
        "Filter": {"Prefix": "logs/"},
        "Expiration": {"Days": 9},
    }
    client.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [theirs]}
    )
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "theirs"}
    client.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": kms}]},
    )

    code, lines = _setup()

    kept = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert code == 0
    assert len(kept) == 4
    assert "logs" in {rule["ID"] for rule in kept}
    assert _outcomes(lines)["encryption"] == "unchanged"


def test_a_changed_rule_is_restored(bucket: str) -> None:
    _setup("--create")
    open_to_all = {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}
    clients.server_client().put_bucket_cors(
        Bucket=bucket, CORSConfiguration={"CORSRules": [open_to_all]}
    )

    code, lines = _setup()

    assert (code, _outcomes(lines)["CORS"]) == (0, "set")


def test_versioning_is_reported(bucket: str) -> None:
    client = clients.server_client()
    client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    assert _outcomes(_setup()[1])["versions"] == "note"


def test_a_dry_run_prints_and_changes_nothing(bucket: str, settings: Any) -> None:
    settings.S3_ENDPOINT_URL, there = "", settings.S3_ENDPOINT_URL

    code, lines = _setup("--dry-run")

    settings.S3_ENDPOINT_URL = there
    wanted = json.loads("\n".join(lines))
    deny = wanted["bucket_policy"]["Statement"][0]
    assert (code, wanted["bucket"], deny["Effect"]) == (0, bucket, "Deny")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    with pytest.raises(ClientError):
        clients.server_client().head_bucket(Bucket=bucket)


def test_the_policy_is_added_to_that_of_others(bucket: str, settings: Any) -> None:
    client = clients.server_client()
    client.create_bucket(Bucket=bucket)
    theirs = {"Sid": "CloudFront", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
              "Resource": f"arn:aws:s3:::{bucket}/*"}  # fmt: skip
    existing = json.dumps({"Version": "2012-10-17", "Statement": [theirs]})
    client.put_bucket_policy(Bucket=bucket, Policy=existing)
    settings.S3_ENDPOINT_URL, there = "https://s3.example", settings.S3_ENDPOINT_URL
    (policy,) = rules.policy()
    settings.S3_ENDPOINT_URL = there

    policy.apply(client, bucket)
    policy.apply(client, bucket)

    kept = json.loads(client.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert [one["Sid"] for one in kept] == ["CloudFront", "PractikaTlsOnly"]
    assert policy.holds(client, bucket)


def test_without_tls_no_policy_locks_us_out(settings: Any) -> None:
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9000"

    assert rules.policy() == []


def test_a_server_without_support_is_reported(rclone_bucket: Any) -> None:
    code, lines = _setup()

    assert code == 2
    assert list(_outcomes(lines)) == KINDS
    assert set(_outcomes(lines).values()) <= {"NOT SUPPORTED", "NOT KEPT"}


def test_a_missing_bucket_is_created_only_on_request(bucket: str) -> None:
    with pytest.raises(CommandError, match="use --create to create it"):
        _setup()


def test_wrong_credentials_are_one_sentence(
    rclone_bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    clients.forget()

    with pytest.raises(CommandError, match="cannot be reached: the storage refuses"):
        _setup()


def test_on_a_local_storage_there_is_nothing_to_do(settings: Any) -> None:
    settings.MEDIA_STORAGE = "local"

    with pytest.raises(CommandError, match="MEDIA_STORAGE is not s3"):
        _setup()
