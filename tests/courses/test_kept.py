"""Cached pages: changes are visible at once, and nobody sees what they may not."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses import changes, kept
from courses.models import ContentChange, Exercise, Lesson
from events.bus import publish
from tests import factories
from videos.facts import Ready


@pytest.fixture
def lesson(exercise: Exercise) -> Lesson:
    found: Lesson = exercise.get_parent().specific
    found.body = [{"type": "text", "value": "<p>Keep the bow straight.</p>"}]
    found.save_revision().publish()
    return found


def opened(client: Any, page: Any, person: User) -> str:
    client.force_login(person)
    answer = client.get(page.url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_page_is_rendered_once(client: Any, lesson: Lesson, student: User, classmate: User) -> None:
    first = opened(client, lesson, student)
    client.force_login(classmate)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(lesson.url).content.decode()
    assert "Keep the bow straight." in first
    assert "Keep the bow straight." in again
    fetched = "".join(one["sql"] for one in queries.captured_queries)
    assert "videos_rendition" not in fetched
    assert '"courses_lesson"."body"' not in fetched
    assert len(queries) <= 11


def test_published_change_is_visible_at_once(client: Any, lesson: Lesson, student: User) -> None:
    opened(client, lesson, student)
    lesson.title = "The bow, again"
    lesson.body = [{"type": "text", "value": "<p>And now slower.</p>"}]
    lesson.save_revision().publish()
    page = opened(client, lesson, student)
    assert "And now slower." in page
    assert "Keep the bow straight." not in page
    assert "The bow, again" in page


def test_a_draft_changes_nothing(client: Any, lesson: Lesson, student: User) -> None:
    opened(client, lesson, student)
    before = kept.read_stamp()
    lesson.body = [{"type": "text", "value": "<p>Not yet.</p>"}]
    lesson.save_revision()
    assert kept.read_stamp() == before
    assert "Not yet." not in opened(client, lesson, student)


def test_new_exercise_is_visible_at_once(client: Any, lesson: Lesson, student: User) -> None:
    opened(client, lesson, student)
    factories.ExerciseFactory(parent=lesson, title="Short bows")
    assert "Short bows" in opened(client, lesson, student)


def test_removed_exercise_disappears_at_once(
    client: Any, exercise: Exercise, student: User
) -> None:
    lesson = exercise.get_parent().specific
    assert exercise.title in opened(client, lesson, student)
    exercise.unpublish()
    assert exercise.title not in opened(client, lesson, student)
    exercise.delete()
    assert exercise.title not in opened(client, lesson, student)


def test_breadcrumbs_follow_a_move(client: Any, lesson: Lesson, course: Any, student: User) -> None:
    opened(client, lesson, student)
    other = factories.ModuleFactory(parent=course, title="Second position")
    lesson.move(other, pos="last-child")
    moved = Lesson.objects.get(pk=lesson.pk)
    page = opened(client, moved, student)
    assert "Second position" in page
    assert client.get(lesson.url).status_code == 404


def test_what_one_practised_is_not_shown_to_others(
    client: Any, lesson: Lesson, take: Any, student: User, classmate: User
) -> None:
    assert "data-done" in opened(client, lesson, student)
    assert "data-done" not in opened(client, lesson, classmate)


def test_a_stranger_sees_nothing_of_a_kept_page(
    client: Any, lesson: Lesson, student: User, stranger: User
) -> None:
    opened(client, lesson, student)
    client.force_login(stranger)
    assert client.get(lesson.url).status_code == 404
    client.logout()
    assert client.get(lesson.url).status_code == 302


def test_leaving_the_class_removes_access_at_once(
    client: Any, lesson: Lesson, student: User
) -> None:
    opened(client, lesson, student)
    student.enrolments.all().delete()
    assert client.get(lesson.url).status_code == 404
    assert client.get("/api/v1/exercises/").json()["results"] == []


def test_a_module_in_draft_hides_its_lessons(client: Any, lesson: Lesson, student: User) -> None:
    opened(client, lesson, student)
    assert client.get("/api/v1/exercises/").json()["count"] == 1
    lesson.get_parent().specific.unpublish()
    assert client.get(lesson.url).status_code == 404
    assert client.get("/api/v1/exercises/").json()["count"] == 0


def test_previews_are_not_cached(client: Any, lesson: Lesson, teacher: User, rf: Any) -> None:
    opened(client, lesson, teacher)
    draft = Lesson.objects.get(pk=lesson.pk)
    draft.body = [{"type": "text", "value": "<p>Only in the preview.</p>"}]
    request = rf.get("/")
    request.user, request.is_preview = teacher, True
    answer = draft.serve_preview(request, "")
    assert "Only in the preview." in answer.render().content.decode()
    assert "Only in the preview." not in opened(client, lesson, teacher)


def test_the_list_of_the_api_follows_what_is_published(
    client: Any, exercise: Exercise, student: User
) -> None:
    client.force_login(student)
    assert client.get("/api/v1/exercises/").json()["results"][0]["title"] == "Long bows"
    exercise.title = "Longer bows"
    exercise.save_revision().publish()
    assert client.get("/api/v1/exercises/").json()["results"][0]["title"] == "Longer bows"


def test_row_deleted_behind_the_cache_is_left_out(
    client: Any, exercise: Exercise, student: User, monkeypatch: Any
) -> None:
    client.force_login(student)
    monkeypatch.setattr("courses.api.open_exercises", lambda *given, **of: [exercise.pk, 999_999])
    titles = [row["title"] for row in client.get("/api/v1/exercises/").json()["results"]]
    assert titles == ["Long bows"]


def test_the_list_of_the_api_takes_few_queries(
    client: Any, exercise: Exercise, student: User
) -> None:
    client.force_login(student)
    client.get("/api/v1/exercises/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/api/v1/exercises/")
    assert len(queries) <= 4


def test_a_video_that_is_ready_changes_its_pages(db: None) -> None:
    video = factories.LibraryVideoFactory()
    before = kept.read_stamp()
    publish(Ready(), actor=None, object_id=factories.AssetFactory().pk)
    assert kept.read_stamp() == before
    changes.note_library_video(publish(Ready(), actor=None, object_id=video.asset_id))
    assert kept.read_stamp() != before


def test_two_changes_at_the_same_moment_both_count(db: None) -> None:
    changes.note_change()
    before = kept.read_stamp()
    moment = ContentChange.objects.latest("pk").changed_at
    ContentChange.objects.create(changed_at=moment)
    assert kept.read_stamp() != before


def test_old_changes_are_deleted(db: None) -> None:
    changes.note_change()
    ContentChange.objects.create(changed_at="2020-01-01T00:00:00Z")
    changes.forget_old()
    assert not ContentChange.objects.filter(changed_at__year=2020).exists()
    assert ContentChange.objects.exists()


def test_cache_entry_expires_after_a_minute(rf: Any, db: None, monkeypatch: Any) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> int:
        return kept.kept(rf.get("/"), ("a", 1), make)

    assert [ask(), ask()] == [1, 1]
    later = kept.time.monotonic() + kept.KEEP_SECONDS + 1
    monkeypatch.setattr(kept.time, "monotonic", lambda: later)
    assert ask() == 2


def test_hosts_do_not_share_cache_entries(rf: Any, db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    one, two = rf.get("/", HTTP_HOST="one.example"), rf.get("/", HTTP_HOST="two.example")
    assert kept.kept(one, ("b", 1), lambda: "one") == "one"
    assert kept.kept(two, ("b", 1), lambda: "two") == "two"


def test_cache_size_is_limited(rf: Any, db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    request = rf.get("/")
    for number in range(5):
        kept.kept(request, ("c", number), lambda number=number: number)
    assert len(kept._memory) == 3
