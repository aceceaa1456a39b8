"""The API of feedback and conversations. Who may not see a thing gets 404."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import rules, services
from feedback.models import Feedback, PracticeThread
from feedback.queries import threads_of
from feedback.serializers import (
    FeedbackSerializer,
    MarkerSerializer,
    MessageSerializer,
    NewThreadSerializer,
    ThreadSerializer,
)
from portal.accounts.people import person
from practice.models import PracticeClip


class FeedbackView(APIView):
    """What the views of feedback share."""

    def find_clip(self, clip_id: UUID) -> PracticeClip:
        takes = PracticeClip.objects.visible_to(person(self.request))
        return get_object_or_404(takes.select_related("asset", "exercise_revision"), pk=clip_id)

    def find_feedback(self, feedback_id: UUID) -> Feedback:
        return get_object_or_404(_with_rows(self.visible), pk=feedback_id)

    @property
    def visible(self) -> QuerySet[Feedback]:
        return Feedback.objects.visible_to(person(self.request))

    def shown(self, feedback: Feedback) -> dict[str, Any]:
        """The draft for who writes it, the released version for everyone else."""
        is_writer = rules.may_write(person(self.request), feedback)
        version = feedback.get_latest_revision_as_object() if is_writer else feedback
        return dict(FeedbackSerializer(version, context={"is_writer": is_writer}).data)


class ClipFeedbackView(FeedbackView):
    @extend_schema(responses=FeedbackSerializer(many=True), operation_id="clips_feedback_list")
    def get(self, request: Request, clip_id: UUID) -> Response:
        """The feedback on a take: released, and your own draft. Oldest first."""
        clip = self.find_clip(clip_id)
        found = _with_rows(self.visible).filter(clip=clip).order_by("created_at")
        return Response([self.shown(feedback) for feedback in found])

    @extend_schema(
        request=None,
        responses={201: FeedbackSerializer, 200: FeedbackSerializer},
        operation_id="clips_feedback_open",
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """Begin your feedback on a take; the same draft when you have one."""
        clip = self.find_clip(clip_id)
        is_new = not clip.feedback.filter(teacher=person(request)).exists()
        feedback = services.open_feedback(actor=person(request), clip=clip)
        made = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(self.shown(self.find_feedback(feedback.pk)), status=made)


class FeedbackDetailView(FeedbackView):
    @extend_schema(responses=FeedbackSerializer, operation_id="feedback_retrieve")
    def get(self, request: Request, feedback_id: UUID) -> Response:
        return Response(self.shown(self.find_feedback(feedback_id)))

    @extend_schema(
        request=FeedbackSerializer,
        responses=FeedbackSerializer,
        operation_id="feedback_update",
    )
    def patch(self, request: Request, feedback_id: UUID) -> Response:
        """Change the summary of the draft; the student sees it after the next release."""
        feedback = self.find_feedback(feedback_id)
        sent = FeedbackSerializer(feedback, data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        summary = sent.validated_data.get("summary", feedback.summary)
        services.write_summary(actor=person(request), feedback=feedback, summary=summary)
        return Response(self.shown(self.find_feedback(feedback_id)))


class MarkersView(FeedbackView):
    @extend_schema(responses=MarkerSerializer(many=True), operation_id="feedback_markers_list")
    def get(self, request: Request, feedback_id: UUID) -> Response:
        """In the order of their time; the draft's for its teacher."""
        return Response(self.shown(self.find_feedback(feedback_id))["markers"])

    @extend_schema(
        request=MarkerSerializer,
        responses={201: MarkerSerializer},
        operation_id="feedback_markers_create",
    )
    def post(self, request: Request, feedback_id: UUID) -> Response:
        """Add a remark to the draft."""
        feedback = get_object_or_404(self.visible, pk=feedback_id)
        sent = MarkerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        marker = services.add_marker(
            actor=person(request), feedback=feedback, **sent.validated_data
        )
        return Response(MarkerSerializer(marker).data, status=status.HTTP_201_CREATED)


class ReleaseView(FeedbackView):
    @extend_schema(request=None, responses=FeedbackSerializer, operation_id="feedback_release")
    def post(self, request: Request, feedback_id: UUID) -> Response:
        """Show it to the student. Again without changes does nothing."""
        services.release_feedback(actor=person(request), feedback=Feedback(pk=feedback_id))
        return Response(self.shown(self.find_feedback(feedback_id)))


class ThreadsView(FeedbackView):
    @extend_schema(responses=ThreadSerializer(many=True), operation_id="clips_threads_list")
    def get(self, request: Request, clip_id: UUID) -> Response:
        """The conversations on a take with their messages, oldest first."""
        threads = threads_of(person(request), self.find_clip(clip_id))
        return Response(ThreadSerializer(threads, many=True).data)

    @extend_schema(
        request=NewThreadSerializer,
        responses={201: ThreadSerializer},
        operation_id="clips_threads_create",
    )
    def post(self, request: Request, clip_id: UUID) -> Response:
        """Start one. A remark has one conversation: a second start joins it."""
        clip = self.find_clip(clip_id)
        sent = NewThreadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        thread = services.start_thread(actor=person(request), clip=clip, **_subject(clip, sent))
        found = threads_of(person(request), clip).get(pk=thread.pk)
        return Response(ThreadSerializer(found).data, status=status.HTTP_201_CREATED)


class MessagesView(APIView):
    @extend_schema(responses=MessageSerializer(many=True), operation_id="threads_messages_list")
    def get(self, request: Request, thread_id: UUID) -> Response:
        """Oldest first."""
        messages = self._thread(thread_id).messages.select_related("author")
        return Response(MessageSerializer(messages, many=True).data)

    @extend_schema(
        request=MessageSerializer,
        responses={201: MessageSerializer},
        operation_id="threads_messages_create",
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        thread = self._thread(thread_id)
        sent = MessageSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        text = sent.validated_data["text"]
        message = services.post_message(actor=person(request), thread=thread, text=text)
        return Response(MessageSerializer(message).data, status=status.HTTP_201_CREATED)

    def _thread(self, thread_id: UUID) -> PracticeThread:
        threads = PracticeThread.objects.visible_to(person(self.request))
        return get_object_or_404(threads.select_related("clip"), pk=thread_id)


def _with_rows(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return feedback.select_related(
        "teacher", "latest_revision", "clip__asset", "clip__student", "clip__exercise"
    ).prefetch_related("markers", "scores")


def _subject(clip: PracticeClip, sent: NewThreadSerializer) -> dict[str, Any]:
    told = sent.validated_data
    return {
        "text": told["text"],
        "segment": _segment(clip, told.get("segment_id")),
        "marker_uid": told.get("marker_id"),
        "at_ms": told.get("at_ms"),
    }


def _segment(clip: PracticeClip, segment_id: UUID | None) -> Any:
    if segment_id is None:
        return None
    return get_object_or_404(clip.segments.select_related("video_clip"), pk=segment_id)
