"""The API of feedback and conversations. What the caller may not see is a 404."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.people import person
from accounts.scopes import EITHER, TEACHING
from core.refusals_schema import TOO_FAST
from feedback import rules, services
from feedback.models import Feedback, PracticeThread, ThreadMessage
from feedback.moderation.sight import Cases, Onlooker, cases_of_remarks
from feedback.queries import threads_of
from feedback.serializers import (
    FeedbackSerializer,
    MarkerSerializer,
    MessageSerializer,
    NewThreadSerializer,
    ThreadSerializer,
)
from practice.models import Take
from practice.services import note_feedback_seen

ROWS_AT_ONCE = 100
BEFORE = OpenApiParameter(
    "before",
    UUID,
    description=f"Return the {ROWS_AT_ONCE} before the one with this id; without it, the newest.",
)


def _newest(rows: QuerySet[Any], request: Request) -> list[Any]:
    """The newest rows that fit in one response, oldest first."""
    if before := request.query_params.get("before"):
        rows = rows.filter(_comes_before(get_object_or_404(rows, pk=_uuid(before))))
    return list(rows.order_by("-created_at", "-pk")[:ROWS_AT_ONCE])[::-1]


def _comes_before(row: Any) -> Q:
    return Q(created_at__lt=row.created_at) | Q(created_at=row.created_at, pk__lt=row.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


class FeedbackView(APIView):
    """Shared by the feedback views; each is about one take."""

    _cases: Cases | None = None

    def find_take(self, take_id: UUID) -> Take:
        takes = Take.objects.visible_to(person(self.request))
        return get_object_or_404(takes.select_related("asset", "exercise_revision"), pk=take_id)

    def find_feedback(self, feedback_id: UUID) -> Feedback:
        return get_object_or_404(_with_rows(self.visible), pk=feedback_id)

    @property
    def visible(self) -> QuerySet[Feedback]:
        return Feedback.objects.visible_to(person(self.request))

    def shown(self, feedback: Feedback) -> dict[str, Any]:
        """The draft for its author and who may release it, the released version for others."""
        is_writer = rules.reads_draft(person(self.request), feedback)
        version = feedback.get_latest_revision_as_object() if is_writer else feedback
        context = {"is_writer": is_writer, "feedback": feedback, "cases": self.cases(feedback)}
        context["onlooker"] = Onlooker(person(self.request), feedback.take)
        return dict(FeedbackSerializer(version, context=context).data)

    def cases(self, feedback: Feedback) -> Cases:
        """Loaded once for all feedback on a take."""
        if self._cases is None:
            self._cases = cases_of_remarks(feedback.take)
        return self._cases


class TakeFeedbackView(FeedbackView):
    token_scopes = TEACHING

    @extend_schema(responses=FeedbackSerializer(many=True), operation_id="takes_feedback_list")
    def get(self, request: Request, take_id: UUID) -> Response:
        """The released feedback on a take and your own draft, oldest first."""
        take = self.find_take(take_id)
        found = _with_rows(self.visible).filter(take=take).order_by("created_at")
        note_feedback_seen(actor=person(request), take=take)
        return Response([self.shown(feedback) for feedback in found])

    @extend_schema(
        request=None,
        responses={201: FeedbackSerializer, 200: FeedbackSerializer},
        operation_id="takes_feedback_open",
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """Start your feedback on a take, or get the draft you already have."""
        take = self.find_take(take_id)
        is_new = not take.feedback.filter(teacher=person(request)).exists()
        feedback = services.open_feedback(actor=person(request), take=take)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(self.shown(self.find_feedback(feedback.pk)), status=code)


class FeedbackDetailView(FeedbackView):
    token_scopes = TEACHING

    @extend_schema(responses=FeedbackSerializer, operation_id="feedback_retrieve")
    def get(self, request: Request, feedback_id: UUID) -> Response:
        """One teacher's feedback on a take."""
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
    token_scopes = TEACHING

    @extend_schema(responses=MarkerSerializer(many=True), operation_id="feedback_markers_list")
    def get(self, request: Request, feedback_id: UUID) -> Response:
        """The markers in time order; its teacher gets those of the draft."""
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
    token_scopes = TEACHING

    @extend_schema(request=None, responses=FeedbackSerializer, operation_id="feedback_release")
    def post(self, request: Request, feedback_id: UUID) -> Response:
        """Release the feedback to the student. Repeating it without changes has no effect."""
        services.release_feedback(actor=person(request), feedback=Feedback(pk=feedback_id))
        return Response(self.shown(self.find_feedback(feedback_id)))


