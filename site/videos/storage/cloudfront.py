"""Signed URLs of CloudFront, if it is in front of the bucket.

A canned policy: one URL, until a fixed time. Source: "Create a signed URL using a canned
policy", Amazon CloudFront Developer Guide. Its signatures are made with SHA-1, whatever the key.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from videos.storage.contract import StorageTrouble
from videos.storage.window import ends_at

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Sign = Callable[[bytes], bytes]
_HASH = SHA1()  # noqa: S303 - CloudFront's choice; what is signed is ours alone


class KeyTrouble(StorageTrouble):
    """CLOUDFRONT_KEY_FILE cannot be used; the text says why."""


def signed_url(key: str, *, seconds: int, viewer: str) -> str:
    """Valid for at least `seconds` and at most twice that; the same throughout its window.

    `key` is the object's full key in the bucket. `viewer` appears in CloudFront's log, in case a
    URL is passed on. Raises KeyTrouble.
    """
    url = f"https://{settings.CLOUDFRONT_DOMAIN}/{quote(key, safe='/~')}?x-viewer={quote(viewer)}"
    until = datetime.fromtimestamp(ends_at(seconds), UTC)
    signed: str = signer().generate_presigned_url(url, date_less_than=until)
    return signed


def signer() -> CloudFrontSigner:
    """The key is read once per process. Raises KeyTrouble."""
    return _signer(str(settings.CLOUDFRONT_KEY_ID), str(settings.CLOUDFRONT_KEY_FILE))


@cache
def _signer(key_id: str, key_file: str) -> CloudFrontSigner:
    return CloudFrontSigner(key_id, _signing_with(_read(Path(key_file))))


def _read(path: Path) -> Key:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise KeyTrouble(f"CLOUDFRONT_KEY_FILE cannot be read: {error}") from error
    except (ValueError, TypeError) as error:
        raise KeyTrouble(f"CLOUDFRONT_KEY_FILE ({path}) has no plain PEM private key") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size == 2048:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise KeyTrouble(f"CLOUDFRONT_KEY_FILE ({path}) is neither RSA 2048 nor ECDSA P-256")


def _signing_with(key: Key) -> Sign:
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda policy: key.sign(policy, padding.PKCS1v15(), _HASH)
    # Deterministic (RFC 6979): the same policy gives the same URL, so browsers can cache.
    return lambda policy: key.sign(policy, ec.ECDSA(_HASH, deterministic_signing=True))
