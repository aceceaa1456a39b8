"""Where documents, pictures and static files lie. Videos have settings of their own."""

from typing import Any

from portal.settings.video import MEDIA_STORAGE

# No OPTIONS here: Wagtail writes them into a task when it deletes a file. See portal.core.bucket.
_BACKENDS = {
    "local": "django.core.files.storage.FileSystemStorage",
    "s3": "portal.core.bucket.files.BucketFiles",
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": _BACKENDS[MEDIA_STORAGE]},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
