"""Takes as JSON."""

from typing import Any

from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.core.serializers import AbsoluteURLField
from portal.core.timecode import LONGEST_MS
from portal.videos import delivery, processing
from portal.videos.models import AssetKind, AssetState
from practice import rules
from practice.models import ClipStatus, PracticeClip, VideoSegment

BROWSER_KINDS = [AssetKind.UPLOAD, AssetKind.RECORDING]


def is_a_length(seconds: float) -> None:
    """JSON has no NaN and no infinity, but a text of that name is read as one."""
    if not seconds * 1000 <= LONGEST_MS:
        raise serializers.ValidationError(_("This is not the length of a video."))


def checksum_field() -> serializers.RegexField:
    return serializers.RegexField(
        "^[0-9a-fA-F]{64}$",
        required=False,
        allow_blank=True,
        default="",
        help_text="SHA-256 of the file, in hexadecimal. With it, damage on the way is found.",
    )


class UploadRequestSerializer(serializers.Serializer[Any]):
    exercise = serializers.UUIDField(help_text="The exercise's id, as in `GET exercises/`.")
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in BROWSER_KINDS], default=AssetKind.UPLOAD.value
    )
    duration_sec = serializers.FloatField(
        min_value=0, required=False, allow_null=True, validators=[is_a_length]
    )
    filename = serializers.CharField(max_length=255, required=False, allow_blank=True, default="")
    size_bytes = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    mime_type = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    part_count = serializers.IntegerField(
        min_value=1,
        max_value=10_000,
        required=False,
        allow_null=True,
        help_text="How many parts the file is sent in; without it `url` takes the whole file.",
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
    clip_id = serializers.UUIDField()
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


class TakeSerializer(serializers.ModelSerializer[PracticeClip]):
    exercise = ExerciseRefSerializer()
    course = ExerciseRefSerializer()
    student = StudentSerializer()
    url = AbsoluteURLField(source="get_absolute_url")
    state = serializers.ChoiceField(
        source="asset.processing_status", choices=AssetState.choices, help_text="Of its video."
    )
    duration_ms = serializers.IntegerField(source="asset.duration_ms", allow_null=True)
    is_watchable = serializers.BooleanField(source="asset.is_watchable")
    is_late = serializers.BooleanField()

    class Meta:
        model = PracticeClip
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
            "duration_ms",
            "url",
            "created_at",
            "submitted_at",
            "answered_at",
            "withdrawn_at",
        ]
        read_only_fields = fields


class TakeStatusSerializer(serializers.Serializer[Any]):
    """Where a take and its video are; for progress that is asked for again and again."""

    clip_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=ClipStatus.choices)
    state = serializers.ChoiceField(choices=AssetState.choices)
    phase = serializers.CharField()
    percent = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    error_code = serializers.CharField(allow_blank=True)
    is_watchable = serializers.BooleanField()
    can_retry = serializers.BooleanField()
    url = AbsoluteURLField()


class StreamRenditionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    bandwidth = serializers.IntegerField()


class StreamsSerializer(serializers.Serializer[Any]):
    hls = AbsoluteURLField()
    poster = AbsoluteURLField(allow_null=True)
    duration_ms = serializers.IntegerField()
    renditions = StreamRenditionSerializer(many=True)


class SegmentStreamsSerializer(StreamsSerializer):
    """In these playlists the span begins `offset_ms` after the first frame."""

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
        streams = delivery.clip_streams(segment.video_clip)
        described: dict[str, Any] = SegmentStreamsSerializer(streams, context=self.context).data
        return described


def status_of(clip: PracticeClip, viewer: Any) -> dict[str, Any]:
    """A TakeStatus for this viewer: only who may retry is told that it can be."""
    status = processing.status(clip.asset)
    may_retry = status["can_retry"] and rules.may_retry(viewer, clip)
    return {
        **status,
        "clip_id": clip.pk,
        "status": clip.status,
        "can_retry": may_retry,
        "url": clip.get_absolute_url(),
    }
