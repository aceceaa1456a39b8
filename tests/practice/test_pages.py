"""The pages of practice, as the people see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from courses.models import PeerVisibility
from portal.accounts.models import User
from portal.videos.models import AssetState, VideoAsset
from practice import services
from practice.models import ClipStatus, PracticeClip, VideoSegment
from tests import factories
from tests.practice.conftest import Begin


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


def test_my_practice_is_empty_with_a_way_on(as_student: Client) -> None:
    page = text(as_student, "/practice/")
    assert "No takes yet" in page
    assert 'href="/courses/"' in page


def test_my_practice_shows_every_state(as_student: Client, student: User, exercise: Any) -> None:
    for attempt, status in enumerate(ClipStatus.values, start=1):
        factories.PracticeClipFactory(
            student=student, exercise=exercise, attempt=attempt, status=status
        )
    page = text(as_student, "/practice/")
    words = ["waiting for feedback", "being looked at", "feedback received", "withdrawn"]
    assert [word for word in words if word not in page] == []


def test_my_practice_hides_what_was_given_up(
    as_student: Client, begin: Begin, student: User
) -> None:
    services.withdraw_take(actor=student, clip=begin())
    assert "No takes yet" in text(as_student, "/practice/")


def test_my_practice_shows_nobody_elses(take: PracticeClip, classmate: User, teacher: User) -> None:
    for person in (classmate, teacher):
        assert "Long bows" not in text(as_person(person), "/practice/")


def test_my_practice_is_narrowed_by_state_and_course(
    as_student: Client, take: PracticeClip, student: User
) -> None:
    other = factories.PracticeClipFactory(student=student, status=ClipStatus.ANSWERED)
    assert str(other.pk) not in text(as_student, "/practice/?state=submitted")
    by_course = text(as_student, f"/practice/?course={other.course.uid}")
    assert str(other.pk) in by_course
    assert str(take.pk) not in by_course
    assert "No take fits" in text(as_student, "/practice/?state=withdrawn")
    assert "Long bows" in text(as_student, "/practice/?state=nonsense&course=x&page=y")


def test_my_practice_takes_as_many_queries_for_many(
    as_student: Client,
    student: User,
    exercise: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.PracticeClipFactory(student=student, exercise=exercise, attempt=1)
    text(as_student, "/practice/")
    with django_assert_max_num_queries(50) as one:
        text(as_student, "/practice/")
    for attempt in (2, 3, 4):
        factories.PracticeClipFactory(student=student, exercise=exercise, attempt=attempt)
        factories.PracticeClipFactory(student=student)
    with django_assert_max_num_queries(len(one)):
        text(as_student, "/practice/")


def test_my_practice_sends_the_anonymous_to_log_in() -> None:
    response = Client().get("/practice/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_take_who_sees_it(
    take: PracticeClip,
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


def test_take_plays(as_student: Client, take: PracticeClip) -> None:
    page = text(as_student, take.get_absolute_url())
    assert f"/videos/{take.asset_id}/master.m3u8" in page
    assert "Withdraw this take" in page
    assert "Answer on the desk" not in page


def test_take_tells_how_far_it_is(as_student: Client, take: PracticeClip) -> None:
    VideoAsset.objects.update(processing_status=AssetState.PREPARING, processing_percent=40)
    page = text(as_student, take.get_absolute_url())
    assert "master.m3u8" not in page
    assert "being prepared" in page


def test_take_tells_why_it_failed_and_offers_another_try(
    as_student: Client, take: PracticeClip
) -> None:
    VideoAsset.objects.update(
        processing_status=AssetState.FAILED,
        error_code="timed_out",
        processing_error="It took too long.",
    )
    page = text(as_student, take.get_absolute_url())
    assert "It took too long." in page
    assert "retry/" in page


def test_take_the_teacher_is_led_to_the_desk(take: PracticeClip, teacher: User) -> None:
    page = text(as_person(teacher), take.get_absolute_url())
    assert "Answer on the desk" in page
    assert "Withdraw this take" not in page


def test_take_links_the_other_attempts(
    as_student: Client, take: PracticeClip, student: User, exercise: Any
) -> None:
    second = factories.PracticeClipFactory(student=student, exercise=exercise, attempt=2)
    page = text(as_student, take.get_absolute_url())
    assert f'href="{second.get_absolute_url()}"' in page


def test_take_a_classmate_sees_no_attempt_that_was_withdrawn(
    take: PracticeClip, classmate: User, student: User, exercise: Any
) -> None:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    gone = factories.PracticeClipFactory(
        student=student, exercise=exercise, attempt=2, status=ClipStatus.WITHDRAWN
    )
    page = text(as_person(classmate), take.get_absolute_url())
    assert str(gone.pk) not in page
    assert "Withdraw" not in page


def test_take_says_that_the_brief_has_changed(
    as_student: Client, take: PracticeClip, exercise: Any
) -> None:
    path = take.get_absolute_url()
    exercise.max_attempts = 5
    exercise.save_revision().publish()
    assert "data-earlier-brief" not in text(as_student, path)
    exercise.title = "Longer bows"
    exercise.save_revision().publish()
    assert "data-earlier-brief" in text(as_student, path)
    brief = text(as_student, f"{path}brief/")
    assert "<h1>Long bows</h1>" in brief


def test_take_the_brief_as_it_was_is_for_whom_the_take_is(
    take: PracticeClip, stranger: User
) -> None:
    path = f"{take.get_absolute_url()}brief/"
    assert as_person(stranger).get(path).status_code == 404


def test_take_takes_as_many_queries_for_many_segments(
    as_student: Client,
    take: PracticeClip,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    def add(start_ms: int) -> None:
        factories.VideoSegmentFactory(
            clip=take, video_clip__start_ms=start_ms, video_clip__end_ms=9000
        )

    add(0)
    text(as_student, take.get_absolute_url())
    with django_assert_max_num_queries(80) as one:
        text(as_student, take.get_absolute_url())
    add(1000)
    add(2000)
    with django_assert_max_num_queries(len(one)):
        text(as_student, take.get_absolute_url())


def test_withdrawing_asks_first_and_says_what_happens(
    as_student: Client, take: PracticeClip
) -> None:
    page = text(as_student, f"{take.get_absolute_url()}withdraw/")
    assert "Your teacher and your classmates no longer see it." in page
    take.refresh_from_db()
    assert take.status == ClipStatus.SUBMITTED


def test_withdrawing_withdraws(as_student: Client, take: PracticeClip) -> None:
    response = as_student.post(f"{take.get_absolute_url()}withdraw/", follow=True)
    assert "Your take is withdrawn." in response.content.decode()
    take.refresh_from_db()
    assert take.status == ClipStatus.WITHDRAWN


def test_withdrawing_is_refused_in_words_once_a_review_began(
    as_student: Client, take: PracticeClip
) -> None:
    PracticeClip.objects.update(status=ClipStatus.IN_REVIEW)
    response = as_student.post(f"{take.get_absolute_url()}withdraw/", follow=True)
    assert "Your teacher has begun to answer this take." in response.content.decode()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_withdrawing_is_the_students_alone(take: PracticeClip, teacher: User, verb: str) -> None:
    path = f"{take.get_absolute_url()}withdraw/"
    assert getattr(as_person(teacher), verb)(path).status_code == 404


def test_segments_are_made_from_the_page(as_student: Client, take: PracticeClip) -> None:
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
        ("later", "0:01", "Write a time such as 1:15"),
        ("0:01", "2:00", "This span ends after the video."),
    ],
)
def test_segments_are_refused_in_place(
    as_student: Client, take: PracticeClip, start: str, end: str, words: str
) -> None:
    span = {"start_ms": start, "end_ms": end}
    response = as_student.post(f"{take.get_absolute_url()}segments/", span)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not VideoSegment.objects.exists()


def test_segments_a_classmate_can_not_make_one(
    take: PracticeClip, classmate: User, exercise: Any
) -> None:
    exercise.peer_visibility = PeerVisibility.OPEN
    exercise.save_revision().publish()
    span = {"start_ms": "0:01", "end_ms": "0:03"}
    as_person(classmate).post(f"{take.get_absolute_url()}segments/", span)
    assert not VideoSegment.objects.exists()


def test_room_tells_the_limits_before(student: User, exercise: Any, take: PracticeClip) -> None:
    exercise.max_length_seconds, exercise.max_attempts = 90, 3
    exercise.due_at = timezone.now() - timedelta(days=1)
    exercise.save_revision().publish()
    page = room(student, exercise)
    assert "1:30" in page
    assert "2 of 3 left" in page
    assert "late takes are accepted" in page


def test_room_is_closed_once_all_takes_are_handed_in(
    student: User, exercise: Any, take: PracticeClip
) -> None:
    exercise.max_attempts = 1
    exercise.save_revision().publish()
    page = room(student, exercise)
    assert "You have handed in all takes for this exercise." in page
    assert "<take-uploader" not in page


def test_room_tells_how_soon_answers_usually_come(
    student: User, exercise: Any, take: PracticeClip
) -> None:
    assert "usually within" not in room(student, exercise)
    now = timezone.now()
    for days, attempt in ((1, 2), (3, 3), (30, 4)):
        factories.PracticeClipFactory(
            exercise=exercise,
            attempt=attempt,
            status=ClipStatus.ANSWERED,
            submitted_at=now - timedelta(days=days),
            answered_at=now,
        )
    assert "usually within 3 days" in room(student, exercise)


def test_room_lists_my_takes_alone(
    student: User, classmate: User, exercise: Any, take: PracticeClip
) -> None:
    assert str(take.pk) in room(student, exercise)
    assert str(take.pk) not in room(classmate, exercise)


def test_room_the_list_is_fetched_for_whom_the_exercise_is(
    exercise: Any, take: PracticeClip, student: User, stranger: User
) -> None:
    path = f"/practice/exercises/{exercise.uid}/takes/"
    assert str(take.pk) in text(as_person(student), path)
    assert as_person(stranger).get(path).status_code == 404


def test_a_failed_video_is_tried_again_from_the_page(
    as_student: Client, begin: Begin, student: User
) -> None:
    clip = services.commit_take(actor=student, clip=begin(sent=True))
    VideoAsset.objects.update(processing_status=AssetState.FAILED, error_code="timed_out")
    response = as_student.post(f"{clip.get_absolute_url()}retry/", follow=True)
    assert "The video is being prepared again." in response.content.decode()
    assert VideoAsset.objects.get().processing_status == AssetState.CHECKING


def test_a_moved_exercise_takes_its_takes_along(take: PracticeClip, exercise: Any) -> None:
    other = factories.LessonFactory()
    exercise.move(other, pos="last-child")
    take.refresh_from_db()
    assert take.course == other.course
