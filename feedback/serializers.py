"""Feedback and conversations in the API."""

from datetime import datetime
from typing import Any, Literal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from feedback.models import (
    Feedback,
    FeedbackMarker,
    FeedbackScore,
    MarkerTag,
    PracticeThread,
    ThreadMessage,
)
from feedback.moderation.sight import Onlooker, Sight
from feedback.rules import speaks_as_teacher
from practice.serializers import FIRST_NAME

HIDDEN = (
    "An editor has hidden or removed it. `text` is then empty, except for its author and, while it "
    "is only hidden, the course's teachers."
)
HIDDEN_REASON = "Why, for those who still get the text."


def _seen(sight: Sight) -> dict[str, Any]:
    """The fields of a message or remark that depend on who asks."""
    reason = sight.reason if sight.is_hidden else ""
    text = sight.text if sight.is_shown else ""
    return {"text": text, "is_hidden": sight.is_hidden, "hidden_reason": reason}


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name")

    class Meta:
        model = User
        fields = ["id", "name"]


class TeacherSerializer(PersonSerializer):
    role = serializers.SerializerMethodField()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "role"]

    def get_role(self, person: User) -> Literal["teacher"]:
        return "teacher"


class AuthorSerializer(PersonSerializer):
    """Anyone can use someone else's name, so the role shows whether this is a teacher."""

    role = serializers.ChoiceField(choices=["student", "teacher"])

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "role"]


class MarkerSerializer(serializers.ModelSerializer[FeedbackMarker]):
    """`id` is stable across versions; a marker without `end_ms` is a single moment."""

    id = serializers.UUIDField(source="uid", read_only=True)
    start_ms = serializers.IntegerField(min_value=0)
    end_ms = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    tag = serializers.ChoiceField(choices=MarkerTag.choices, default=MarkerTag.WORK)
    passage = serializers.UUIDField(source="passage_uid", required=False, allow_null=True)
    is_hidden = serializers.BooleanField(read_only=True, default=False, help_text=HIDDEN)
    hidden_reason = serializers.CharField(read_only=True, default="", help_text=HIDDEN_REASON)

    class Meta:
        model = FeedbackMarker
        fields = [
            "id",
            "start_ms",
            "end_ms",
            "tag",
            "text",
            "passage",
            "is_hidden",
            "hidden_reason",
        ]

    def to_representation(self, marker: FeedbackMarker) -> dict[str, Any]:
        """Its author's draft and what they have just written is shown as it is."""
        shown = super().to_representation(marker)
        onlooker, feedback = self.context.get("onlooker"), self.context.get("feedback")
        if onlooker is None or feedback is None:
            return shown
        return shown | _seen(onlooker.of_remark(marker, feedback, self.context["cases"]))


class ScoreSerializer(serializers.ModelSerializer[FeedbackScore]):
    criterion = serializers.UUIDField(source="criterion_uid")

    class Meta:
        model = FeedbackScore
        fields = ["criterion", "label", "points", "max_points", "comment"]


class FeedbackSerializer(serializers.ModelSerializer[Feedback]):
    """The teacher gets the draft, the student the released version."""

    take_id = serializers.UUIDField(read_only=True)
    clip_id = serializers.UUIDField(source="take_id", read_only=True, help_text=FIRST_NAME)
    teacher = TeacherSerializer(read_only=True, allow_null=True)
    released = serializers.BooleanField(source="live", read_only=True)
    has_unreleased_changes = serializers.SerializerMethodField()
    asked_at = serializers.SerializerMethodField()
    sent_back = serializers.SerializerMethodField()
    markers = MarkerSerializer(many=True, read_only=True)
    scores = ScoreSerializer(many=True, read_only=True)

    class Meta:
        model = Feedback
        fields = [
            "id",
            "take_id",
            "clip_id",
            "teacher",
            "summary",
            "released",
            "released_at",
            "has_unreleased_changes",
            "asked_at",
            "sent_back",
            "markers",
            "scores",
        ]
        read_only_fields = ["released_at"]

    def get_has_unreleased_changes(self, feedback: Feedback) -> bool:
        """Only for its author: students can't see that there are unreleased changes."""
        return bool(feedback.has_unpublished_changes and self.context.get("is_writer"))

    def get_asked_at(self, feedback: Feedback) -> datetime | None:
        """When an assistant asked the teachers to release it; not for students."""
        return feedback.asked_at if self.context.get("is_writer") else None

    def get_sent_back(self, feedback: Feedback) -> str:
        """What a teacher said when they sent it back to the assistant; not for students."""
        return feedback.sent_back if self.context.get("is_writer") else ""


class MessageSerializer(serializers.ModelSerializer[ThreadMessage]):
    """`author` is null and `text` empty once its author was erased."""

    author = serializers.SerializerMethodField()
    text = serializers.CharField(max_length=4000)
    is_hidden = serializers.BooleanField(read_only=True, default=False, help_text=HIDDEN)
    hidden_reason = serializers.CharField(read_only=True, default="", help_text=HIDDEN_REASON)
    is_held = serializers.BooleanField(
        read_only=True,
        default=False,
        help_text="It waits for an editor; until then only its author and editors get it.",
    )

    class Meta:
        model = ThreadMessage
        fields = ["id", "author", "text", "is_hidden", "hidden_reason", "is_held", "created_at"]
        read_only_fields = ["id", "created_at"]

    def to_representation(self, message: ThreadMessage) -> dict[str, Any]:
        onlooker: Onlooker = self.context["onlooker"]
        sight = onlooker.of_message(message)
        return super().to_representation(message) | _seen(sight) | {"is_held": sight.is_held}

    @extend_schema_field(AuthorSerializer(allow_null=True))
    def get_author(self, message: ThreadMessage) -> dict[str, Any] | None:
        if message.author is None:
            return None
        role = "teacher" if speaks_as_teacher(message, message.thread) else "student"
        return {"id": str(message.author.pk), "name": message.author.display_name, "role": role}


class ThreadSerializer(serializers.ModelSerializer[PracticeThread]):
    """About a segment, a released marker, a moment or, with none of these, the whole take.

    `messages` are the newest ones, oldest first. If `has_earlier` is true, there are more: get them
    from `GET /threads/{id}/messages/?before=`.
    """

    take_id = serializers.UUIDField(read_only=True)
    clip_id = serializers.UUIDField(source="take_id", read_only=True, help_text=FIRST_NAME)
    segment_id = serializers.UUIDField(read_only=True, allow_null=True)
    marker_id = serializers.UUIDField(source="marker_uid", read_only=True, allow_null=True)
    messages = MessageSerializer(source="shown", many=True, read_only=True)
    has_earlier = serializers.SerializerMethodField()
    is_closed = serializers.BooleanField(
        read_only=True, help_text="Nobody can write in it: a new message is refused (`closed`)."
    )

    class Meta:
        model = PracticeThread
        fields = [
            "id",
            "take_id",
            "clip_id",
            "segment_id",
            "marker_id",
            "at_ms",
            "created_at",
            "messages",
            "has_earlier",
            "is_closed",
        ]
        read_only_fields = ["id", "at_ms", "created_at"]

    def get_has_earlier(self, thread: PracticeThread) -> bool:
        return thread.earlier is not None


class NewThreadSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)
    segment_id = serializers.UUIDField(required=False, allow_null=True)
    marker_id = serializers.UUIDField(required=False, allow_null=True)
    at_ms = serializers.IntegerField(min_value=0, required=False, allow_null=True)
