"""The bench's table and file, and the demo many times over. Never times: machines differ."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page, ReferenceIndex, Revision

from courses.models import Course, Enrolment, Exercise, Passage
from feedback.models import Feedback, FeedbackMarker, PracticeThread, ThreadMessage
from feedback.services import add_marker, open_feedback, release_feedback, start_thread
from portal.accounts.models import User
from portal.demo.large import make_large
from portal.videos.models import LibraryVideo, Rendition, VideoAsset
from practice.models import PracticeClip, VideoSegment
from scripts.bench import place
from scripts.bench.table import HEAD, Row, as_table, row_of, write_json
from scripts.common.nearby import answers
from scripts.common.waiting import eventually
from tests import factories
from tests.architecture.ladder import ROOT

COUNTED = (
    Course,
    Exercise,
    Enrolment,
    VideoAsset,
    Rendition,
    LibraryVideo,
    PracticeClip,
    VideoSegment,
    Feedback,
    FeedbackMarker,
    PracticeThread,
    ThreadMessage,
    Revision,
)


KEPT = Row("a page", 40, "ms", baseline=20, most=100)
MISSED = Row("an encode", 1.5, "s", baseline=1, most_ratio=1.3)
TOLD = Row("filling", 7.04)


def test_a_figure_is_held_to_its_target() -> None:
    assert (KEPT.ok, KEPT.ratio, KEPT.target) == (True, 2, "≤ 100 ms")
    assert (MISSED.ok, MISSED.ratio, MISSED.target) == (False, 1.5, "≤ 1.3 ×")


def test_a_ratio_without_a_baseline_is_missed() -> None:
    assert not Row("an encode", 1, most_ratio=2).ok


def test_the_table_has_a_line_per_figure() -> None:
    head, *lines = as_table([KEPT, MISSED, TOLD]).splitlines()
    assert tuple(head.split()) == HEAD
    assert [line.split()[-1] for line in lines] == ["yes", "NO", "s"]
    assert lines[2] == "filling    7.04 s"


def test_the_file_holds_what_the_table_shows(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "bench.json", [KEPT, MISSED, TOLD], seconds=3)
    body = json.loads((tmp_path / "new" / "bench.json").read_text())
    assert body["all_kept"] is False
    assert body["machine"]["cores"] == os.cpu_count()
    assert [row["ok"] for row in body["rows"]] == [True, False, None]
    assert [row["ratio"] for row in body["rows"]] == [2, 1.5, None]


def test_rows_of_other_parts_are_taken_as_they_come() -> None:
    assert row_of({"name": "a page", "value": 40, "unit": "ms", "else": 1}) == Row(
        "a page", 40, "ms"
    )
    assert row_of(KEPT) is KEPT


def test_an_unknown_figure_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "--only", "pages,speed"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no 'speed', only pages, signing, upload, playable" in done.stderr


def test_a_server_of_the_bench_takes_bytes_and_ends(tmp_path: Path) -> None:
    with place.bare_server(tmp_path) as server:
        assert answers(server.url)
        assert server.memory_bytes > 1024 * 1024
    assert server.process.poll() is not None
    assert not answers(server.url)


def test_a_bench_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "PRACTIKA_HOME": str(tmp_path)}
    bench = subprocess.Popen(
        [sys.executable, "-m", "scripts.bench", "--only", "upload"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert eventually(lambda: list(tmp_path.glob("bench-*")))
    os.killpg(bench.pid, signal.SIGTERM)
    bench.communicate(timeout=60)
    assert bench.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def answered(course: Any, exercise: Any, take: PracticeClip, teacher: User, student: User) -> Any:
    """One of everything: a course with a demo, a take with a segment, an answer and a talk."""
    exercise.demo_video = factories.LibraryVideoFactory()
    exercise.passages.add(Passage(label="Bars 1–2", start_ms=0, end_ms=2000))
    exercise.save_revision().publish()
    factories.RenditionFactory(asset=take.asset)
    factories.VideoSegmentFactory(clip=take)
    feedback = open_feedback(actor=teacher, clip=take)
    marker = add_marker(actor=teacher, feedback=feedback, start_ms=1000, text="Here.")
    release_feedback(actor=teacher, feedback=feedback)
    start_thread(actor=student, clip=take, text="Why?", marker_uid=marker.uid)
    return feedback


def rows() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in COUNTED}


def test_large_data_is_all_of_it_so_many_times(answered: Any, student: User) -> None:
    before = rows()
    assert make_large(3, everywhere=student.email) == 2
    assert rows() == {name: 3 * count for name, count in before.items()}


def test_large_data_again_changes_nothing(answered: Any, student: User) -> None:
    make_large(2, everywhere=student.email)
    before = rows()
    assert make_large(2, everywhere=student.email) == 0
    assert rows() == before


def test_large_data_leaves_the_tree_whole(answered: Any, student: User) -> None:
    make_large(3, everywhere=student.email)
    assert Page.find_problems() == ([], [], [], [], [])


def test_copies_point_to_each_other(answered: Any, student: User) -> None:
    make_large(2, everywhere=student.email)
    copied = PracticeClip.objects.exclude(pk=answered.clip_id).get()
    exercise = copied.exercise
    assert exercise.course.title == "Violin for beginners (2)"
    assert exercise.pk != answered.clip.exercise_id
    assert copied.exercise_revision.object_id == str(exercise.pk)
    assert copied.threads.get().marker_uid == copied.feedback.get().markers.get().uid
    assert copied.asset.renditions.count() == 1


def test_a_copied_version_keeps_its_hands_off_the_original(answered: Any, student: User) -> None:
    make_large(2, everywhere=student.email)
    copied = Exercise.objects.exclude(pk=answered.clip.exercise_id).get()
    copied.latest_revision.publish()
    answered.clip.exercise.refresh_from_db()
    assert answered.clip.exercise.passages.count() == 1


def test_a_copied_take_opens(answered: Any, student: User, teacher: User, client: Any) -> None:
    make_large(2, everywhere=student.email)
    copied = PracticeClip.objects.exclude(pk=answered.clip_id).get()
    for person in (student, teacher):
        client.force_login(person)
        assert client.get(copied.get_absolute_url()).status_code == 200
        assert client.get(copied.exercise.url).status_code == 200


def test_library_references_are_copied(answered: Any, student: User) -> None:
    before = ReferenceIndex.objects.filter(model_path="demo_video").count()
    make_large(3, everywhere=student.email)
    assert ReferenceIndex.objects.filter(model_path="demo_video").count() == 3 * before


def test_large_data_is_for_development_only(answered: Any, settings: Any) -> None:
    with pytest.raises(CommandError):
        call_command("seed_large", times=2)
    settings.SHOW_DEMO_ACCOUNTS = True
    call_command("seed_large", times=2)
    assert Course.objects.count() == 2
