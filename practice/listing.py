"""Filtering one's own takes by state and course."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Course
from practice import queries
from practice.models import TakeStatus
from practice.models.take import TakeQuerySet
from videos.models import AssetState


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    is_chosen: bool


class PracticeFilter:
    """`?state=…&course=<uid>`; unknown values are ignored."""

    def __init__(self, query: QueryDict, user: User) -> None:
        self.user = user
        self.state = query.get("state", "")
        self.course = query.get("course", "")

    def apply(self, takes: TakeQuerySet) -> TakeQuerySet:
        if self.state == "failed":
            takes = takes.handed_in().filter(asset__processing_status=AssetState.FAILED)
        elif self.state in TakeStatus.values:
            takes = takes.filter(status=self.state)
        chosen = self.chosen_course
        return takes.of_course(chosen) if chosen else takes

    @cached_property
    def courses(self) -> list[Course]:
        return queries.courses_of_my_takes(self.user)

    @property
    def chosen_course(self) -> Course | None:
        return next((course for course in self.courses if str(course.uid) == self.course), None)

    @property
    def states(self) -> list[Choice]:
        known = [("", _("All")), *TakeStatus.choices, ("failed", _("video failed"))]
        return [Choice(value, label, value == self.state) for value, label in known]

    @property
    def course_choices(self) -> list[Choice]:
        rows = [(str(course.uid), course.title) for course in self.courses]
        return [Choice(value, label, value == self.course) for value, label in rows]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.chosen_course)

    @property
    def query(self) -> str:
        """The filter as a query string, for the pagination links."""
        kept = QueryDict(mutable=True)
        kept.update({k: v for k, v in (("state", self.state), ("course", self.course)) if v})
        return kept.urlencode()
