"""How large a school is, and which of its people have the longest lists."""

from dataclasses import dataclass

HOST = "crowd.example"
SLUG = "crowd-"
MODULES, LESSONS, EXERCISES = 2, 2, 2
"""In each course, in each module, in each lesson."""
ATTEMPTS = 2.5
"""Takes that a student makes of an exercise, on average."""
BUSY_COURSES = 10
"""Every tenth course is taught by the busy teacher, and taken by the busy student."""
BIG_SHARE = 20
"""The first course has a twentieth of all takes."""


@dataclass(frozen=True)
class Plan:
    takes: int

    @property
    def courses(self) -> int:
        return max(self.takes // 200, 2)

    @property
    def teachers(self) -> int:
        return max(self.takes // 1000, 2)

    @property
    def students(self) -> int:
        return max(self.takes // 20, 20)

    @property
    def exercises_of_course(self) -> int:
        return MODULES * LESSONS * EXERCISES

    @property
    def library_videos(self) -> int:
        return max(self.courses * self.exercises_of_course // 2, 1)

    def takes_of(self, course: int) -> int:
        """Adds up to `takes`."""
        big = self.takes // BIG_SHARE
        if course == 0:
            return big
        share, left = divmod(self.takes - big, self.courses - 1)
        return share + (1 if course <= left else 0)

    def students_of(self, course: int) -> int:
        wanted = self.takes_of(course) / (self.exercises_of_course * ATTEMPTS)
        return min(max(round(wanted), 1), self.students)


def email_of(role: str, number: int) -> str:
    """The first of each role is the busy one: `teacher1@crowd.example`."""
    return f"{role}{number + 1}@{HOST}"
