"""Filters of the queue."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.models import Course
from feedback.models import CaseKind, CaseState, ModerationCase


def courses_with_cases(request: Any) -> QuerySet[Any]:
    named = ModerationCase.objects.exclude(course=None).order_by().values("course")
    courses: QuerySet[Any] = Course.objects.filter(pk__in=named).only("title").order_by("title")
    return courses


class CaseFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=CaseState.choices, widget=CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("What"), choices=CaseKind.choices, widget=CheckboxSelectMultiple
    )
    course = django_filters.ModelChoiceFilter(label=_("Course"), queryset=courses_with_cases)

    class Meta:
        model = ModerationCase
        fields = ["state", "kind", "course"]
