"""Takes over the API. Every view fetches through `visible_to`, so a stranger gets 404."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework import serializers as drf
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.models import Exercise
from portal.accounts.people import person
from portal.core.errors import Refusal
from portal.videos import delivery, uploads
from portal.videos.models import Upload
from practice import queries, serializers, services
from practice.models import ClipStatus, PracticeClip, VideoSegment


def _json(request: Request, serializer: Any, value: Any, **kwargs: Any) -> Any:
    """The serializer knows the request, so that addresses come out whole."""
    return serializer(value, context={"request": request}, **kwargs).data


def _take(request: Request, clip_id: UUID) -> PracticeClip:
    return get_object_or_404(queries.visible_takes(person(request)), pk=clip_id)


def _own_take(request: Request, clip_id: UUID) -> PracticeClip:
    """With its upload: who erases it a moment later finds nothing left to ask for."""
    takes = queries.my_takes(person(request)).select_related("asset__upload")
    return get_object_or_404(takes, pk=clip_id)


def _own_upload(request: Request, clip_id: UUID) -> tuple[PracticeClip, Upload]:
    clip = _own_take(request, clip_id)
    if clip.status != ClipStatus.UPLOADING:
        raise Refusal("not_uploading", _("This take is not being uploaded any more."))
    return clip, services.upload_of(clip)


def _ticket(clip: PracticeClip, upload: Upload) -> dict[str, Any]:
    ticket = uploads.ticket(upload)
    return {
        "clip_id": clip.pk,
        "url": ticket.url,
        "parts": ticket.parts,
        "part_bytes": upload.part_bytes,
        "expires_at": ticket.expires_at,
    }


class UploadsView(APIView):
    @extend_schema(
        request=serializers.UploadRequestSerializer,
        responses={201: serializers.UploadSerializer},
        operation_id="uploads_create",
    )
    def post(self, request: Request) -> Response:
        """Begin a take. PUT the bytes to `url` (or each part to its own), then commit."""
        asked = serializers.UploadRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        exercise = get_object_or_404(
            Exercise.objects.visible_to(person(request)), uid=given.pop("exercise")
        )
        seconds = given.pop("duration_sec", None)
        given["duration_ms"] = round(seconds * 1000) if seconds else None
        clip = services.start_take(actor=person(request), exercise=exercise, **given)
        body = _json(request, serializers.UploadSerializer, _ticket(clip, services.upload_of(clip)))
        return Response(body, status=status.HTTP_201_CREATED)


class UploadView(APIView):
    @extend_schema(responses=serializers.UploadProgressSerializer, operation_id="uploads_retrieve")
    def get(self, request: Request, clip_id: UUID) -> Response:
        """Fresh addresses, and which parts have arrived: what a resumed upload needs."""
        clip, upload = _own_upload(request, clip_id)
        progress = {**_ticket(clip, upload), "received": uploads.received(upload)}
        return Response(_json(request, serializers.UploadProgressSerializer, progress))

    @extend_schema(responses={204: None}, operation_id="uploads_abort")
    def delete(self, request: Request, clip_id: UUID) -> Response:
        """Give the upload up. A take that is handed in stays; withdraw it instead."""
        services.abort_take(actor=person(request), clip=_own_take(request, clip_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakesView(generics.ListAPIView[PracticeClip]):
    """Takes you may see, newest first: yours, those you teach, and what classmates share."""

    serializer_class = serializers.TakeSerializer

    def get_queryset(self) -> Any:
        takes = queries.listed_takes(person(self.request))
        asked = _TakeFilter(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return takes.filter(**asked.lookups)

    @extend_schema(
        parameters=[
            OpenApiParameter("exercise", OpenApiTypes.UUID),
            OpenApiParameter("student", OpenApiTypes.UUID),
            OpenApiParameter("status", str, enum=ClipStatus.values),
        ],
        operation_id="clips_list",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class TakeView(APIView):
    @extend_schema(responses=serializers.TakeSerializer, operation_id="clips_retrieve")
    def get(self, request: Request, clip_id: UUID) -> Response:
        return Response(_json(request, serializers.TakeSerializer, _take(request, clip_id)))


class TakeCommitView(APIView):
    @extend_schema(
        request=serializers.CommitSerializer,
        responses=serializers.TakeStatusSerializer,
        operation_id="clips_commit",
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """The bytes are all there: hand the take in. Repeat it as often as you like."""
        told = serializers.CommitSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        clip = _own_take(request, clip_id)
        clip = services.commit_take(actor=person(request), clip=clip, **told.validated_data)
        return _status_response(request, clip)


class TakeStatusView(APIView):
    @extend_schema(responses=serializers.TakeStatusSerializer, operation_id="clips_status")
    def get(self, request: Request, clip_id: UUID) -> Response:
        return _status_response(request, _take(request, clip_id))


class TakeStreamsView(APIView):
    @extend_schema(responses=serializers.StreamsSerializer, operation_id="clips_streams")
    def get(self, request: Request, clip_id: UUID) -> Response:
        clip = _take(request, clip_id)
        if not clip.asset.is_watchable:
            raise Refusal("not_watchable", _("This take can't be watched yet."))
        streams = delivery.streams(clip.asset)
        return Response(_json(request, serializers.StreamsSerializer, streams))


class TakeWithdrawView(APIView):
    @extend_schema(
        request=None, responses=serializers.TakeSerializer, operation_id="clips_withdraw"
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """Take it back, as long as no feedback has begun."""
        clip = services.withdraw_take(actor=person(request), clip=_own_take(request, clip_id))
        return Response(_json(request, serializers.TakeSerializer, clip))


class TakeRetryView(APIView):
    @extend_schema(
        request=None, responses=serializers.TakeStatusSerializer, operation_id="clips_retry"
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """Prepare a failed video once more."""
        clip = services.retry_take(actor=person(request), clip=_take(request, clip_id))
        return _status_response(request, clip)


class SegmentsView(APIView):
    @extend_schema(
        responses=serializers.SegmentSerializer(many=True), operation_id="clips_segments_list"
    )
    def get(self, request: Request, clip_id: UUID) -> Response:
        rows = queries.segments_of(_take(request, clip_id))
        return Response(_json(request, serializers.SegmentSerializer, rows, many=True))

    @extend_schema(
        request=serializers.SegmentSerializer,
        responses={201: serializers.SegmentSerializer},
        operation_id="clips_segments_create",
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """Name a span of the take. It plays at once; the same span is the same segment."""
        clip = _take(request, clip_id)
        asked = serializers.SegmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        segment: VideoSegment = services.make_segment(
            actor=person(request), clip=clip, **asked.validated_data
        )
        body = _json(request, serializers.SegmentSerializer, segment)
        return Response(body, status=status.HTTP_201_CREATED)


class _TakeFilter(drf.Serializer[Any]):
    exercise = drf.UUIDField(required=False)
    student = drf.UUIDField(required=False)
    status = drf.ChoiceField(choices=ClipStatus.choices, required=False)

    @property
    def lookups(self) -> dict[str, Any]:
        names = {"exercise": "exercise__uid"}
        return {names.get(key, key): value for key, value in self.validated_data.items()}


def _status_response(request: Request, clip: PracticeClip) -> Response:
    body = serializers.status_of(clip, person(request))
    return Response(_json(request, serializers.TakeStatusSerializer, body))
