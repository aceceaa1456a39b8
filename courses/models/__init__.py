"""Course → Module → Lesson → Exercise, as pages; and who is enrolled."""

from courses.models.change import ContentChange
from courses.models.course import Course, CourseAccess, CourseIndexPage, Joining
from courses.models.enrolment import Enrolment
from courses.models.exercise import Exercise, Passage, PeerVisibility, RubricCriterion
from courses.models.home import HomePage
from courses.models.lesson import Lesson
from courses.models.module import Module

__all__ = [
    "ContentChange",
    "Course",
    "CourseAccess",
    "CourseIndexPage",
    "Enrolment",
    "Exercise",
    "HomePage",
    "Joining",
    "Lesson",
    "Module",
    "Passage",
    "PeerVisibility",
    "RubricCriterion",
]
