"""Signing what a player fetches for one video: a master, and a playlist for each of 4 renditions.

Ten minutes in segments of two seconds, so that an address stands 301 times in each playlist.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client, override_settings

from accounts.models import User
from scripts.bench.clock import median_ms
from scripts.testbed.table import Row
from videos.models import AssetState, Rendition, VideoAsset
from videos.watching import delivery, playlists

NO_MORE_THAN_MS = 10
TIMES = 50
SEGMENTS = [[2.0, 800 + n * 900_000, 900_000] for n in range(300)]
LADDER = {"1080p": (1920, 1080), "720p": (1280, 720), "480p": (854, 480), "360p": (640, 360)}
BUCKET = {
    "VIDEO_STORAGE": "videos.storage.s3.S3Storage",
    "S3_BUCKET": "recordings",
    "S3_REGION": "eu-central-1",
    "S3_PREFIX": "portal",
}
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "A" * 20, "AWS_SECRET_ACCESS_KEY": "s" * 40}


def rows(home: Path) -> list[Row]:
    user = User.objects.create_user(email="viewer@bench.example", password=None)
    asset = _asset(user)
    found = [_row(name, user, asset, around) for name, around in _storages(home).items()]
    return [*found, _answered(user, asset)]


def signed_set(user: User, renditions: list[Rendition]) -> list[str]:
    """The five texts; nothing is asked of the database."""
    master = playlists.master(renditions, lambda rendition: f"{rendition.name}.m3u8")
    return [master, *(_media(user, rendition) for rendition in renditions)]


def _media(user: User, rendition: Rendition) -> str:
    to = delivery.signed_address(user, rendition)
    return playlists.media(rendition, to.url, good_for=to.good_for)


def _row(name: str, user: User, asset: VideoAsset, around: Callable[[], object]) -> Row:
    renditions = list(asset.renditions.select_related("asset"))
    with around():  # type: ignore[attr-defined]
        value = median_ms(lambda: signed_set(user, renditions), times=TIMES)
    title = f"signing a playlist set of 4 renditions × 10 minutes, {name}"
    return Row(title, value, "ms", most=NO_MORE_THAN_MS)


def _answered(user: User, asset: VideoAsset) -> Row:
    """For comparison: five requests, each with session, permission and queries."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    urls = [delivery.hls_url(asset), *(f"/videos/{asset.pk}/{name}.m3u8" for name in LADDER)]
    value = median_ms(lambda: [client.get(url).content for url in urls], times=TIMES)
    return Row("the same as five answers of the portal, local", value, "ms")


def _storages(home: Path) -> dict[str, Callable[[], object]]:
    return {
        "local": lambda: override_settings(VIDEO_STORAGE="videos.storage.local.LocalStorage"),
        "S3": _bucket,
        "CloudFront, RSA 2048": lambda: _cloudfront(home),
    }


@contextmanager
def _bucket() -> Iterator[None]:
    with override_settings(**BUCKET, CLOUDFRONT_DOMAIN=""), patch.dict(os.environ, CREDENTIALS):
        yield


@contextmanager
def _cloudfront(home: Path) -> Iterator[None]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = home / "cloudfront.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with override_settings(
        **BUCKET,
        CLOUDFRONT_DOMAIN="d111111abcdef8.cloudfront.net",
        CLOUDFRONT_KEY_ID="K2JCJMDEHXQW5F",
        CLOUDFRONT_KEY_FILE=str(path),
    ):
        yield


def _asset(owner: User) -> VideoAsset:
    asset = VideoAsset.objects.create(
        owner=owner, duration_ms=600_000, processing_status=AssetState.READY
    )
    for name, (width, height) in LADDER.items():
        Rendition.objects.create(
            asset=asset,
            name=name,
            width=width,
            height=height,
            codecs="avc1.64001f,mp4a.40.2",
            bandwidth=height * 5000,
            average_bandwidth=height * 4000,
            duration_ms=600_000,
            size_bytes=300 * 900_000,
            index={"init": [0, 800], "segments": SEGMENTS},
        )
    return asset
