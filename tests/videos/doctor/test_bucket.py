"""The doctor at the bucket, against servers that check signatures and servers that know CORS."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from core.bucket import clients
from core.doctor import Finding
from scripts.services import S3, Moto
from scripts.services.ports import free_port
from tests.plugins.buckets import with_bucket
from videos.doctor import bucket
from videos.doctor import storage as storage_checks

ORIGIN = "https://practika.example"


def findings() -> list[Finding]:
    clients.forget()
    return list(storage_checks.storage())


def failures() -> list[str]:
    return [f"{one.text} → {one.fix}" for one in findings() if not one.ok]


@pytest.fixture
def open_bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """One that allows requests from our pages."""
    settings.BASE_URL = ORIGIN
    with S3(origin=ORIGIN) as server:
        with_bucket(server, settings, monkeypatch)
        yield server
    clients.forget()


def test_a_good_bucket_passes_and_stays_clean(open_bucket: S3) -> None:
    assert failures() == []
    assert [path for path in open_bucket.objects.rglob("*") if path.is_file()] == []


def test_an_oversized_part_is_really_sent_and_refused(open_bucket: S3) -> None:
    assert "a part larger than its signature allows is refused (403)" in [
        one.text for one in findings()
    ]


def test_pages_of_another_origin_are_refused(open_bucket: S3, settings: Any) -> None:
    settings.BASE_URL = "https://elsewhere.example"

    (failure,) = failures()

    assert "pages at https://elsewhere.example may not use PUT or GET here (CORS)" in failure
    assert "s3_setup" in failure


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("AWS_SECRET_ACCESS_KEY", "the secret key is wrong"),
        ("AWS_ACCESS_KEY_ID", "does not know the access key"),
    ],
)
def test_wrong_credentials_are_one_line(
    rclone_bucket: S3, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv(name, "nonsense")

    (failure,) = failures()

    assert said in failure
    assert "AWS_SECRET_ACCESS_KEY" in failure


def test_no_credentials_are_one_line(rclone_bucket: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    (failure,) = failures()

    assert "there are no credentials" in failure


def test_a_missing_bucket_is_one_line(rclone_bucket: S3, settings: Any) -> None:
    settings.S3_BUCKET = "nowhere"

    (failure,) = failures()

    assert "no bucket nowhere" in failure


def test_an_unreachable_server_is_one_line(rclone_bucket: S3, settings: Any) -> None:
    settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{free_port()}"

    (failure,) = failures()

    assert "is not reachable → check S3_ENDPOINT_URL" in failure


def test_a_clock_that_is_wrong_is_one_line(
    rclone_bucket: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    def an_hour_ahead(remove_tzinfo: bool = True) -> datetime.datetime:
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
        return now.replace(tzinfo=None) if remove_tzinfo else now

    monkeypatch.setattr("botocore.auth.get_current_datetime", an_hour_ahead)

    (failure,) = failures()

    assert "clock is wrong → set it" in failure


def test_another_region_is_one_line(moto_bucket: Moto, settings: Any) -> None:
    there = moto_bucket.client()
    place = {"LocationConstraint": "eu-west-1"}
    there.create_bucket(Bucket="in-europe", CreateBucketConfiguration=place)
    settings.S3_BUCKET = "in-europe"

    assert any("set S3_REGION=eu-west-1" in failure for failure in failures())


def test_a_server_that_takes_oversized_parts_fails(moto_bucket: Moto) -> None:
    assert [one for one in failures() if "larger than its signature allows was accepted" in one]


def test_a_missing_lifecycle_rule_is_reported(moto_bucket: Moto) -> None:
    before = [one.level for one in findings() if "abandoned uploads" in one.text]
    rule = {
        "ID": "abandoned",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 2},
    }
    moto_bucket.client().put_bucket_lifecycle_configuration(
        Bucket=moto_bucket.bucket, LifecycleConfiguration={"Rules": [rule]}
    )
    after = [one.level for one in findings() if "abandoned uploads" in one.text]
    moto_bucket.client().delete_bucket_lifecycle(Bucket=moto_bucket.bucket)

    assert (before, after) == (["note"], ["ok"])


class Closed:
    """A client that may use the bucket, but not read the lifecycle rules."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get_bucket_lifecycle_configuration(self, **_bucket: str) -> None:
        raise self.error


def test_an_unreadable_lifecycle_is_not_reported_as_missing(settings: Any) -> None:
    settings.S3_BUCKET = "practika"
    denied: Any = {
        "Error": {"Code": "AccessDenied"},
        "ResponseMetadata": {"HTTPStatusCode": 403},
    }
    (closed,) = bucket._lifecycle(Closed(ClientError(denied, "GetBucketLifecycleConfiguration")))
    (away,) = bucket._lifecycle(Closed(EndpointConnectionError(endpoint_url="http://s3")))

    assert "no permission to read" in closed.text
    assert closed.fix == "give the credentials s3:GetLifecycleConfiguration"
    assert "is not reachable" in away.text
    assert [one.text for one in (closed, away) if "no lifecycle rule" in one.text] == []
