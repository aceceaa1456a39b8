"""GET /api/v1/exercises/"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Passage, RubricCriterion
from tests import factories

LIST = "/api/v1/exercises/"


@pytest.fixture
def full_exercise(exercise: Any) -> Any:
    exercise.demo_video = factories.LibraryVideoFactory()
    factories.RenditionFactory(asset=exercise.demo_video.asset)
    exercise.passages = [Passage(label="bars 1–4", start_ms=1000, end_ms=2000)]
    exercise.criteria = [RubricCriterion(label="intonation", description="in tune", max_points=5)]
    exercise.max_length_seconds = 120
    exercise.due_at = datetime(2030, 1, 1, 9, tzinfo=UTC)
    exercise.save_revision().publish()
    return exercise


def test_exercise_has_everything_a_client_needs(as_student: Any, full_exercise: Any) -> None:
    body = as_student.get(LIST).json()

    [row] = body["results"]
    demo = row.pop("demo")
    assert (body["count"], body["next"], body["previous"]) == (1, None, None)
    assert row == {
        "id": str(full_exercise.uid),
        "title": "Long bows",
        "course": {"id": str(full_exercise.course.uid), "title": "Violin for beginners"},
        "lesson": {
            "id": str(full_exercise.get_parent().specific.uid),
            "title": "The bow",
        },
        "passages": [
            {
                "id": str(full_exercise.passages.get().uid),
                "label": "bars 1–4",
                "start_ms": 1000,
                "end_ms": 2000,
            }
        ],
        "criteria": [
            {
                "id": str(full_exercise.criteria.get().uid),
                "label": "intonation",
                "description": "in tune",
                "max_points": 5,
            }
        ],
        "limits": {"max_length_seconds": 120, "max_attempts": None},
        "peer_visibility": "private",
        "due_at": "2030-01-01T09:00:00Z",
        "url": f"http://testserver{full_exercise.url}",
    }
    assert demo["hls"].startswith("http://testserver/videos/watch/")
    assert demo["duration_ms"] == 10_000
    assert [rendition["name"] for rendition in demo["renditions"]] == ["360p"]


def test_youtube_demo_is_named_by_its_id(as_student: Any, exercise: Any) -> None:
    exercise.demo_youtube_url = "https://youtu.be/abcdefghijk"
    exercise.save_revision().publish()

    demo = as_student.get(f"{LIST}{exercise.uid}/").json()["demo"]

    assert demo == {
        "hls": None,
        "poster": None,
        "duration_ms": None,
        "renditions": [],
        "youtube_id": "abcdefghijk",
    }


def test_exercise_without_demo_says_so(as_student: Any, exercise: Any) -> None:
    assert as_student.get(f"{LIST}{exercise.uid}/").json()["demo"] is None


@pytest.mark.parametrize(
    ("person", "status", "count"),
    [
        ("teacher", 200, 1),
        ("student", 200, 1),
        ("classmate", 200, 1),
        ("stranger", 404, 0),
        ("other_teacher", 404, 0),
        ("editor", 200, 1),
        ("admin", 200, 1),
    ],
)
def test_exercises_are_for_those_in_the_course(
    person: str, status: int, count: int, client: Any, exercise: Any, request: Any
) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.get(LIST).json()["count"] == count
    assert client.get(f"{LIST}{exercise.uid}/").status_code == status


def test_anonymous_is_refused(client: Any, exercise: Any) -> None:
    for url in (LIST, f"{LIST}{exercise.uid}/"):
        response = client.get(url)
        assert response.status_code in (401, 403)
        assert "error" in response.json()


def test_exercises_are_filtered_by_course(as_teacher: Any, teacher: Any, exercise: Any) -> None:
    other = factories.CourseFactory(owner=teacher)
    module = factories.ModuleFactory(parent=other)
    theirs = factories.ExerciseFactory(parent=factories.LessonFactory(parent=module))

    def ids(course: Any) -> list[str]:
        rows = as_teacher.get(LIST, {"course": course}).json()["results"]
        return [row["id"] for row in rows]

    assert ids(exercise.course.uid) == [str(exercise.uid)]
    assert ids(other.uid) == [str(theirs.uid)]
    assert ids(uuid4()) == []


def test_wrong_course_id_is_refused(as_student: Any, exercise: Any) -> None:
    response = as_student.get(LIST, {"course": "x' OR 1"})

    assert response.status_code == 400
    assert response.json()["error"]["fields"]["course"] == ["This is not the id of a course."]


def test_exercises_come_in_pages(as_student: Any, lesson: Any) -> None:
    for number in range(2):
        factories.ExerciseFactory(parent=lesson, title=f"Scale {number}")

    first = as_student.get(LIST, {"limit": 2}).json()
    rest = as_student.get(first["next"]).json()

    assert (first["count"], len(first["results"]), len(rest["results"])) == (3, 2, 1)


def test_queries_do_not_grow_with_the_rows(as_student: Any, full_exercise: Any) -> None:
    def queries() -> int:
        as_student.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            as_student.get(LIST)
        return len(captured)

    few = queries()
    for _ in range(2):
        module = factories.ModuleFactory(parent=full_exercise.course)
        more = factories.ExerciseFactory(
            parent=factories.LessonFactory(parent=module),
            demo_video=factories.LibraryVideoFactory(),
        )
        factories.RenditionFactory(asset=more.demo_video.asset)
        more.passages = [Passage(label="x", start_ms=1, end_ms=2)]
        more.criteria = [RubricCriterion(label="x")]
        more.save_revision().publish()

    assert queries() == few
