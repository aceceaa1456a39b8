"""The teachers' feedback, and the conversations about it."""

import json
from itertools import cycle
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, Revision

from demo.crowd.courses import CRITERIA
from demo.crowd.keys import Calendar, Chance, Numbers, dashed
from demo.crowd.takes import MadeTake
from demo.crowd.words import MESSAGES, PARTS, REMARKS, summary
from demo.crowd.writing import Writer
from events.models import Event
from feedback.facts import MessagePosted, Released
from feedback.models import (
    Feedback,
    FeedbackMarker,
    FeedbackScore,
    MarkerTag,
    PracticeThread,
    ThreadMessage,
)
from practice.facts import TakeSubmitted
from practice.models import Take, TakeStatus

MARKERS = (5, 20, 8, 17, 11, 14, 10, 15, 12, 13, 6, 19, 9, 16, 7, 18)
"""Remarks of each answer in turn: 12.5 on average, so that eight of ten takes hold ten a take."""
TAGS = [tag.value for tag in MarkerTag]


class Answers:
    """Released feedback has its remarks as rows and as a revision; a draft only as a revision."""

    def __init__(self, write: Writer, numbers: Numbers, chance: Chance, calendar: Calendar) -> None:
        self._chance, self._calendar, self._numbers = chance, calendar, numbers
        self._counts = {True: cycle(MARKERS), False: cycle(MARKERS)}
        self._news = News(write, chance, calendar)
        of_type = ContentType.objects.get_for_model(Feedback).pk
        self._feedback = write.into(
            Feedback, "id", "take_id", "teacher_id", "summary", "live", "released_at",
            "first_published_at", "last_published_at", "latest_revision_id", "live_revision_id",
            "has_unpublished_changes", "created_at", "updated_at",
        )  # fmt: skip
        self._versions = write.into(
            Revision, "id", "object_id", "created_at", "user_id", "content",
            content_type_id=of_type, base_content_type_id=of_type, object_str="Feedback",
        )  # fmt: skip
        self._markers = write.into(
            FeedbackMarker, "id", "feedback_id", "uid", "start_ms", "end_ms", "tag", "text"
        )
        self._scores = write.into(
            FeedbackScore, "feedback_id", "criterion_uid", "label", "points", "sort_order",
            max_points=4,
        )  # fmt: skip
        self._threads = write.into(
            PracticeThread, "id", "take_id", "marker_uid", "at_ms", "started_by_id", "created_at",
            "updated_at", "waiting_since",
        )  # fmt: skip
        self._messages = write.into(
            ThreadMessage, "id", "thread_id", "author_id", "text", "created_at", "updated_at"
        )

    def make(self, take: MadeTake, teacher: str) -> None:
        if take.outcome not in (TakeStatus.UPLOADING, TakeStatus.WITHDRAWN):
            verb, when = TakeSubmitted.verb, take.minutes
            self._news.tell(verb, Take, take.key, take.student, when)
        if take.outcome in (TakeStatus.ANSWERED, TakeStatus.IN_REVIEW):
            self._answer(take, teacher, is_out=take.outcome == TakeStatus.ANSWERED)

    def _answer(self, take: MadeTake, teacher: str, *, is_out: bool) -> None:
        key, version = self._chance.key(), self._numbers.next_for(Revision)
        then, said = self._calendar.ago(take.minutes - 600), summary(self._chance)
        remarks = [self._remark(key, take) for _ in range(next(self._counts[is_out]))]
        out = then if is_out else None
        self._feedback.add(
            key, take.key, teacher, said if is_out else "", is_out, out, out, out, version,
            version if is_out else None, not is_out, then, then,
        )  # fmt: skip
        content = _content(key, take.key, teacher, said, is_out, then, remarks)
        self._versions.add(version, dashed(key), then, teacher, json.dumps(content))
        self._score(key)
        if is_out:
            self._release(take, key, teacher, remarks)

    def _release(
        self, take: MadeTake, key: str, teacher: str, remarks: list[dict[str, Any]]
    ) -> None:
        for one in remarks:
            self._markers.add(
                one["pk"], key, one["uid"].replace("-", ""), one["start_ms"], one["end_ms"],
                one["tag"], one["text"],
            )  # fmt: skip
        self._news.tell(Released.verb, Feedback, key, teacher, take.minutes - 600)
        for one in remarks[: self._chance.choice((0, 1, 1, 2))]:
            self._talk(take, teacher, one)

    def _remark(self, feedback: str, take: MadeTake) -> dict[str, Any]:
        start = self._chance.randrange(take.length_ms)
        return {
            "pk": self._numbers.next_for(FeedbackMarker),
            "feedback": dashed(feedback),
            "uid": dashed(self._chance.key()),
            "start_ms": start,
            "end_ms": start + 1500 if self._chance.random() < 0.3 else None,
            "tag": self._chance.choice(TAGS),
            "text": self._chance.choice(REMARKS),
            "passage_uid": None,
        }

    def _score(self, feedback: str) -> None:
        for place in range(CRITERIA):
            points = self._chance.randrange(5)
            self._scores.add(feedback, self._chance.key(), PARTS[place], points, place)

    def _talk(self, take: MadeTake, teacher: str, about: dict[str, Any]) -> None:
        key, uid = self._chance.key(), about["uid"].replace("-", "")
        begun = self._calendar.ago(take.minutes - 620)
        turns = self._chance.choice((1, 2, 3, 4))
        waiting = self._calendar.ago(take.minutes - 620 - turns + 1) if turns % 2 else None
        self._threads.add(
            key, take.key, uid, about["start_ms"], take.student, begun, begun, waiting
        )  # fmt: skip
        for turn in range(turns):
            minutes = take.minutes - 620 - turn
            author, then = (teacher if turn % 2 else take.student), self._calendar.ago(minutes)
            message = self._chance.key()
            self._messages.add(message, key, author, self._chance.choice(MESSAGES), then, then)
            self._news.tell(MessagePosted.verb, PracticeThread, key, author, minutes)


class News:
    """What services also write: a dispatched event, a row in the log."""

    def __init__(self, write: Writer, chance: Chance, calendar: Calendar) -> None:
        self._chance, self._calendar = chance, calendar
        self._types = {
            model: ContentType.objects.get_for_model(model).pk
            for model in (Take, Feedback, PracticeThread)
        }
        self._events = write.into(
            Event, "id", "verb", "actor_id", "object_id", "created_at", "dispatched_at"
        )
        self._lines = write.into(
            ModelLogEntry, "content_type_id", "label", "action", "timestamp", "user_id",
            "object_id", "uuid",
        )  # fmt: skip

    def tell(self, verb: str, model: type[Any], key: str, actor: str, minutes: float) -> None:
        then = self._calendar.ago(minutes)
        self._events.add(self._chance.key(), verb, actor, dashed(key), then, then)
        line = self._chance.key()
        self._lines.add(self._types[model], "A take", verb, then, actor, dashed(key), line)


def _content(
    key: str, take: str, teacher: str, said: str, is_out: bool, then: str,
    remarks: list[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """Like the result of `Feedback.serializable_data`."""
    return {
        "pk": dashed(key),
        "take": dashed(take),
        "teacher": dashed(teacher),
        "summary": said,
        "released_at": None,
        "live": is_out,
        "has_unpublished_changes": not is_out,
        "created_at": f"{then}Z",
        "updated_at": f"{then}Z",
        "locked": False,
        "markers": remarks,
        "scores": [],
    }
