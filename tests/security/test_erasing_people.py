"""Erase a person: 0 traces in database, storage, search and queue; others' pages are fine."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
)

from accounts.erasure import erase_person
from accounts.models import User
from courses.models import Course, Enrolment
from courses.services import enrol
from feedback.models import Feedback, ModerationCase, Report, ThreadMessage
from feedback.moderation import subjects
from feedback.moderation.decisions import Decision, decide
from feedback.moderation.reports import report
from feedback.services import add_marker, post_message, start_thread
from practice.models import Take, TakeStatus
from practice.services import make_segment
from tests import factories
from tests.security.traces import traces
from tests.security.world import World
from videos.models import Erasure, Job, VideoAsset
from videos.storage import get_storage
from videos.upkeep import erasure

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

WORDS = "zwielicht"
"""In everything that the person who will be erased writes."""
Erase = Callable[[User], None]


def rename(person: User) -> None:
    """So that no other word holds their name by chance."""
    person.email = "wilma@quackenbush.example"
    person.first_name, person.last_name = "Wilhelmina", "Quackenbush"
    person.save()


def names(person: User) -> list[str]:
    return ["quackenbush", "wilhelmina", "wilma@", str(person.pk), WORDS]


@pytest.fixture
def erase(admin: User, django_capture_on_commit_callbacks: Any) -> Erase:
    """Erases, and lets the hour pass after which the last look is taken."""

    def run(person: User) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(actor=admin, person=person)
        past = timezone.now() - timedelta(seconds=1)
        Erasure.objects.update(settles_at=past, not_before=past)
        erasure.finish_due()

    return run


@pytest.fixture
def busy_student(request: pytest.FixtureRequest, student: User, admin: User) -> World:
    """With everything that a student can leave behind."""
    rename(student)
    world: World = request.getfixturevalue("world")
    post_message(actor=student, thread=world.thread, text=f"In the {WORDS}")
    make_segment(actor=student, take=world.take, start_ms=0, end_ms=400, label=WORDS)
    VideoAsset.objects.filter(owner=student).update(orig_filename=f"{WORDS}.mp4")
    factories.JobFactory(asset=world.take.asset, error=WORDS)
    add_marker(
        actor=world.users["teacher"], feedback=world.draft, start_ms=1, text="Dear Wilhelmina"
    )
    other = factories.CourseFactory(title="Another", owner=world.users["teacher"])
    enrol(actor=admin, course=other, people=[student])
    _report_each_other(world, world.users["teacher"], student, world.thread.messages.last())
    AuthToken.objects.create(user=student)
    EmailAddress.objects.create(user=student, email=student.email, primary=True, verified=True)
    world.clients["student"].get("/profile/")
    return world


def _report_each_other(world: World, other: User, person: User, message: Any) -> None:
    """The other reports their message and name, they report the other's name."""
    editor = world.users["editor"]
    for subject in (subjects.message(other, message.pk), subjects.name(other, person.pk)):
        assert subject is not None
        case = report(actor=other, subject=subject, reason="rude").case
        reason = "Dear Wilhelmina, be kind"
        decide(actor=editor, case=case, decision=Decision.HIDE, reason=reason, seen=timezone.now())
    name = subjects.name(person, other.pk)
    assert name is not None
    report(actor=person, subject=name, reason="other", words=f"No {WORDS}")


def test_an_erased_student_leaves_no_trace(
    busy_student: World, erase: Erase, student: User, tmp_path: Path
) -> None:
    words = names(student)
    assert len(traces(words, tmp_path)) > 20

    erase(student)

    found = traces(words, tmp_path)
    history = [line for line in found if line.startswith("wagtailcore_modellogentry.")]
    assert [line for line in found if line not in history] == []
    assert all(str(student.pk) in line or student.pk.hex in line for line in history)


def test_only_the_teachers_video_is_left_in_the_storage(
    busy_student: World, erase: Erase, student: User
) -> None:
    erase(student)

    assert {found.key.split("/")[1] for found in get_storage().walk()} == {
        str(busy_student.library.asset_id)
    }
    assert list(get_storage().begun_uploads()) == []
    assert not Erasure.objects.open().exists()
    assert not Job.objects.exclude(asset=busy_student.library.asset_id).exists()


def test_the_history_shows_that_somebody_was_erased(
    busy_student: World, erase: Erase, student: User, admin: User
) -> None:
    key = str(student.pk)

    erase(student)

    row = ModelLogEntry.objects.get(action="accounts.erased")
    assert (row.object_id, row.label, row.user, row.deleted) == (key, key, admin, True)


def test_they_lose_access_at_once(busy_student: World, erase: Erase, student: User) -> None:
    token = AuthToken.objects.create(user=student)[1]

    erase(student)

    answer = busy_student.clients["student"].get("/practice/")
    assert answer.status_code == 302
    api = Client().get("/api/v1/clips/", headers={"authorization": f"Token {token}"})
    assert api.status_code == 401


ADMIN_PAGES = [
    "/admin/",
    "/admin/feedback/queue/",
    "/admin/moderation/",
    "/admin/snippets/feedback/feedback/",
    "/admin/class-list/",
    "/admin/course-list/",
    "/admin/users/",
    "/admin/reports/site-history/",
    "/admin/media/",
]


