"""GET /api/v1/exercises/: what the person with this token can practise."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView

from courses.models import Exercise
from courses.queries import exercises_in_detail, placed
from courses.serializers import ExerciseSerializer
from portal.accounts.people import person

BY_COURSE = OpenApiParameter(
    "course", OpenApiTypes.UUID, description="Only the exercises of this course."
)


class ExerciseList(ListAPIView[Exercise]):
    """Every exercise that is open to you, in the order of the courses."""

    serializer_class = ExerciseSerializer

    def get_queryset(self) -> Any:
        found = exercises_in_detail(person(self.request))
        course = self.request.query_params.get("course")
        return found.of_course(_uuid(course)) if course else found

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        return None if page is None else placed(page)

    @extend_schema(operation_id="exercises_list", tags=["exercises"], parameters=[BY_COURSE])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs)


class ExerciseDetail(RetrieveAPIView[Exercise]):
    serializer_class = ExerciseSerializer

    def get_object(self) -> Exercise:
        found = placed(exercises_in_detail(person(self.request)).filter(uid=self.kwargs["uid"]))
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
