"""Where documents, pictures and static files are stored. Videos have settings of their own."""

from typing import Any

from portal.settings.video import MEDIA_STORAGE

# They shorten file names to what columns and file systems allow.
FILE_UPLOAD_HANDLERS = [
    "core.upload_names.InMemory",
    "core.upload_names.InTemporaryFile",
]

# No OPTIONS here: Wagtail stores them in a task when it deletes a file. See core.bucket.
_BACKENDS = {
    "local": "core.stored_names.LocalFiles",
    "s3": "core.bucket.files.BucketFiles",
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _BACKENDS[MEDIA_STORAGE]},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