def pages_fail(world: World, *without: str) -> list[str]:
    course, exercise = world.course.get_url(), world.exercise.get_url()
    pages = ["/", "/practice/", course, exercise, "/search/?q=bow", "/api/v1/clips/"]
    for_all = [(who, page) for who in ("classmate", "teacher", "editor", "admin") for page in pages]
    for_staff = [("admin", page) for page in ADMIN_PAGES]
    for_staff.append(("admin", f"/admin/pages/{world.exercise.pk}/edit/"))
    for_staff.append(("admin", f"/admin/pages/{world.course.pk}/history/"))
    return [
        f"{who} {page}: {status}"
        for who, page in [*for_all, *for_staff]
        if who not in without and (status := world.clients[who].get(page).status_code) != 200
    ]


def test_other_peoples_pages_still_work(busy_student: World, erase: Erase, student: User) -> None:
    classmates_take = factories.TakeFactory(
        student=busy_student.users["classmate"], exercise=busy_student.exercise
    )

    erase(student)

    assert pages_fail(busy_student) == []
    assert Take.objects.get() == classmates_take
    assert Enrolment.objects.count() == 1


@pytest.fixture
def busy_teacher(
    request: pytest.FixtureRequest, teacher: User, student: User, editor: User
) -> World:
    rename(teacher)
    world: World = request.getfixturevalue("world")
    post_message(actor=teacher, thread=world.thread, text=f"At {WORDS}")
    marker = world.released.markers.get()
    start_thread(actor=teacher, take=world.take, text=WORDS, marker_uid=marker.uid)
    post_message(actor=student, thread=world.thread, text="I see")
    message = ThreadMessage.objects.filter(author=teacher, thread=world.thread).get()
    _report_each_other(world, student, teacher, message)
    course = Course.objects.get(pk=world.course.pk)
    course.teachers.add(teacher)
    course.locked, course.locked_by = True, teacher
    course.save()
    course.save_revision(user=teacher)
    _comment_on(course, teacher, editor)
    _review(course, teacher)
    return world


def _comment_on(course: Any, teacher: User, editor: User) -> None:
    lonely = Comment(page=course, user=teacher, text=WORDS, contentpath="title")
    lonely.save()
    lonely.log_create(user=teacher)
    answered = Comment.objects.create(
        page=course, user=teacher, text=f"{WORDS}?", contentpath="summary"
    )
    CommentReply.objects.create(comment=answered, user=editor, text="Shorter, please")
    CommentReply.objects.create(comment=answered, user=teacher, text=WORDS)
    fresh = Course.objects.get(pk=course.pk)
    fresh.save_revision(user=teacher)


def _review(course: Any, teacher: User) -> None:
    workflow, task = Workflow.objects.create(name="Check"), Task.objects.create(name="Look")
    state = WorkflowState.objects.create(
        content_type=course.get_content_type(),
        base_content_type=course.get_base_content_type(),
        object_id=str(course.pk),
        workflow=workflow,
        requested_by=teacher,
    )
    TaskState.objects.create(
        workflow_state=state,
        task=task,
        revision=course.latest_revision,
        finished_by=teacher,
        comment=WORDS,
    )


def test_an_erased_teacher_leaves_no_trace(
    busy_teacher: World, erase: Erase, teacher: User, tmp_path: Path
) -> None:
    words = names(teacher)
    assert len(traces(words, tmp_path)) > 20

    erase(teacher)

    found = traces(words, tmp_path)
    history = [line for line in found if line.startswith("wagtailcore_modellogentry.")]
    assert [line for line in found if line not in history] == []
    assert all(str(teacher.pk) in line or teacher.pk.hex in line for line in history)


def test_a_teachers_feedback_stays_with_the_student(
    busy_teacher: World, erase: Erase, teacher: User
) -> None:
    erase(teacher)

    page = busy_teacher.clients["student"].get(f"/practice/takes/{busy_teacher.take.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Slower" in text
    assert "A teacher who left" in text
    assert "This message was removed." in text
    assert "I see" in text
    api = (
        busy_teacher.clients["student"]
        .get(f"/api/v1/threads/{busy_teacher.thread.pk}/messages/")
        .json()
    )
    said = [(message["author"] is None, message["text"]) for message in api]
    assert (True, "") in said


def test_reports_they_sent_stay_without_their_name_and_words(
    busy_teacher: World, erase: Erase, teacher: User, student: User
) -> None:
    erase(teacher)

    assert sorted(ModerationCase.objects.values_list("kind", "state", "said")) == [
        ("message", "hidden", ""),
        ("name", "open", student.own_name),
    ]
    sent = Report.objects.get(case__kind="name")
    assert (sent.reporter, sent.words, sent.case.report_count) == (None, "", 1)


def test_after_a_teachers_draft_is_erased_the_take_waits_again(
    busy_teacher: World, erase: Erase, teacher: User
) -> None:
    assert Take.objects.get(pk=busy_teacher.in_review.pk).status == TakeStatus.IN_REVIEW

    erase(teacher)

    assert Take.objects.get(pk=busy_teacher.in_review.pk).status == TakeStatus.SUBMITTED
    assert Feedback.objects.count() == 1


def test_what_others_wrote_to_a_teacher_is_kept(
    busy_teacher: World, erase: Erase, teacher: User, editor: User, admin: User
) -> None:
    erase(teacher)

    comment = Comment.objects.get()
    assert (comment.text, comment.user) == ("(removed)", admin)
    assert [reply.text for reply in comment.replies.all()] == ["Shorter, please"]
    assert ThreadMessage.objects.exclude(text="").count() == 2
    assert not Page.objects.filter(owner__isnull=False, owner=teacher.pk).exists()
    assert pages_fail(busy_teacher, "teacher") == []
