"""What pages may load from and send to, for each way of naming a bucket."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.architecture.ladder import ROOT

ASK = """
import json, django
django.setup()
from django.conf import settings
from core.bucket.links import bucket_address
from core.middleware import admin_policy
site = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
print(json.dumps({
    "origins": settings.MEDIA_ORIGINS,
    "address": bucket_address(),
    "site": [site[name] for name in ("img-src", "media-src", "connect-src")],
    "admin": [admin_policy()[name] for name in ("img-src", "connect-src")],
    "files": settings.STORAGES["default"]["BACKEND"],
}))
"""


def _settled(**knobs: str) -> dict[str, Any]:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PRACTIKA_DOTENV": os.devnull,
        "MEDIA_STORAGE": "s3",
        "S3_BUCKET": "clips",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=environ | knobs,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize(
    ("knobs", "origin", "address"),
    [
        (
            {"S3_REGION": "eu-central-1"},
            "https://clips.s3.eu-central-1.amazonaws.com",
            "https://clips.s3.eu-central-1.amazonaws.com/",
        ),
        (
            {},
            "https://clips.s3.us-east-1.amazonaws.com",
            "https://clips.s3.us-east-1.amazonaws.com/",
        ),
        (
            {"S3_BUCKET": "my.clips", "S3_REGION": "eu-west-1"},
            "https://s3.eu-west-1.amazonaws.com",
            "https://s3.eu-west-1.amazonaws.com/my.clips/",
        ),
        (
            {"S3_REGION": "cn-north-1"},
            "https://clips.s3.cn-north-1.amazonaws.com.cn",
            "https://clips.s3.cn-north-1.amazonaws.com.cn/",
        ),
        (
            {"S3_ENDPOINT_URL": "http://minio:9000"},
            "http://minio:9000",
            "http://minio:9000/clips/",
        ),
        (
            {
                "S3_ENDPOINT_URL": "http://minio:9000",
                "S3_PUBLIC_ENDPOINT_URL": "https://media.example/",
            },
            "https://media.example",
            "https://media.example/clips/",
        ),
    ],
)
def test_pages_may_use_the_bucket_and_no_other_host(
    knobs: dict[str, str], origin: str, address: str
) -> None:
    told = _settled(**knobs)

    assert (told["origins"], told["address"]) == ([origin], address)
    for sources in told["site"] + told["admin"]:
        assert [one for one in sources if one.startswith("http")] == [origin]


def test_cloudfront_is_allowed_beside_the_bucket() -> None:
    told = _settled(
        CLOUDFRONT_DOMAIN="d1.cloudfront.net", CLOUDFRONT_KEY_ID="K1", CLOUDFRONT_KEY_FILE="/key"
    )

    assert told["origins"] == [
        "https://clips.s3.us-east-1.amazonaws.com",
        "https://d1.cloudfront.net",
    ]


def test_a_local_storage_allows_nothing_more() -> None:
    told = _settled(MEDIA_STORAGE="local")

    assert told["origins"] == []
    assert told["files"] == "core.stored_names.LocalFiles"
    assert told["site"][2] == ["'self'"]
