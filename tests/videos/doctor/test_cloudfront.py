"""The doctor on CloudFront's key."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from core.doctor import Finding
from videos.doctor.cloudfront import cloudfront


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    path = tmp_path / "cloudfront.pem"
    settings.MEDIA_STORAGE = "s3"
    settings.CLOUDFRONT_DOMAIN, settings.CLOUDFRONT_KEY_ID = "media.portal.example", "K1"
    settings.CLOUDFRONT_KEY_FILE = str(path)
    return path


def _found() -> list[Finding]:
    return list(cloudfront())


def test_a_key_that_signs_passes(key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    (finding,) = _found()

    assert (finding.level, finding.text) == (
        "ok",
        "URLs at media.portal.example are signed with K1",
    )


def test_a_key_that_is_not_there_is_named(key_file: Path) -> None:
    (finding,) = _found()

    assert finding.level == "fail"
    assert str(key_file) in finding.text
    assert "CLOUDFRONT_KEY_FILE" in finding.fix


def test_without_a_bucket_it_is_useless(key_file: Path, settings: Any) -> None:
    settings.MEDIA_STORAGE = "local"

    assert [finding.level for finding in _found()] == ["fail", "fail"]


def test_nothing_is_reported_if_it_is_not_set_up(settings: Any) -> None:
    settings.CLOUDFRONT_DOMAIN = ""

    assert _found() == []
