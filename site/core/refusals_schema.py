"""How the schema describes refusals that several endpoints share.

responses={201: UploadSerializer, **TOO_FAST, **NO_ROOM}
"""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class ErrorDetailSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Stable, for programs.")
    message = serializers.CharField(help_text="A sentence for people, in their language.")
    fields = serializers.DictField(required=False, help_text="What is wrong, by field.")  # type: ignore[assignment]


class ErrorSerializer(serializers.Serializer[Any]):
    error = ErrorDetailSerializer()


def refused(status: int, description: str) -> dict[int, OpenApiResponse]:
    return {status: OpenApiResponse(ErrorSerializer, description=description)}


TOO_FAST = refused(
    429, "Too many in a short time: `too_fast`. `Retry-After` has the seconds to wait."
)
NO_ROOM = refused(
    413,
    "Larger than what may be sent (`too_big`), or than what is left for the person "
    "(`storage_full`), the course (`course_full`) or the portal (`portal_full`).",
)