class ThreadsView(FeedbackView):
    token_scopes = EITHER

    @extend_schema(
        responses=ThreadSerializer(many=True),
        operation_id="takes_threads_list",
        parameters=[BEFORE],
    )
    def get(self, request: Request, take_id: UUID) -> Response:
        """The newest conversations on a take, each with its newest messages, oldest first."""
        take = self.find_take(take_id)
        threads = _newest(threads_of(person(request), take), request)
        return Response(ThreadSerializer(threads, many=True, context=_onlooker(request, take)).data)

    @extend_schema(
        request=NewThreadSerializer,
        responses={201: ThreadSerializer, **TOO_FAST},
        operation_id="takes_threads_create",
    )
    def post(self, request: Request, take_id: UUID) -> Response:
        """Start a conversation. A remark has only one: starting again adds to it."""
        take = self.find_take(take_id)
        sent = NewThreadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        thread = services.start_thread(actor=person(request), take=take, **_subject(take, sent))
        found = threads_of(person(request), take).get(pk=thread.pk)
        body = ThreadSerializer(found, context=_onlooker(request, take)).data
        return Response(body, status=status.HTTP_201_CREATED)


class MessagesView(APIView):
    token_scopes = EITHER

    @extend_schema(
        responses=MessageSerializer(many=True),
        operation_id="threads_messages_list",
        parameters=[BEFORE],
    )
    def get(self, request: Request, thread_id: UUID) -> Response:
        """The newest messages of a conversation, oldest first."""
        thread = self._thread(thread_id)
        messages = ThreadMessage.objects.seen_by(person(request)).filter(thread=thread)
        rows = messages.select_related("author", "case")
        context = _onlooker(request, thread.take)
        return Response(MessageSerializer(_newest(rows, request), many=True, context=context).data)

    @extend_schema(
        request=MessageSerializer,
        responses={201: MessageSerializer, **TOO_FAST},
        operation_id="threads_messages_create",
    )
    def post(self, request: Request, thread_id: UUID) -> Response:
        """Add a message to a conversation."""
        thread = self._thread(thread_id)
        sent = MessageSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        text = sent.validated_data["text"]
        message = services.post_message(actor=person(request), thread=thread, text=text)
        body = MessageSerializer(message, context=_onlooker(request, thread.take)).data
        return Response(body, status=status.HTTP_201_CREATED)

    def _thread(self, thread_id: UUID) -> PracticeThread:
        threads = PracticeThread.objects.visible_to(person(self.request))
        return get_object_or_404(threads.select_related("take"), pk=thread_id)


def _onlooker(request: Request, take: Take) -> dict[str, Any]:
    return {"onlooker": Onlooker(person(request), take)}


def _with_rows(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return feedback.select_related(
        "teacher", "latest_revision", "take__asset", "take__student", "take__exercise"
    ).prefetch_related("markers", "scores")


def _subject(take: Take, sent: NewThreadSerializer) -> dict[str, Any]:
    data = sent.validated_data
    return {
        "text": data["text"],
        "segment": _segment(take, data.get("segment_id")),
        "marker_uid": data.get("marker_id"),
        "at_ms": data.get("at_ms"),
    }


def _segment(take: Take, segment_id: UUID | None) -> Any:
    if segment_id is None:
        return None
    return get_object_or_404(take.segments.select_related("video_clip"), pk=segment_id)
