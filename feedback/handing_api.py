"""The API of assistants' drafts: handing them on, and sending them back."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import person
from accounts.scopes import TEACHING
from feedback import services
from feedback.api import FeedbackView
from feedback.serializers import FeedbackSerializer


class SendBackSerializer(serializers.Serializer[None]):
    words = serializers.CharField(max_length=1000, help_text="What is missing; for the assistant.")


class HandOnView(FeedbackView):
    token_scopes = TEACHING

    @extend_schema(request=None, responses=FeedbackSerializer, operation_id="feedback_hand_on")
    def post(self, request: Request, feedback_id: UUID) -> Response:
        """For assistants: ask the course's teachers to release the draft."""
        feedback = self.find_feedback(feedback_id)
        services.hand_on(actor=person(request), feedback=feedback)
        return Response(self.shown(self.find_feedback(feedback_id)))


class SendBackView(FeedbackView):
    token_scopes = TEACHING

    @extend_schema(
        request=SendBackSerializer, responses={204: None}, operation_id="feedback_send_back"
    )
    def post(self, request: Request, feedback_id: UUID) -> Response:
        """For teachers: return an assistant's draft, which only the assistant reads then."""
        feedback = self.find_feedback(feedback_id)
        sent = SendBackSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        words = sent.validated_data["words"]
        services.send_back(actor=person(request), feedback=feedback, words=words)
        return Response(status=status.HTTP_204_NO_CONTENT)
