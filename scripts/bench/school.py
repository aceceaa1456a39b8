"""Of a large school: the rows that the visits are about, and who visits. See demo.crowd.

The busy teacher and the busy student have the longest lists there are.
"""

from functools import cached_property
from typing import Any

from accounts.models import User
from courses.models import Course, Exercise, Lesson, PeerVisibility
from demo.crowd.plan import SLUG, email_of
from feedback.models import Feedback
from practice.models import Take, TakeStatus


class School:
    @cached_property
    def course(self) -> Course:
        return Course.objects.get(slug=f"{SLUG}1")

    @cached_property
    def exercise(self) -> Exercise:
        found: Exercise = Exercise.objects.descendant_of(self.course).first()
        return found

    @cached_property
    def lesson(self) -> Lesson:
        return Lesson.objects.parent_of(self.exercise).get()

    @cached_property
    def answered(self) -> Take:
        return self._take(TakeStatus.ANSWERED, threads__isnull=False)

    @cached_property
    def rich(self) -> Take:
        """The busy student's, with all a take can have, of an exercise that shows classmates'."""
        return self._take(
            TakeStatus.ANSWERED,
            student=self.person("student"),
            threads__isnull=False,
            segments__isnull=False,
            exercise__peer_visibility__in=[PeerVisibility.AFTER_OWN_TAKE, PeerVisibility.OPEN],
        )

    @cached_property
    def waiting(self) -> Take:
        return self._take(TakeStatus.SUBMITTED, asset__processing_status="ready")

    @cached_property
    def in_review(self) -> Take:
        drafts = Feedback.objects.filter(teacher=self.person("teacher"), live=False)
        return self._take(TakeStatus.IN_REVIEW, feedback__in=drafts)

    @cached_property
    def draft(self) -> Feedback:
        return self.in_review.feedback.get()

    def person(self, role: str, number: int = 0) -> User:
        return User.objects.get(email=email_of(role, number))

    def _take(self, status: str, **more: Any) -> Take:
        takes = Take.objects.filter(course=self.course, status=status, **more)
        found = takes.order_by("pk").select_related("asset", "student").first()
        if found is None:
            raise RuntimeError(f"the school is too small: no take is {status} with {more}")
        return found
