"""Serializer fields that several floors share."""

from typing import Any

from rest_framework import serializers


class AbsoluteURLField(serializers.CharField):
    """A path of ours as a whole address, for programs; a whole address stays as it is."""

    def to_representation(self, value: Any) -> str:
        request = self.context.get("request")
        return request.build_absolute_uri(value) if request else str(value)
