"""The pages below a course: modules, lessons and exercises, each at its own depth."""

import uuid
from typing import Any

from wagtail.models import PageManager

from accounts.models import User
from courses.models.base import LearningPage, LearningPageQuerySet
from courses.models.course import Course, is_open_to


class BelowCourseQuerySet(LearningPageQuerySet):
    def of_course(self, uid: uuid.UUID) -> "LearningPageQuerySet":
        return self.of_courses(Course.objects.filter(uid=uid))

    def visible_to(self, user: User) -> "LearningPageQuerySet":
        """Live pages of the courses this person may open."""
        return self.under_live_pages().of_courses(Course.objects.visible_to(user))


BelowCourseManager = PageManager.from_queryset(BelowCourseQuerySet)


class BelowCourse(LearningPage):
    objects = BelowCourseManager()

    class Meta:
        abstract = True

    @property
    def course(self) -> Course | None:
        known_path, course = getattr(self, "_course_of_path", ("", None))
        if known_path != self.path:
            course = Course.objects.filter(path=self._path_above(self.steps_below_course)).first()
            self._course_of_path = (self.path, course)
        return course

    def is_open_to(self, user: Any) -> bool:
        return is_open_to(user, self._path_above(self.steps_below_course))
