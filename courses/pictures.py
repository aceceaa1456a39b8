"""Pictures on pages, served to those who may see a page that shows them; never the originals."""

import mimetypes
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from core.bucket.files import straight_to
from courses.rules import may_see_picture

FOLDER = "images/"


@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/media/images/<name>`: one size of a picture, as created by Wagtail for a page."""
    rendition = _rendition(f"{FOLDER}{name}")
    if not may_see_picture(request.user, rendition.image):
        raise Http404
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return straight_to(rendition.file, content_type=kind, inline=True) or _opened(rendition, kind)


def _opened(rendition: Any, kind: str) -> FileResponse:
    try:
        opened = rendition.file.storage.open(rendition.file.name)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(opened, content_type=kind)


def _rendition(file: str) -> Any:
    found = get_image_model().get_rendition_model().objects.filter(file=file)
    rendition = found.select_related("image", "image__collection").first()
    if rendition is None:
        raise Http404
    return rendition
