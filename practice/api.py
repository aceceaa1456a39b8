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

from accounts.people import person
from accounts.scopes import EITHER, PRACTISING
from core.errors import Refusal
from core.refusals_schema import NO_ROOM, TOO_FAST
from courses.models import Exercise
from practice import queries, serializers, services
from practice.models import Take, TakeStatus, VideoSegment
from videos.intake import uploads
from videos.models import Upload
from videos.watching import delivery


def _json(request: Request, serializer: Any, value: Any, **kwargs: Any) -> Any:
    """The serializer gets the request, so that URLs are absolute."""
    return serializer(value, context={"request": request}, **kwargs).data


def _take(request: Request, take_id: UUID) -> Take:
    return get_object_or_404(queries.visible_takes(person(request)), pk=take_id)


def _own_take(request: Request, take_id: UUID) -> Take:
    """With its upload in the same query, so that erasing it right afterwards causes no error."""
    takes = queries.my_takes(person(request)).select_related("asset__upload")
    return get_object_or_404(takes, pk=take_id)


def _own_upload(request: Request, take_id: UUID) -> tuple[Take, Upload]:
    take = _own_take(request, take_id)
    if take.status != TakeStatus.UPLOADING:
        raise Refusal("not_uploading", _("This take is no longer being uploaded."))
    return take, services.upload_of(take)


def _ticket(take: Take, upload: Upload) -> dict[str, Any]:
    ticket = uploads.ticket(upload)
    return {
        "take_id": take.pk,
        "clip_id": take.pk,
        "url": ticket.url,
        "parts": ticket.parts,
        "part_bytes": upload.part_bytes,
        "expires_at": ticket.expires_at,
    }


class UploadsView(APIView):
    token_scopes = PRACTISING

    @extend_schema(
        request=serializers.UploadRequestSerializer,
        responses={201: serializers.UploadSerializer, **NO_ROOM, **TOO_FAST},
        operation_id="uploads_create",
    )
    def post(self, request: Request) -> Response:
        """Start a take. PUT the bytes to `url` (or each part to its own URL), then commit."""
        asked = serializers.UploadRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        exercise = get_object_or_404(
            Exercise.objects.visible_to(person(request)), uid=given.pop("exercise")
        )
        seconds = given.pop("duration_sec", None)
        given["duration_ms"] = round(seconds * 1000) if seconds else None
        take = services.start_take(actor=person(request), exercise=exercise, **given)
        body = _json(request, serializers.UploadSerializer, _ticket(take, services.upload_of(take)))
        return Response(body, status=status.HTTP_201_CREATED)


class UploadView(APIView):
    token_scopes = PRACTISING

    @extend_schema(responses=serializers.UploadProgressSerializer, operation_id="uploads_retrieve")
    def get(self, request: Request, take_id: UUID) -> Response:
        """Fresh URLs, and which parts have arrived: what is needed to resume an upload."""
        take, upload = _own_upload(request, take_id)
        progress = {**_ticket(take, upload), "received": uploads.received(upload)}
        return Response(_json(request, serializers.UploadProgressSerializer, progress))

    @extend_schema(responses={204: None}, operation_id="uploads_abort")
    def delete(self, request: Request, take_id: UUID) -> Response:
        """Cancel the upload. A take that has been handed in stays; withdraw it instead."""
        services.abort_take(actor=person(request), take=_own_take(request, take_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakesView(generics.ListAPIView[Take]):
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
            OpenApiParameter("status", str, enum=TakeStatus.values),
        ],
        operation_id="takes_list",
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class TakeView(APIView):
    @extend_schema(responses=serializers.TakeSerializer, operation_id="takes_retrieve")
    def get(self, request: Request, take_id: UUID) -> Response:
        return Response(_json(request, serializers.TakeSerializer, _take(request, take_id)))


class TakeCommitView(APIView):
    token_scopes = PRACTISING

    @extend_schema(
        request=serializers.CommitSerializer,
        responses=serializers.TakeStatusSerializer,
        operation_id="takes_commit",
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """All bytes have been sent: hand in the take. Safe to repeat."""
        given = serializers.CommitSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        take = _own_take(request, take_id)
        take = services.commit_take(actor=person(request), take=take, **given.validated_data)
        return _status_response(request, take)


class TakeStatusView(APIView):
    @extend_schema(responses=serializers.TakeStatusSerializer, operation_id="takes_status")
    def get(self, request: Request, take_id: UUID) -> Response:
        return _status_response(request, _take(request, take_id))


class TakeStreamsView(APIView):
    @extend_schema(responses=serializers.StreamsSerializer, operation_id="takes_streams")
    def get(self, request: Request, take_id: UUID) -> Response:
        take = _take(request, take_id)
        if not take.asset.is_watchable:
            raise Refusal("not_watchable", _("This take can't be watched yet."))
        streams = delivery.streams(take.asset, person(request))
        return Response(_json(request, serializers.StreamsSerializer, streams))


class TakeWithdrawView(APIView):
    token_scopes = PRACTISING

    @extend_schema(
        request=None, responses=serializers.TakeSerializer, operation_id="takes_withdraw"
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """Withdraw the take, as long as feedback has not begun."""
        take = services.withdraw_take(actor=person(request), take=_own_take(request, take_id))
        return Response(_json(request, serializers.TakeSerializer, take))


class TakeRetryView(APIView):
    token_scopes = EITHER

    @extend_schema(
        request=None,
        responses={200: serializers.TakeStatusSerializer, **TOO_FAST},
        operation_id="takes_retry",
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """Prepare a failed video again."""
        take = services.retry_take(actor=person(request), take=_take(request, take_id))
        return _status_response(request, take)


class SegmentsView(APIView):
    token_scopes = EITHER

    @extend_schema(
        responses=serializers.SegmentSerializer(many=True), operation_id="takes_segments_list"
    )
    def get(self, request: Request, take_id: UUID) -> Response:
        rows = queries.segments_of(_take(request, take_id))
        return Response(_json(request, serializers.SegmentSerializer, rows, many=True))

    @extend_schema(
        request=serializers.SegmentSerializer,
        responses={201: serializers.SegmentSerializer, **TOO_FAST},
        operation_id="takes_segments_create",
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """Name a span of the take. It plays at once; the same span gives the same segment."""
        take = _take(request, take_id)
        asked = serializers.SegmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        segment: VideoSegment = services.make_segment(
            actor=person(request), take=take, **asked.validated_data
        )
        body = _json(request, serializers.SegmentSerializer, segment)
        return Response(body, status=status.HTTP_201_CREATED)


class _TakeFilter(drf.Serializer[Any]):
    exercise = drf.UUIDField(required=False)
    student = drf.UUIDField(required=False)
    status = drf.ChoiceField(choices=TakeStatus.choices, required=False)

    @property
    def lookups(self) -> dict[str, Any]:
        given = dict(self.validated_data)
        if uid := given.pop("exercise", None):
            given["exercise_key__in"] = Exercise.objects.filter(uid=uid).translation_keys()
        return given


def _status_response(request: Request, take: Take) -> Response:
    body = serializers.status_of(take, person(request))
    return Response(_json(request, serializers.TakeStatusSerializer, body))
