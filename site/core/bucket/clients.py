"""boto3 clients, created once per process. Threads may share them, but not forked processes."""

import os
import threading
import time
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from django.conf import settings

CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 30, 4
"""The longest wait of one call is tries × (connect + read), plus the pauses in between."""
PATIENT_SECONDS = 120

REST_SECONDS = 0.0
"""How long a server that timed out is not called again."""
_rest = {"until": 0.0}

_making = threading.RLock()


def hurry() -> None:
    """For processes that serve pages: each waiting request holds one of a few threads, and a bucket
    that hangs must not block them all."""
    global READ_SECONDS, TRIES, REST_SECONDS
    READ_SECONDS, TRIES, REST_SECONDS = 10, 2, 10.0


def note(error: Exception) -> None:
    """After one timeout, no further calls are made for a while."""
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        _rest["until"] = time.monotonic() + REST_SECONDS


def _refuse_while_it_rests() -> None:
    if time.monotonic() < _rest["until"]:
        raise ConnectTimeoutError(endpoint_url=str(settings.S3_ENDPOINT_URL))


def server_client() -> Any:
    """For this process's own calls. Raises ConnectTimeoutError for a while after a timeout."""
    _refuse_while_it_rests()
    return _shared(str(settings.S3_ENDPOINT_URL), str(settings.S3_REGION))


def patient_client() -> Any:
    """For calls that take longer for larger objects: completing and copying uploads."""
    _refuse_while_it_rests()
    return _shared(str(settings.S3_ENDPOINT_URL), str(settings.S3_REGION), PATIENT_SECONDS)


def signing_client() -> Any:
    """For URLs that browsers use. It only signs and never connects."""
    return _shared(str(settings.S3_PUBLIC_ENDPOINT_URL), str(settings.S3_REGION))


def credentials() -> Any:
    """The current signing credentials; boto3 renews those of a role by itself. None if there are
    none."""
    found = _session().get_credentials()
    return found.get_frozen_credentials() if found else None


def forget() -> None:
    """Drops the clients, for example after the credentials were changed."""
    _client.cache_clear()
    _session.cache_clear()
    _rest["until"] = 0.0


def _shared(endpoint_url: str, region: str, read_seconds: int = 0) -> Any:
    # Creating sessions and clients is not thread-safe; using clients is.
    with _making:
        return _client(endpoint_url, region, bool(settings.S3_PATH_STYLE), read_seconds)


@cache
def _session() -> Any:
    return boto3.session.Session()


@cache
def _client(endpoint_url: str, region: str, path_style: bool, read_seconds: int) -> Any:
    return _session().client(
        "s3",
        region_name=region,
        endpoint_url=endpoint_url or None,
        config=config("path" if path_style else "virtual", read_seconds),
    )


def config(addressing_style: str = "", read_seconds: int = 0) -> Config:
    style = addressing_style or ("path" if settings.S3_PATH_STYLE else "virtual")
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds or READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=32,
        tcp_keepalive=True,
        # Otherwise every PUT carries a CRC32 trailer, which servers other than Amazon's can't read.
        # We check by MD5 and size.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _in_child() -> None:
    forget()
    _making.release()


# Held during the fork: a lock held by another thread would stay locked in the child for ever.
os.register_at_fork(
    before=_making.acquire, after_in_parent=_making.release, after_in_child=_in_child
)
