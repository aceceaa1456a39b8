"""The practice pages, as people see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.models import PeerVisibility
from practice import services
from practice.models import Take, TakeStatus, VideoSegment
from tests import factories
from tests.practice.conftest import Begin
from videos.models import AssetState, VideoAsset


def as_person(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def as_student(student: User) -> Client:
    return as_person(student)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def room(user: User, exercise: Any) -> str:
    request = RequestFactory().get("/")
    request.user = user
    template = Template("{% load practice_room %}{% practice_room exercise %}")
    return template.render(Context({"request": request, "exercise": exercise}))


def test_empty_my_practice_links_to_the_courses(as_student: Client) -> None:
    page = text(as_student, "/practice/")
    assert "No takes yet" in page
    assert 'href="/courses/"' in page


def test_my_practice_shows_every_state(as_student: Client, student: User, exercise: Any) -> None:
    for attempt, status in enumerate(TakeStatus.values, start=1):
        factories.TakeFactory(student=student, exercise=exercise, attempt=attempt, status=status)
    page = text(as_student, "/practice/")
    words = ["waiting for feedback", "being reviewed", "feedback received", "withdrawn"]
    assert [word for word in words if word not in page] == []


def test_my_practice_hides_abandoned_takes(as_student: Client, begin: Begin, student: User) -> None:
    services.withdraw_take(actor=student, take=begin())
    assert "No takes yet" in text(as_student, "/practice/")


def test_my_practice_shows_only_own_takes(take: Take, classmate: User, teacher: User) -> None:
    for person in (classmate, teacher):
        assert "Long bows" not in text(as_person(person), "/practice/")


def test_my_practice_can_be_filtered_by_state_and_course(
    as_student: Client, take: Take, student: User
) -> None:
    other = factories.TakeFactory(student=student, status=TakeStatus.ANSWERED)
    assert str(other.pk) not in text(as_student, "/practice/?state=submitted")
    by_course = text(as_student, f"/practice/?course={other.course.uid}")
    assert str(other.pk) in by_course
    assert str(take.pk) not in by_course
    assert "No takes match" in text(as_student, "/practice/?state=withdrawn")
    assert "Long bows" in text(as_student, "/practice/?state=nonsense&course=x&page=y")


def test_my_practice_queries_do_not_grow(
    as_student: Client,
    student: User,
    exercise: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.TakeFactory(student=student, exercise=exercise, attempt=1)
    text(as_student, "/practice/")
    with django_assert_max_num_queries(50) as one:
        text(as_student, "/practice/")
    for attempt in (2, 3, 4):
        factories.TakeFactory(student=student, exercise=exercise, attempt=attempt)
        factories.TakeFactory(student=student)
    with django_assert_max_num_queries(len(one)):
        text(as_student, "/practice/")


def test_my_practice_sends_the_anonymous_to_log_in() -> None:
    response = Client().get("/practice/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_take_who_sees_it(
    take: Take,
    student: User,
    teacher: User,
    classmate: User,
    stranger: User,
    other_teacher: User,
    editor: User,
    admin: User,
) -> None:
    people = [student, teacher, editor, admin, classmate, stranger, other_teacher]
    path = take.get_absolute_url()
    found = [as_person(person).get(path).status_code for person in people]
    assert found == [200, 200, 200, 200, 404, 404, 404]
    assert Client().get(path).status_code == 302


def test_take_plays(as_student: Client, take: Take) -> None:
    page = text(as_student, take.get_absolute_url())
    assert f"/videos/{take.asset_id}/master.m3u8" in page
    assert "Withdraw this take" in page
    assert "Give feedback" not in page


def test_take_shows_its_progress(as_student: Client, take: Take) -> None:
    VideoAsset.objects.update(processing_status=AssetState.PREPARING, processing_percent=40)
    page = text(as_student, take.get_absolute_url())
    assert "master.m3u8" not in page
    assert "being prepared" in page


def test_failed_take_shows_the_reason_and_offers_a_retry(as_student: Client, take: Take) -> None:
    VideoAsset.objects.update(
        processing_status=AssetState.FAILED,
        error_code="timed_out",
        processing_error="It took too long.",
    )
    page = text(as_student, take.get_absolute_url())
    assert "It took too long." in page
    assert "retry/" in page


def test_take_links_teachers_to_the_desk(take: Take, teacher: User) -> None:
    page = text(as_person(teacher), take.get_absolute_url())
    assert "Give feedback" in page
    assert "Withdraw this take" not in page


def test_take_links_the_other_attempts(
    as_student: Client, take: Take, student: User, exercise: Any
) -> None:
    second = factories.TakeFactory(student=student, exercise=exercise, attempt=2)
    page = text(as_student, take.get_absolute_url())
    assert f'href="{second.get_absolute_url()}"' in page


def test_classmates_do_not_see_withdrawn_takes(
    take: Take, classmate: User, student: User, exercise: Any
) -> None:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    gone = factories.TakeFactory(
        student=student, exercise=exercise, attempt=2, status=TakeStatus.WITHDRAWN
    )
    page = text(as_person(classmate), take.get_absolute_url())
    assert str(gone.pk) not in page
    assert "Withdraw" not in page


def test_take_says_that_the_brief_has_changed(
    as_student: Client, take: Take, exercise: Any
) -> None:
    path = take.get_absolute_url()
    exercise.max_attempts = 5
    exercise.save_revision().publish()
    assert "data-earlier-brief" not in text(as_student, path)
    exercise.title = "Longer bows"
    exercise.save_revision().publish()
    assert "data-earlier-brief" in text(as_student, path)
    brief = text(as_student, f"{path}brief/")
    assert '<h1 dir="auto">Long bows</h1>' in brief


def test_earlier_brief_is_visible_only_with_the_take(take: Take, stranger: User) -> None:
    path = f"{take.get_absolute_url()}brief/"
    assert as_person(stranger).get(path).status_code == 404


def test_take_queries_do_not_grow_with_segments(
    as_student: Client,
    take: Take,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    def add(start_ms: int) -> None:
        factories.VideoSegmentFactory(
            take=take, video_clip__start_ms=start_ms, video_clip__end_ms=9000
        )

    add(0)
    text(as_student, take.get_absolute_url())
    with django_assert_max_num_queries(80) as one:
        text(as_student, take.get_absolute_url())
    add(1000)
    add(2000)
    with django_assert_max_num_queries(len(one)):
        text(as_student, take.get_absolute_url())


def test_withdrawing_asks_first_and_says_what_happens(as_student: Client, take: Take) -> None:
    page = text(as_student, f"{take.get_absolute_url()}withdraw/")
    assert "Your teacher and your classmates will no longer see it." in page
    take.refresh_from_db()
    assert take.status == TakeStatus.SUBMITTED


def test_withdrawing_withdraws(as_student: Client, take: Take) -> None:
    response = as_student.post(f"{take.get_absolute_url()}withdraw/", follow=True)
    assert "Your take has been withdrawn." in response.content.decode()
    take.refresh_from_db()
    assert take.status == TakeStatus.WITHDRAWN


def test_withdrawing_is_refused_with_a_reason_once_a_review_began(
    as_student: Client, take: Take
) -> None:
    Take.objects.update(status=TakeStatus.IN_REVIEW)
    response = as_student.post(f"{take.get_absolute_url()}withdraw/", follow=True)
    assert "Your teacher has already begun feedback on this take." in response.content.decode()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_only_the_student_can_withdraw(take: Take, teacher: User, verb: str) -> None:
    path = f"{take.get_absolute_url()}withdraw/"
    assert getattr(as_person(teacher), verb)(path).status_code == 404


def test_segments_are_created_from_the_page(as_student: Client, take: Take) -> None:
    span = {"start_ms": "0:01.5", "end_ms": "0:03", "label": "Bars 1–4"}
    path = f"{take.get_absolute_url()}segments/"
    page = as_student.post(path, span, follow=True).content.decode()
    segment = VideoSegment.objects.get()
    assert (segment.start_ms, segment.end_ms, segment.label) == (1500, 3000, "Bars 1–4")
    assert "Bars 1–4" in page


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("0:03", "0:01", "A segment must end after it starts."),
        ("later", "0:01", "Enter a time such as 1:15"),
        ("0:01", "2:00", "This span goes beyond the end of the video."),
    ],
)
def test_segments_are_refused_in_place(
    as_student: Client, take: Take, start: str, end: str, words: str
) -> None:
    span = {"start_ms": start, "end_ms": end}
    response = as_student.post(f"{take.get_absolute_url()}segments/", span)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not VideoSegment.objects.exists()


def test_classmate_cannot_create_a_segment(take: Take, classmate: User, exercise: Any) -> None:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    span = {"start_ms": "0:01", "end_ms": "0:03"}
    as_person(classmate).post(f"{take.get_absolute_url()}segments/", span)
    assert not VideoSegment.objects.exists()


def test_room_shows_the_limits_up_front(student: User, exercise: Any, take: Take) -> None:
    exercise.max_length_seconds, exercise.max_attempts = 90, 3
    exercise.due_at = timezone.now() - timedelta(days=1)
    exercise.save_revision().publish()
    page = room(student, exercise)
    assert "1:30" in page
    assert "2 of 3 left" in page
    assert "late takes are accepted" in page


def test_room_is_closed_once_all_takes_are_handed_in(
    student: User, exercise: Any, take: Take
) -> None:
    exercise.max_attempts = 1
    exercise.save_revision().publish()
    page = room(student, exercise)
    assert "You have handed in all your takes for this exercise." in page
    assert "<take-uploader" not in page


def test_room_shows_the_usual_feedback_time(student: User, exercise: Any, take: Take) -> None:
    assert "usually within" not in room(student, exercise)
    now = timezone.now()
    for days, attempt in ((1, 2), (3, 3), (30, 4)):
        factories.TakeFactory(
            exercise=exercise,
            attempt=attempt,
            status=TakeStatus.ANSWERED,
            submitted_at=now - timedelta(days=days),
            answered_at=now,
        )
    assert "usually within 3 days" in room(student, exercise)


def test_room_lists_only_my_takes(
    student: User, classmate: User, exercise: Any, take: Take
) -> None:
    assert str(take.pk) in room(student, exercise)
    assert str(take.pk) not in room(classmate, exercise)


def test_room_list_is_only_for_those_who_can_open_the_exercise(
    exercise: Any, take: Take, student: User, stranger: User
) -> None:
    path = f"/practice/exercises/{exercise.uid}/takes/"
    assert str(take.pk) in text(as_person(student), path)
    assert as_person(stranger).get(path).status_code == 404


def test_a_failed_video_is_tried_again_from_the_page(
    as_student: Client, begin: Begin, student: User
) -> None:
    take = services.commit_take(actor=student, take=begin(sent=True))
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code="timed_out")
    response = as_student.post(f"{take.get_absolute_url()}retry/", follow=True)
    assert "The video is being prepared again." in response.content.decode()
    assert VideoAsset.objects.get().processing_status == AssetState.CHECKING


def test_a_moved_exercise_takes_its_takes_along(take: Take, exercise: Any) -> None:
    other = factories.LessonFactory()
    exercise.move(other, pos="last-child")
    take.refresh_from_db()
    assert take.course == other.course
