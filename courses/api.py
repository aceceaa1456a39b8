"""GET /api/v1/exercises/: what the person with this token can practise."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import person
from courses.kept import Key, kept_each
from courses.models import Exercise
from courses.queries import exercises_for, in_detail, open_exercises, placed
from courses.serializers import ExerciseSerializer

BY_COURSE = OpenApiParameter(
    "course", OpenApiTypes.UUID, description="Only the exercises of this course."
)


class ExerciseList(ListAPIView[Exercise]):
    """Every exercise that is open to you, in the order of the courses."""

    serializer_class = ExerciseSerializer
    queryset = Exercise.objects.none()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        course = request.query_params.get("course")
        of = {"uid": _uuid(course)} if course else {}
        pks = open_exercises(person(request), request._request, **of)
        keys = [("exercise", pk) for pk in self.paginate_queryset(pks) or []]
        rows = kept_each(request._request, keys, self._described)
        return self.get_paginated_response([rows[key] for key in keys if key in rows])

    def _described(self, keys: Sequence[Key]) -> dict[Key, Any]:
        """As JSON, the same for everyone who may open the exercise."""
        found = placed(in_detail(Exercise.objects.filter(pk__in=[pk for _name, pk in keys])))
        return {("exercise", row.pk): self.get_serializer(row).data for row in found}

    @extend_schema(operation_id="exercises_list", tags=["exercises"], parameters=[BY_COURSE])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)


class ExerciseDetail(RetrieveAPIView[Exercise]):
    serializer_class = ExerciseSerializer

    def get_object(self) -> Exercise:
        found = placed(
            in_detail(exercises_for(person(self.request)).filter(uid=self.kwargs["uid"]))
        )
        if not found:
            raise Http404
        return found[0]

    @extend_schema(operation_id="exercises_retrieve", tags=["exercises"])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError({"course": ["This is not the id of a course."]}) from None
