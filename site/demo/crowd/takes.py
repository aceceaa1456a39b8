"""Takes with their segments, and how far each has come."""

from dataclasses import dataclass
from itertools import cycle
from typing import Any

from courses.models import Exercise
from demo.crowd.courses import MadeCourse
from demo.crowd.keys import YEAR_MINUTES, Calendar, Chance
from demo.crowd.videos import Videos
from demo.crowd.writing import Writer
from practice.models import Take, TakeStatus, VideoSegment
from videos.models import AssetState, ClipState, VideoClip

FAILED = "failed"
OUTCOMES = (
    [TakeStatus.ANSWERED] * 80
    + [TakeStatus.IN_REVIEW] * 6
    + [TakeStatus.SUBMITTED] * 9
    + [TakeStatus.WITHDRAWN] * 2
    + [TakeStatus.UPLOADING] * 2
    + [FAILED]
)
"""Of each hundred takes; one was handed in, but its video could not be prepared."""


@dataclass(frozen=True)
class MadeTake:
    """What an answer needs to know of a take."""

    key: str
    student: str
    outcome: str
    length_ms: int
    minutes: float

    @property
    def is_watchable(self) -> bool:
        return self.outcome not in (TakeStatus.UPLOADING, FAILED)


class Takes:
    def __init__(self, write: Writer, chance: Chance, calendar: Calendar) -> None:
        self._chance, self._calendar = chance, calendar
        self._videos = Videos(write, chance, calendar)
        self._outcomes = cycle(chance.sample(OUTCOMES, len(OUTCOMES)))
        self._clips = write.into(
            Take, "id", "student_id", "exercise_id", "exercise_key", "exercise_revision_id",
            "course_id", "course_key", "asset_id", "attempt", "status", "submitted_at",
            "answered_at", "withdrawn_at", "created_at", "updated_at",
        )  # fmt: skip
        self._spans = write.into(
            VideoClip, "id", "original_video_id", "clip_hash", "start_ms", "end_ms", "created_at",
            "updated_at", processing_status=ClipState.READY, size_bytes=400_000,
        )  # fmt: skip
        self._segments = write.into(
            VideoSegment, "id", "take_id", "video_clip_id", "label", "created_by_id",
            "created_at", "updated_at",
        )  # fmt: skip

    def make(self, course: MadeCourse, count: int) -> list[MadeTake]:
        """This many takes, spread over the class and its exercises, attempt by attempt."""
        places = [(student, one) for one in course.exercises for student in course.students]
        self._chance.shuffle(places)
        turns = (divmod(number, len(places)) for number in range(count))
        return [self._make(course, *places[place], attempt + 1) for attempt, place in turns]

    def _make(self, course: MadeCourse, student: str, exercise: Exercise, attempt: int) -> MadeTake:
        outcome = next(self._outcomes)
        minutes = self._chance.uniform(*_age(outcome))
        asset, length_ms = self._videos.asset(
            student, minutes + 5, state=_state(outcome), group=str(course.key)
        )
        take = MadeTake(self._chance.key(), student, outcome, length_ms, minutes)
        status = TakeStatus.SUBMITTED if outcome == FAILED else outcome
        at = self._calendar.ago
        self._clips.add(
            take.key, student, exercise.pk, exercise.translation_key.hex,
            exercise.live_revision_id, course.key, course.translation_key, asset, attempt, status,
            None if outcome == TakeStatus.UPLOADING else at(minutes),
            at(minutes - 600) if outcome == TakeStatus.ANSWERED else None,
            at(minutes - 3) if outcome == TakeStatus.WITHDRAWN else None,
            at(minutes + 5), at(minutes),
        )  # fmt: skip
        if take.is_watchable:
            self._mark_segments(take, asset)
        return take

    def _mark_segments(self, take: MadeTake, asset: str) -> None:
        then = self._calendar.ago(take.minutes)
        for number in range(self._chance.choice((0, 0, 1, 3))):
            start, span = 1000 + number * 3000, self._chance.key()
            self._spans.add(span, asset, span * 2, start, start + 2500, then, then)
            label = f"Phrase {number + 1}"
            key = self._chance.key()
            self._segments.add(key, take.key, span, label, take.student, then, then)


def _age(outcome: str) -> tuple[float, float]:
    """In minutes: takes without feedback are recent."""
    is_new = outcome in (TakeStatus.SUBMITTED, TakeStatus.IN_REVIEW, TakeStatus.UPLOADING)
    return (700, 20_000) if is_new else (20_000, YEAR_MINUTES)


def _state(outcome: str) -> Any:
    states = {TakeStatus.UPLOADING: AssetState.UPLOADING, FAILED: AssetState.FAILED}
    return states.get(outcome, AssetState.READY)
