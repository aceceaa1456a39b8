"""Feedback and conversations in the API."""

from typing import Any

from rest_framework import serializers

from feedback.models import (
    Feedback,
    FeedbackMarker,
    FeedbackScore,
    MarkerTag,
    PracticeThread,
    ThreadMessage,
)
from portal.accounts.models import User


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name")

    class Meta:
        model = User
        fields = ["id", "name"]


class MarkerSerializer(serializers.ModelSerializer[FeedbackMarker]):
    """`id` stays the same over versions; a marker without `end_ms` is a moment."""

    id = serializers.UUIDField(source="uid", read_only=True)
    start_ms = serializers.IntegerField(min_value=0)
    end_ms = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    tag = serializers.ChoiceField(choices=MarkerTag.choices, default=MarkerTag.WORK)
    passage = serializers.UUIDField(source="passage_uid", required=False, allow_null=True)

    class Meta:
        model = FeedbackMarker
        fields = ["id", "start_ms", "end_ms", "tag", "text", "passage"]


class ScoreSerializer(serializers.ModelSerializer[FeedbackScore]):
    criterion = serializers.UUIDField(source="criterion_uid")

    class Meta:
        model = FeedbackScore
        fields = ["criterion", "label", "points", "max_points", "comment"]


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """Its teacher gets the draft, the student what is released."""

    clip_id = serializers.UUIDField(read_only=True)
    teacher = PersonSerializer(read_only=True, allow_null=True)
    released = serializers.BooleanField(source="live", read_only=True)
    has_unreleased_changes = serializers.SerializerMethodField()
    markers = MarkerSerializer(many=True, read_only=True)
    scores = ScoreSerializer(many=True, read_only=True)

    class Meta:
        model = Feedback
        fields = [
            "id",
            "clip_id",
            "teacher",
            "summary",
            "released",
            "released_at",
            "has_unreleased_changes",
            "markers",
            "scores",
        ]
        read_only_fields = ["released_at"]

    def get_has_unreleased_changes(self, feedback: Feedback) -> bool:
        """Told to who writes it; a student sees no trace of the teacher's second thoughts."""
        return bool(feedback.has_unpublished_changes and self.context.get("is_writer"))


class MessageSerializer(serializers.ModelSerializer[ThreadMessage]):
    """Without author and text when who wrote it was erased."""

    author = PersonSerializer(read_only=True, allow_null=True)
    text = serializers.CharField(max_length=4000)

    class Meta:
        model = ThreadMessage
        fields = ["id", "author", "text", "created_at"]
        read_only_fields = ["id", "created_at"]


class ThreadSerializer(serializers.ModelSerializer[PracticeThread]):
    """About a segment, a released marker, a moment, or, with none of them, the whole take."""

    clip_id = serializers.UUIDField(read_only=True)
    segment_id = serializers.UUIDField(read_only=True, allow_null=True)
    marker_id = serializers.UUIDField(source="marker_uid", read_only=True, allow_null=True)
    messages = MessageSerializer(many=True, read_only=True)

    class Meta:
        model = PracticeThread
        fields = ["id", "clip_id", "segment_id", "marker_id", "at_ms", "created_at", "messages"]
        read_only_fields = ["id", "at_ms", "created_at"]


class NewThreadSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)
    segment_id = serializers.UUIDField(required=False, allow_null=True)
    marker_id = serializers.UUIDField(required=False, allow_null=True)
    at_ms = serializers.IntegerField(min_value=0, required=False, allow_null=True)
