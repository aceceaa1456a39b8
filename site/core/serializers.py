"""Serializer fields that several apps share."""

from typing import Any

from rest_framework import serializers


class AbsoluteURLField(serializers.CharField):
    """Turns a path of ours into an absolute URL, for programs; absolute URLs are left alone."""

    def to_representation(self, value: Any) -> str:
        request = self.context.get("request")
        return request.build_absolute_uri(value) if request else str(value)
