"""Takes as JSON."""

from typing import Any

from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.people import person
from core.serializers import AbsoluteURLField
from core.timecode import MAX_MS
from practice import rules
from practice.models import Take, TakeStatus, VideoSegment
from videos.intake.acceptance import clean_filename
from videos.models import AssetKind, AssetState
from videos.queue.status import progress_of
from videos.watching import delivery

FIRST_NAME = "The same as `take_id`, under its original name."
BROWSER_KINDS = [AssetKind.UPLOAD, AssetKind.RECORDING]


def validate_length(seconds: float) -> None:
    """JSON has no NaN or infinity, but a string such as "nan" would be parsed as one."""
    if not seconds * 1000 <= MAX_MS:
        raise serializers.ValidationError(_("This is not the length of a video."))


def checksum_field() -> serializers.RegexField:
    return serializers.RegexField(
        "^[0-9a-fA-F]{64}$",
        required=False,
        allow_blank=True,
        default="",
        help_text="SHA-256 of the file, in hexadecimal. Lets the server detect damage.",
    )


class IgnoredField(serializers.CharField):
    """Accepts whatever a client sends, and ignores it."""

    def run_validation(self, data: Any = serializers.empty) -> str:
        raise serializers.SkipField


class FileNameField(serializers.CharField):
    """Any name will do: it is cleaned before it is validated."""

    def to_internal_value(self, data: Any) -> str:
        return clean_filename(super().to_internal_value(data))


class UploadRequestSerializer(serializers.Serializer[Any]):
    exercise = serializers.UUIDField(help_text="The exercise's id, as in `GET exercises/`.")
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in BROWSER_KINDS], default=AssetKind.UPLOAD.value
    )
    duration_sec = serializers.FloatField(
        min_value=0, required=False, allow_null=True, validators=[validate_length]
    )
    filename = FileNameField(
        required=False,
        allow_blank=True,
        default="",
        help_text="For display only. Shortened to 255 bytes of UTF-8, keeping the extension.",
    )
    size_bytes = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    mime_type = IgnoredField(
        required=False,
        help_text="Accepted but ignored: the file name's extension and the content decide.",
    )
    part_count = serializers.IntegerField(
        min_value=1,
        max_value=10_000,
        required=False,
        allow_null=True,
        help_text="How many parts the file is sent in; without it, `url` takes the whole file.",
    )
    checksum_sha256 = checksum_field()


class CommitSerializer(serializers.Serializer[Any]):
    checksum_sha256 = checksum_field()


class PartSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    url = AbsoluteURLField(help_text="Takes one PUT of exactly `size_bytes` bytes.")
    size_bytes = serializers.IntegerField()


class ReceivedPartSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    etag = serializers.CharField()


class UploadSerializer(serializers.Serializer[Any]):
    take_id = serializers.UUIDField()
    clip_id = serializers.UUIDField(help_text=FIRST_NAME)
    url = AbsoluteURLField(help_text="Takes one PUT of the whole file.")
    parts = PartSerializer(many=True)
    part_bytes = serializers.IntegerField()
    expires_at = serializers.DateTimeField()


class UploadProgressSerializer(UploadSerializer):
    received = ReceivedPartSerializer(many=True)


class ExerciseRefSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uid")
    title = serializers.CharField()


class StudentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="display_name")


class TakeSerializer(serializers.ModelSerializer[Take]):
    exercise = ExerciseRefSerializer()
    course = ExerciseRefSerializer()
    student = StudentSerializer()
    attempt = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="1, 2, 3 … for the takes that count, in the order they were started; null if the "
        "take was withdrawn or its video failed. The next take then gets its number.",
    )
    url = AbsoluteURLField(source="get_absolute_url")
    state = serializers.ChoiceField(
        source="asset.processing_status", choices=AssetState.choices, help_text="Of its video."
    )
    duration_ms = serializers.IntegerField(source="asset.duration_ms", allow_null=True)
    is_watchable = serializers.BooleanField(source="asset.is_watchable")
    is_late = serializers.BooleanField()
    is_hidden = serializers.BooleanField(
        help_text="An editor has hidden it: classmates get 404, its student and teachers see it."
    )
    is_removed = serializers.BooleanField(
        help_text="An editor has removed it: its teachers get 404 too, its student sees it."
    )

    class Meta:
        model = Take
        fields = [
            "id",
            "exercise",
            "course",
            "student",
            "attempt",
            "status",
            "state",
            "is_watchable",
            "is_late",
            "is_hidden",
            "is_removed",
            "duration_ms",
            "url",
            "created_at",
            "submitted_at",
            "answered_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class TakeStatusSerializer(serializers.Serializer[Any]):
    """The state of a take and its video; for polling the progress."""

    take_id = serializers.UUIDField()
    clip_id = serializers.UUIDField(help_text=FIRST_NAME)
    status = serializers.ChoiceField(choices=TakeStatus.choices)
    state = serializers.ChoiceField(choices=AssetState.choices)
    phase = serializers.CharField()
    percent = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    error_code = serializers.CharField(allow_blank=True)
    notices = serializers.ListField(
        child=serializers.CharField(), help_text="What was left out of the file, in sentences."
    )
    is_watchable = serializers.BooleanField()
    can_retry = serializers.BooleanField()
    url = AbsoluteURLField()


class StreamRenditionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    bandwidth = serializers.IntegerField()
    url = AbsoluteURLField(help_text="The whole quality as one MP4 file.")


class StreamsSerializer(serializers.Serializer[Any]):
    """URLs that any player can open without a header or a cookie, for some hours. Anyone who has
    one can watch for as long as you can, so don't pass them on."""

    hls = AbsoluteURLField()
    poster = AbsoluteURLField(allow_null=True)
    duration_ms = serializers.IntegerField()
    renditions = StreamRenditionSerializer(many=True)


class SegmentStreamsSerializer(StreamsSerializer):
    """In these playlists the span starts `offset_ms` after the first frame."""

    hls = AbsoluteURLField(allow_null=True)
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()
    offset_ms = serializers.IntegerField()
    file = AbsoluteURLField(allow_null=True, help_text="The span as one MP4, once it is cut.")


class SegmentSerializer(serializers.ModelSerializer[VideoSegment]):
    start_ms = serializers.IntegerField(validators=[MinValueValidator(0)])
    end_ms = serializers.IntegerField(validators=[MinValueValidator(1)])
    streams = serializers.SerializerMethodField()

    class Meta:
        model = VideoSegment
        fields = ["id", "label", "start_ms", "end_ms", "streams", "created_at"]
        read_only_fields = ["id", "created_at"]

    @extend_schema_field(SegmentStreamsSerializer)
    def get_streams(self, segment: VideoSegment) -> dict[str, Any]:
        streams = delivery.clip_streams(segment.video_clip, person(self.context["request"]))
        described: dict[str, Any] = SegmentStreamsSerializer(streams, context=self.context).data
        return described


def status_of(take: Take, viewer: Any) -> dict[str, Any]:
    """A TakeStatus for this viewer: `can_retry` only if they may retry."""
    status = progress_of(take.asset)
    may_retry = status["can_retry"] and rules.may_retry(viewer, take)
    return {
        **status,
        "take_id": take.pk,
        "clip_id": take.pk,
        "status": take.status,
        "can_retry": may_retry,
        "url": take.get_absolute_url(),
    }
