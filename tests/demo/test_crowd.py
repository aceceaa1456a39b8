"""The large school: it is as large as asked, whole, the same each time, and leaves nothing."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from wagtail.models import Page, ReferenceIndex

from accounts.models import User
from courses.models import Course, Exercise
from courses.search import find_pages
from demo.crowd import CrowdIsThere, make_crowd, remove_crowd
from demo.crowd.plan import Plan, email_of
from feedback.models import Feedback, FeedbackMarker, ThreadMessage
from feedback.services import add_marker, release_feedback
from practice.models import Take, TakeStatus
from tests import factories
from videos.models import AssetState, Job, VideoAsset

TAKES = 400


def silent(text: str) -> None:
    pass


@pytest.fixture
def crowd(db: None) -> Plan:
    return make_crowd(silent, takes=TAKES)


def rows() -> dict[str, int]:
    """Of every table but those of SQLite's own."""
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("sqlite_") or "_fts_" in table:
                continue
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def test_there_are_ten_markers_for_each_take(crowd: Plan) -> None:
    assert Take.objects.count() == TAKES
    assert FeedbackMarker.objects.count() == 10 * TAKES
    assert Take.objects.filter(status=TakeStatus.ANSWERED).count() == TAKES * 8 // 10


def test_the_tree_of_pages_is_whole(crowd: Plan) -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    assert Exercise.objects.count() == crowd.courses * crowd.exercises_of_course


def test_it_is_the_same_each_time(crowd: Plan) -> None:
    first = list(Take.objects.order_by("pk").values_list("pk", "attempt", "status"))
    remove_crowd(silent)
    make_crowd(silent, takes=TAKES)
    again = Take.objects.order_by("pk").values_list("pk", "attempt", "status")
    assert list(again) == first


def test_a_second_one_is_refused(crowd: Plan) -> None:
    with pytest.raises(CrowdIsThere):
        make_crowd(silent, takes=TAKES)


def test_removing_leaves_what_was_there_before(take: Take) -> None:
    before = rows()
    make_crowd(silent, takes=TAKES)
    made = Feedback.objects.filter(live=False).first()
    assert made is not None
    add_marker(actor=made.teacher, feedback=made, start_ms=5, text="Added since.")
    factories.ThreadMessageFactory(thread__take=made.take, author=take.student)

    remove_crowd(silent)

    assert rows() == before
    assert Page.find_problems() == ([], [], [], [], [])


def test_removing_nothing_changes_nothing(take: Take) -> None:
    before = rows()
    remove_crowd(silent)
    assert rows() == before


def test_people_open_their_pages(crowd: Plan, client: Any, settings: Any) -> None:
    settings.SHOW_DEMO_ACCOUNTS = True
    take = Take.objects.filter(status=TakeStatus.ANSWERED, threads__isnull=False)[0]
    client.force_login(take.student)
    for path in ("/", "/practice/", take.get_absolute_url(), take.exercise.url):
        assert client.get(path).status_code == 200
    assert (
        ThreadMessage.objects.filter(thread__take=take)[0].text
        in client.get(take.get_absolute_url()).content.decode()
    )


def test_teachers_go_on_with_drafts(crowd: Plan, client: Any) -> None:
    draft = Feedback.objects.filter(live=False)[0]
    remarks = draft.get_latest_revision_as_object().markers.count()
    add_marker(actor=draft.teacher, feedback=draft, start_ms=5, text="One more.")
    release_feedback(actor=draft.teacher, feedback=draft)
    assert FeedbackMarker.objects.filter(feedback=draft).count() == remarks + 1


def test_new_rows_find_free_keys(crowd: Plan, teacher: User) -> None:
    factories.ExerciseFactory(owner=teacher)
    factories.LibraryVideoFactory()


def test_pages_are_searched_and_demos_are_used(crowd: Plan) -> None:
    busy = User.objects.get(email=email_of("student", 0))
    course = Course.objects.visible_to(busy).first()
    assert course.pk in {page.pk for page in find_pages(busy, course.title)}
    assert (
        ReferenceIndex.objects.filter(model_path="demo_video").count() == Exercise.objects.count()
    )


def test_nothing_is_left_to_work_on(crowd: Plan) -> None:
    assert not Job.objects.open().exists()
    assert not VideoAsset.objects.filter(processing_status__in=AssetState.in_the_works()).exists()


def test_the_command_works_in_development_or_by_force(db: None, settings: Any) -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_large", takes=TAKES, verbosity=0)
    call_command("seed_large", takes=200, force=True)
    settings.SHOW_DEMO_ACCOUNTS = True
    with pytest.raises(CommandError, match="--remove"):
        call_command("seed_large", takes=TAKES)
    call_command("seed_large", remove=True)
    assert not Take.objects.exists()


def test_no_other_database_waits_for_the_planner(crowd: Plan) -> None:
    """Some tables belong to all databases of a server: only our own are locked."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE database = 0), count(*) FROM pg_locks"
            " WHERE pid = pg_backend_pid() AND mode = 'ShareUpdateExclusiveLock'"
        )
        shared, all_locks = cursor.fetchone()

    assert shared == 0
    assert all_locks > 50
