"""CloudFront's signed URLs, checked as CloudFront checks them: with the public key."""

import base64
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from accounts.models import User
from videos.storage import StorageTrouble, cloudfront, window
from videos.storage.s3 import S3Storage
from videos.storage.s3.place import Place

KEY = "portal/videos/0a1b/renditions/720p ü.mp4"
NOW = 1_000_000.0
OURS = ("Expires", "Signature", "Key-Pair-Id")


def _write(private_key: Any, path: Path) -> Path:
    path.write_bytes(
        private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    return path


def _rsa(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def _ecdsa() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(params=["rsa", "ecdsa"])
def private_key(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Any:
    key = {"rsa": _rsa, "ecdsa": _ecdsa}[request.param]()
    settings.CLOUDFRONT_DOMAIN = "media.portal.example"
    settings.CLOUDFRONT_KEY_ID = "K2JCJMDEHXQW5F"
    settings.CLOUDFRONT_KEY_FILE = str(_write(key, tmp_path / "cloudfront.pem"))
    return key


def _verify(public_key: Any, url: str) -> dict[str, Any]:
    """What CloudFront does: makes the canned policy of the address, and checks its signature."""
    base, given = url.partition("Expires=")[0].rstrip("?&"), parse_qs(urlsplit(url).query)
    until = int(given["Expires"][0])
    condition = {"DateLessThan": {"AWS:EpochTime": until}}
    policy = {"Statement": [{"Resource": base, "Condition": condition}]}
    signed = json.dumps(policy, separators=(",", ":")).encode()
    text = given["Signature"][0].translate(str.maketrans("-_~", "+=/"))
    _check(public_key, base64.b64decode(text, validate=True), signed)
    return policy


def _check(public_key: Any, signature: bytes, signed: bytes) -> None:
    if isinstance(public_key, rsa.RSAPublicKey):
        public_key.verify(signature, signed, padding.PKCS1v15(), SHA1())  # noqa: S303
    else:
        public_key.verify(signature, signed, ec.ECDSA(SHA1()))  # noqa: S303


def _url(**values: Any) -> str:
    return cloudfront.signed_url(**{"key": KEY, "seconds": 120, "viewer": "v1"} | values)


def test_the_public_key_finds_the_policy_signed(
    private_key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "time", lambda: NOW)

    url = _url()

    (statement,) = _verify(private_key.public_key(), url)["Statement"]
    assert statement["Resource"] == (
        "https://media.portal.example/portal/videos/0a1b/renditions/720p%20%C3%BC.mp4?x-viewer=v1"
    )
    left = statement["Condition"]["DateLessThan"]["AWS:EpochTime"] - NOW
    assert 120 <= left <= 240
    assert parse_qs(urlsplit(url).query)["Key-Pair-Id"] == ["K2JCJMDEHXQW5F"]


def test_a_changed_url_is_no_longer_signed(private_key: Any) -> None:
    public_key, url = private_key.public_key(), _url()
    until = parse_qs(urlsplit(url).query)["Expires"][0]
    for wrong in (
        url.replace("720p", "1080p"),
        url.replace("media.portal", "media.other"),
        url.replace(f"Expires={until}", f"Expires={int(until) + 1}"),
        url.replace("x-viewer=v1", "x-viewer=v2"),
    ):
        assert wrong != url
        with pytest.raises(InvalidSignature):
            _verify(public_key, wrong)
    for other in (_rsa(), _ecdsa()):
        if type(other) is type(private_key):
            with pytest.raises(InvalidSignature):
                _verify(other.public_key(), url)


def test_there_is_one_url_per_window_and_viewer(
    private_key: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for later in (0.1, 60, 119.9, 120.1):
        monkeypatch.setattr(window, "time", lambda later=later: NOW - NOW % 120 + later)
        found.append(_url())

    assert len(set(found[:3])) == 1
    assert found[3] != found[0]
    assert _url(viewer="v2") != _url(viewer="v1")


def test_the_key_is_read_once(private_key: Any, settings: Any) -> None:
    first = _url()
    Path(settings.CLOUDFRONT_KEY_FILE).unlink()

    assert urlsplit(_url()).path == urlsplit(first).path


def test_the_bucket_hands_out_cloudfronts_addresses(
    private_key: Any, settings: Any, student: User, stranger: User
) -> None:
    storage = S3Storage(Place("recordings", "portal"))

    url = storage.download_url("videos/0a1b/poster.jpg", student, seconds=120)

    assert urlsplit(url)[:3] == ("https", "media.portal.example", "/portal/videos/0a1b/poster.jpg")
    _verify(private_key.public_key(), url)
    assert url != storage.download_url("videos/0a1b/poster.jpg", stranger, seconds=120)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (None, "cannot be read"),
        (lambda path: path.write_text("hello"), "has no plain PEM private key"),
        (lambda path: _write(_rsa(4096), path), "neither RSA 2048 nor ECDSA P-256"),
        (lambda path: _write(dsa.generate_private_key(2048), path), "neither RSA 2048 nor"),
    ],
)
def test_an_unusable_key_is_reported(settings: Any, tmp_path: Path, make: Any, said: str) -> None:
    settings.CLOUDFRONT_DOMAIN, settings.CLOUDFRONT_KEY_ID = "media.portal.example", "K1"
    path = tmp_path / f"key-{os.urandom(4).hex()}.pem"
    settings.CLOUDFRONT_KEY_FILE = str(path)
    if make:
        make(path)

    with pytest.raises(StorageTrouble) as trouble:
        _url()

    assert said in str(trouble.value)
    assert str(path) in str(trouble.value)
