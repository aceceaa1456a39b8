"""Ordinary files in the bucket: documents, pictures and their sizes, under <prefix>/media/.

Their URLs stay the portal's own, `/media/…`, where a view checks access and then redirects with
`straight_to(file, …)`; the bytes never pass through this process.
"""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from core.bucket import clients
from core.bucket.links import reading_link
from core.stored_names import ReadableNames

FOLDER = "media"
LINK_SECONDS = 150
"""A link is valid for at most twice as long, so that is how long lost access still works."""


class BucketFiles(ReadableNames, S3Storage):
    """Takes no OPTIONS, because Wagtail stores them in a task when it deletes a file."""

    def get_default_settings(self) -> dict[str, Any]:
        """The credentials are left to boto3, which renews those of a role."""
        usual: dict[str, Any] = super().get_default_settings()
        return usual | {
            "access_key": None,
            "secret_key": None,
            "security_token": None,
            "bucket_name": settings.S3_BUCKET,
            "region_name": settings.S3_REGION,
            "endpoint_url": settings.S3_ENDPOINT_URL or None,
            "client_config": clients.config(),
            "location": f"{settings.S3_PREFIX}/{FOLDER}".lstrip("/"),
            "file_overwrite": False,
            "default_acl": None,
            "object_parameters": {"CacheControl": "private, max-age=300"},
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")

    def link(self, name: str, *, content_type: str, disposition: str) -> str:
        return reading_link(
            self._normalize_name(name),
            seconds=LINK_SECONDS,
            **{
                "response-content-type": content_type,
                "response-content-disposition": disposition,
                "response-cache-control": "private, max-age=3600",
            },
        )


def straight_to(
    file: Any, *, content_type: str, filename: str = "", inline: bool = False
) -> HttpResponseRedirect | None:
    """Redirects to the bytes of a file field, after an access check; None for files on our disk."""
    storage = file.storage
    if not isinstance(storage, BucketFiles):
        return None
    name = filename or PurePosixPath(file.name).name
    kind = "inline" if inline else "attachment"
    disposition = f"{kind}; filename*=UTF-8''{quote(name)}"
    link = storage.link(file.name, content_type=content_type, disposition=disposition)
    headers = {"Cache-Control": f"private, max-age={LINK_SECONDS // 2}"}
    return HttpResponseRedirect(link, headers=headers)
