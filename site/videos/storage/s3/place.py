"""The bucket and the folder in it; every call to the server goes through here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import urllib3
from botocore.exceptions import BotoCoreError, ClientError

from core.bucket import clients
from core.bucket.trouble import MISSING_CODES, code_of, in_words, status_of
from videos.storage.contract import MissingObject, StorageFull, StorageTrouble

FAULTS = (BotoCoreError, ClientError, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError)
DAMAGED_CODES = frozenset({"BadDigest", "XAmzContentSHA256Mismatch"})
SLOW = frozenset({"copy_object", "upload_part_copy"})
FULL_CODES = frozenset({"XMinioStorageFull", "InsufficientCapacity", "QuotaExceeded"})


class Damaged(StorageTrouble):
    """The bytes that arrived differ from what was sent."""


@contextmanager
def contract_errors(key: str = "") -> Iterator[None]:
    """Errors of the server or the network become StorageTrouble or MissingObject."""
    try:
        yield
    except FAULTS as error:
        clients.note(error)
        if code_of(error) in MISSING_CODES:
            raise MissingObject(key) from error
        if code_of(error) in DAMAGED_CODES:
            raise Damaged(in_words(error)) from error
        if code_of(error) in FULL_CODES or status_of(error) == 507:
            raise StorageFull(in_words(error)) from error
        raise StorageTrouble(in_words(error)) from error


@dataclass(frozen=True)
class Place:
    bucket: str
    prefix: str

    @property
    def client(self) -> Any:
        return clients.server_client()

    @property
    def patient(self) -> Any:
        return clients.patient_client()

    def full(self, key: str) -> str:
        if not key or ".." in key.split("/"):
            raise ValueError(f"not a storage key: {key!r}")
        return f"{self.prefix}/{key}" if self.prefix else key

    def at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.full(key)}

    def starting_with(self, prefix: str) -> str:
        return f"{self.prefix}/{prefix}" if self.prefix else prefix

    def own(self, full_key: str) -> str:
        return full_key.removeprefix(f"{self.prefix}/") if self.prefix else full_key

    def ask(self, operation: str, key: str, **params: Any) -> dict[str, Any]:
        """One call about one object. Raises MissingObject or StorageTrouble."""
        with contract_errors(key):
            client = self.patient if operation in SLOW else self.client
            answer: dict[str, Any] = getattr(client, operation)(**self.at(key), **params)
        return answer

    def head(self, key: str) -> dict[str, Any] | None:
        """The object's metadata; None if there is no object.

        A HEAD has no body, so a missing bucket looks like a missing object.
        """
        with contract_errors(key):
            try:
                answer: dict[str, Any] = self.client.head_object(**self.at(key))
            except ClientError as error:
                if status_of(error) != 404:
                    raise
                self._must_exist()
                return None
        return answer

    def _must_exist(self) -> None:
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if status_of(error) == 404:
                error.response["Error"]["Code"] = "NoSuchBucket"
            raise
