"""Exercises as JSON. `id` is the page's public id, which survives moves in the tree."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.people import person
from core.serializers import AbsoluteURLField
from courses.models import Exercise, Passage, RubricCriterion
from videos.watching import delivery


class PlaceSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uid")
    title = serializers.CharField()


class PassageSerializer(serializers.ModelSerializer[Passage]):
    """Of a published exercise, whose passages are complete."""

    id = serializers.UUIDField(source="uid")
    start_ms = serializers.IntegerField(min_value=0)
    end_ms = serializers.IntegerField(min_value=0)

    class Meta:
        model = Passage
        fields = ["id", "label", "start_ms", "end_ms"]


class CriterionSerializer(serializers.ModelSerializer[RubricCriterion]):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = RubricCriterion
        fields = ["id", "label", "description", "max_points"]


class DemoRenditionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    bandwidth = serializers.IntegerField()
    url = AbsoluteURLField()


class DemoSerializer(serializers.Serializer[Any]):
    """A video of the library (`hls` is null until it can be played), or one of YouTube."""

    hls = AbsoluteURLField(allow_null=True)
    poster = AbsoluteURLField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    renditions = DemoRenditionSerializer(many=True)
    youtube_id = serializers.CharField(allow_null=True)


class ExerciseLimitsSerializer(serializers.ModelSerializer[Exercise]):
    class Meta:
        model = Exercise
        fields = ["max_length_seconds", "max_attempts"]


class ExerciseSerializer(serializers.ModelSerializer[Exercise]):
    """Needs exercises from `courses.queries.placed`, which know their course and lesson."""

    id = serializers.UUIDField(source="uid")
    course = PlaceSerializer(source="place.course")
    lesson = PlaceSerializer(source="place.lesson")
    demo = serializers.SerializerMethodField()
    passages = PassageSerializer(many=True)
    criteria = CriterionSerializer(many=True)
    limits = ExerciseLimitsSerializer(source="*")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Exercise
        fields = [
            "id",
            "title",
            "course",
            "lesson",
            "demo",
            "passages",
            "criteria",
            "limits",
            "peer_visibility",
            "due_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(DemoSerializer(allow_null=True))
    def get_demo(self, exercise: Exercise) -> dict[str, Any] | None:
        if not exercise.has_demo:
            return None
        asset = exercise.demo_video.asset if exercise.demo_video else None
        user = person(self.context["request"])
        streams = delivery.streams(asset, user) if asset else NO_STREAMS
        described: dict[str, Any] = DemoSerializer(
            {**streams, "youtube_id": exercise.demo_youtube_id}, context=self.context
        ).data
        return described

    def get_url(self, exercise: Exercise) -> str:
        request = self.context["request"]
        return str(request.build_absolute_uri(exercise.get_url(request)))


NO_STREAMS: dict[str, Any] = {"hls": None, "poster": None, "duration_ms": None, "renditions": []}
