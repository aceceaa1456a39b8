"""Choosing among one's own takes by state and course."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from portal.accounts.models import User
from portal.videos.models import AssetState
from practice import queries
from practice.models import ClipStatus
from practice.models.clip import PracticeClipQuerySet


@dataclass(frozen=True)
class Choice:
    value: str
    label: Any
    is_chosen: bool


class PracticeFilter:
    """`?state=…&course=<uid>`; what it does not know it ignores."""

    def __init__(self, query: QueryDict, user: User) -> None:
        self.user = user
        self.state = query.get("state", "")
        self.course = query.get("course", "")

    def apply(self, takes: PracticeClipQuerySet) -> PracticeClipQuerySet:
        if self.state == "failed":
            takes = takes.handed_in().filter(asset__processing_status=AssetState.FAILED)
        elif self.state in ClipStatus.values:
            takes = takes.filter(status=self.state)
        chosen = self.chosen_course
        return takes.filter(course=chosen) if chosen else takes

    @cached_property
    def courses(self) -> list[Course]:
        return queries.courses_of_my_takes(self.user)

    @property
    def chosen_course(self) -> Course | None:
        return next((course for course in self.courses if str(course.uid) == self.course), None)

    @property
    def states(self) -> list[Choice]:
        known = [("", _("All")), *ClipStatus.choices, ("failed", _("video failed"))]
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
        """What the links to other pages keep."""
        kept = QueryDict(mutable=True)
        kept.update({k: v for k, v in (("state", self.state), ("course", self.course)) if v})
        return kept.urlencode()
