"""Filters of the queue."""

from typing import Any

import django_filters
from django.db.models import QuerySet, TextChoices
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from courses.models import Course
from feedback.models import CaseKind, CaseState, ModerationCase


def courses_with_cases(request: Any) -> QuerySet[Any]:
    named = ModerationCase.objects.exclude(course=None).order_by().values("course")
    courses: QuerySet[Any] = Course.objects.filter(pk__in=named).only("title").order_by("title")
    return courses


def any_of(label: Any, choices: type[TextChoices]) -> django_filters.MultipleChoiceFilter:
    """Not distinct: to compare the rows, the database would make up all their columns."""
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices.choices, widget=CheckboxSelectMultiple, distinct=False
    )


class CaseFilterSet(WagtailFilterSet):
    state = any_of(_("State"), CaseState)
    kind = any_of(_("What"), CaseKind)
    course = django_filters.ModelChoiceFilter(label=_("Course"), queryset=courses_with_cases)

    class Meta:
        model = ModerationCase
        fields = ["state", "kind", "course"]
