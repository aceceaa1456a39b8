"""Wagtail's preview of a picture's sizes, which fails on impossible sizes."""

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.images.models import SourceImageIOError
from wagtail.images.views.images import preview


def preview_image(request: HttpRequest, image_id: int, filter_spec: str) -> HttpResponse:
    try:
        answer: HttpResponse = preview(request, image_id, filter_spec)
    except (ArithmeticError, ValueError, SourceImageIOError) as error:
        raise Http404("impossible size, or the file is missing") from error
    return answer
