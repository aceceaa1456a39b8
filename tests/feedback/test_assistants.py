"""An assistant drafts feedback in given courses; a teacher of the course releases it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import Role
from accounts.scopes import Scope, offered_to
from core.errors import Refusal
from courses.models import Course, Enrolment, Exercise
from courses.permissions import CoursePagePermissions
from courses.policy import found_by
from feedback import queue, rules
from feedback.erasure import erase_of_person
from feedback.models import Feedback, PracticeThread
from feedback.services import (
    add_marker,
    hand_on,
    open_feedback,
    release_feedback,
    send_back,
    start_thread,
    take_back_feedback,
)
from practice.models import Take
from tests import factories
from tests.feedback.desk import Desk
from tests.feedback.helpers import draft, released
from tests.pages import one_line
from tests.security.world import client_of

QUEUE = "/admin/feedback/queue/"


@pytest.fixture
def course(course: Any, assistant: User) -> Any:
    """Names the assistant."""
    course.assistants.add(assistant)
    course.save()
    return course


@pytest.fixture
def written(take: Take, course: Any, assistant: User) -> Feedback:
    feedback = open_feedback(actor=assistant, take=take)
    add_marker(actor=assistant, feedback=feedback, start_ms=500, text="Slower bow")
    return Feedback.objects.get()


@pytest.fixture
def in_hand(written: Feedback, assistant: User) -> Feedback:
    hand_on(actor=assistant, feedback=written)
    return Feedback.objects.get()


def refusal(call: Any, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(**values)
    return caught.value.code


def edit_url(feedback: Feedback) -> str:
    return reverse("wagtailsnippets_feedback_feedback:edit", args=[feedback.pk])


def back_url(feedback: Feedback) -> str:
    return reverse("feedback_send_back", args=[feedback.pk])


def test_who_may_do_what(
    written: Feedback, teacher: User, assistant: User, other_teacher: User, student: User
) -> None:
    table = {
        # person: writes, releases, hands on, sends back; of the draft, then of what is handed on
        assistant: ((True, False, True, False), (False, False, False, False)),
        teacher: ((False, False, False, False), (True, True, False, True)),
        other_teacher: ((False,) * 4, (False,) * 4),
        student: ((False,) * 4, (False,) * 4),
    }
    asked = (rules.may_write, rules.may_release, rules.may_hand_on, rules.may_send_back)

    for person, (before, _after) in table.items():
        assert tuple(rule(person, written) for rule in asked) == before, person
    hand_on(actor=assistant, feedback=written)
    written.refresh_from_db()
    for person, (_before, after) in table.items():
        assert tuple(rule(person, written) for rule in asked) == after, person


def test_an_assistant_sees_the_queue_of_their_courses_only(
    take: Take, course: Any, assistant: User, other_teacher: User, client: Client
) -> None:
    foreign = factories.CourseFactory(title="Zither", owner=other_teacher)
    module = factories.ModuleFactory(parent=foreign, title="Strings", owner=other_teacher)
    lesson = factories.LessonFactory(parent=module, title="Thumb", owner=other_teacher)
    exercise = factories.ExerciseFactory(parent=lesson, title="Plucking", owner=other_teacher)
    other = factories.TakeFactory(exercise=exercise)
    client.force_login(assistant)

    page = client.get(QUEUE)

    assert [stack.takes for stack in page.context["stacks"]] == [[take]]
    assert b"Zither" not in page.content
    assert client.get(reverse("feedback_desk", args=[other.pk])).status_code == 404
    assert refusal(open_feedback, actor=assistant, take=other) == "not_found"


def test_an_assistant_hands_on_from_the_desk(
    take: Take, course: Any, assistant: User, teacher: User, client: Client
) -> None:
    client.force_login(assistant)
    client.get(reverse("feedback_desk", args=[take.pk]))
    desk = Desk(client, Feedback.objects.get())
    desk.write("Slower bow")
    page = desk.reload().content.decode()
    assert "Ask a teacher to release" in page
    assert "Release to the student" not in page
    assert "Write to the student" not in page
    desk.write("Slower bow")

    answer = client.post(desk.url, desk.fields | {"action-ask": "action-ask"}, follow=True)

    feedback = Feedback.objects.get()
    assert "A teacher of the course will look at your draft" in answer.content.decode()
    assert feedback.is_in_hand
    assert [marker.text for marker in draft(feedback).markers.all()] == ["Slower bow"]
    assert list(queue.waiting_drafts(teacher)) == [feedback]
    assert not queue.waiting_takes(assistant).exists()
    assert not queue.waiting_takes(teacher).exists()


def test_an_assistant_releases_nothing(
    written: Feedback, assistant: User, student: User, client: Client
) -> None:
    client.force_login(assistant)
    desk = Desk(client, written)

    desk.release()

    assert not Feedback.objects.get().live
    assert refusal(release_feedback, actor=assistant, feedback=written) == "not_yours"
    api = client.post(f"/api/v1/feedback/{written.pk}/release/")
    assert (api.status_code, api.json()["error"]["code"]) == (403, "not_yours")
    assert not Feedback.objects.visible_to(student).exists()


def test_a_teacher_who_assists_elsewhere_releases_nothing_there(
    take: Take, course: Any, other_teacher: User, client: Client
) -> None:
    """Their role may publish feedback: in their own courses."""
    course.assistants.add(other_teacher)
    course.save()
    feedback = open_feedback(actor=other_teacher, take=take)
    add_marker(actor=other_teacher, feedback=feedback, start_ms=500, text="Slower bow")
    client.force_login(other_teacher)

    desk = Desk(client, feedback)
    desk.release()

    assert "Release to the student" not in desk.reload().content.decode()
    assert not Feedback.objects.get().live
    assert not CoursePagePermissions(other_teacher, course).can_edit()


def test_the_queue_names_the_assistant(in_hand: Feedback, teacher: User, client: Client) -> None:
    client.force_login(teacher)

    page = client.get(QUEUE)

    assert list(page.context["drafts"]) == [in_hand]
    assert "written by <bdi>Assistant" in page.content.decode()
    assert back_url(in_hand) in page.content.decode()
    assert queue.count_waiting(teacher) == queue.Waiting(takes=0, threads=0, drafts=1)
    home = client.get("/admin/").content.decode()
    assert "Waiting for you: 1 draft" in home
    assert edit_url(in_hand) in home


def test_the_desk_of_the_take_opens_the_assistants_draft(
    in_hand: Feedback, teacher: User, client: Client
) -> None:
    client.force_login(teacher)
    desk = reverse("feedback_desk", args=[in_hand.take_id])

    assert client.get(desk).url == edit_url(in_hand)

    own = open_feedback(actor=teacher, take=in_hand.take)
    assert client.get(desk).url == edit_url(own)


def test_drafts_in_the_queue_take_the_same_queries(
    exercise: Any,
    course: Any,
    assistant: User,
    teacher: User,
    client: Client,
) -> None:
    def one_more() -> None:
        feedback = open_feedback(actor=assistant, take=factories.TakeFactory(exercise=exercise))
        add_marker(actor=assistant, feedback=feedback, start_ms=1, text="Slower")
        hand_on(actor=assistant, feedback=feedback)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(QUEUE)
        return len(found)

    client.force_login(teacher)
    one_more()
    client.get(QUEUE)
    one = queries()
    one_more()
    one_more()
    assert queries() == one


def test_a_teacher_edits_and_releases_it(
    in_hand: Feedback, teacher: User, assistant: User, student: User, client: Client
) -> None:
    client.force_login(teacher)
    desk = Desk(client, in_hand)
    desk.change("Slower bow", "Slower, longer bow")

    desk.release()

    feedback = Feedback.objects.get()
    assert feedback.live
    assert (feedback.teacher, feedback.released_by) == (assistant, teacher)
    assert [marker.text for marker in feedback.markers.all()] == ["Slower, longer bow"]
    logged = ModelLogEntry.objects.filter(object_id=str(feedback.pk)).order_by("pk")
    known = [(row.action, row.user) for row in logged if row.action.startswith("feedback.")]
    assert known == [("feedback.handed_on", assistant), ("feedback.released", teacher)]

    page = client_of(student).get(feedback.take.get_absolute_url()).content.decode()
    assert "Slower, longer bow" in page
    assert "Assistant" in page
    assert '<span class="badge"> assistant </span>' in one_line(page)


def test_the_student_sees_nothing_before(in_hand: Feedback, student: User) -> None:
    page = client_of(student).get(in_hand.take.get_absolute_url()).content.decode()

    assert "Slower bow" not in page
    assert client_of(student).get(f"/api/v1/feedback/{in_hand.pk}/").status_code == 404


def test_a_co_teacher_releases_it_too(
    in_hand: Feedback, course: Any, other_teacher: User, assistant: User
) -> None:
    course.teachers.add(other_teacher)
    course.save()

    release_feedback(actor=other_teacher, feedback=in_hand)

    assert Feedback.objects.get().released_by == other_teacher


def test_it_is_sent_back_with_a_sentence(
    in_hand: Feedback, teacher: User, assistant: User, client: Client
) -> None:
    client.force_login(teacher)
    assert client.get(back_url(in_hand)).status_code == 200
    assert client.post(back_url(in_hand), {"words": "  "}).status_code == 200
    assert Feedback.objects.get().is_in_hand

    answer = client.post(back_url(in_hand), {"words": "Say what went well, too."}, follow=True)

    feedback = Feedback.objects.get()
    assert "finds it in their queue" in answer.content.decode()
    assert not feedback.is_in_hand
    assert feedback.sent_back_by == teacher
    assert not rules.may_write(teacher, feedback)
    client.force_login(assistant)
    assert "sent back" in client.get(QUEUE).content.decode()
    desk = Desk(client, feedback)
    assert "Say what went well, too." in desk.reload().content.decode()
    desk.write("Good posture")
    client.post(desk.url, desk.fields | {"action-ask": "action-ask"})
    assert Feedback.objects.get().is_in_hand
    assert Feedback.objects.get().sent_back == ""
    logged = ModelLogEntry.objects.filter(object_id=str(feedback.pk)).order_by("pk")
    known = [row.action for row in logged if row.action.startswith("feedback.")]
    assert known == ["feedback.handed_on", "feedback.sent_back", "feedback.handed_on"]


@pytest.mark.parametrize("person", ["assistant", "other_teacher", "stranger"])
def test_only_its_teachers_send_it_back(person: str, in_hand: Feedback, request: Any) -> None:
    user = request.getfixturevalue(person)

    answer = client_of(user).post(back_url(in_hand), {"words": "No"})

    assert answer.status_code == (403 if person == "stranger" else 404)
    assert refusal(send_back, actor=user, feedback=in_hand, words="No") == "not_found"
    assert Feedback.objects.get().is_in_hand


def test_what_is_not_handed_on_is_not_sent_back(written: Feedback, teacher: User) -> None:
    assert client_of(teacher).get(back_url(written)).status_code == 404
    assert refusal(send_back, actor=teacher, feedback=written, words="No") == "not_found"
    assert refusal(send_back, actor=teacher, feedback=written, words=" ") == "say_why"


def test_a_draft_is_its_authors_until_it_is_handed_on(
    written: Feedback, teacher: User, other_teacher: User
) -> None:
    for user in (teacher, other_teacher):
        assert client_of(user).get(edit_url(written)).status_code == 404
        assert client_of(user).get(f"/api/v1/feedback/{written.pk}/").status_code == 404


def test_while_a_teacher_has_it_its_author_only_reads(
    in_hand: Feedback, assistant: User, client: Client
) -> None:
    client.force_login(assistant)

    desk = client.get(reverse("feedback_desk", args=[in_hand.take_id]))
    edit = client.get(edit_url(in_hand))
    api = client.get(f"/api/v1/feedback/{in_hand.pk}/")

    assert desk.url == reverse("wagtailsnippets_feedback_feedback:inspect", args=[in_hand.pk])
    assert client.get(desk.url).status_code == 200
    assert edit.status_code == 302
    assert [one["text"] for one in api.json()["markers"]] == ["Slower bow"]
    assert (
        refusal(add_marker, actor=assistant, feedback=in_hand, start_ms=1, text="More")
        == "not_found"
    )


def test_an_empty_draft_is_not_handed_on(take: Take, course: Any, assistant: User) -> None:
    feedback = open_feedback(actor=assistant, take=take)

    assert refusal(hand_on, actor=assistant, feedback=feedback) == "nothing_to_release"


def test_a_teacher_needs_nobody_to_release(take: Take, teacher: User) -> None:
    feedback = open_feedback(actor=teacher, take=take)

    assert refusal(hand_on, actor=teacher, feedback=feedback) == "not_yours"


def test_what_is_taken_back_is_in_the_teachers_hands(
    in_hand: Feedback, teacher: User, assistant: User
) -> None:
    release_feedback(actor=teacher, feedback=in_hand)
    assert refusal(take_back_feedback, actor=assistant, feedback=in_hand) == "not_found"
    url = reverse("wagtailsnippets_feedback_feedback:unpublish", args=[in_hand.pk])
    assert client_of(assistant).post(url).status_code == 302
    assert Feedback.objects.get().live

    take_back_feedback(actor=teacher, feedback=in_hand)

    assert list(queue.waiting_drafts(teacher)) == [in_hand]
    assert Feedback.objects.get().released_by is None
    send_back(actor=teacher, feedback=in_hand, words="Once more.")
    assert rules.may_write(assistant, Feedback.objects.get())


def test_an_older_version_changes_nothing_about_its_way(
    in_hand: Feedback, teacher: User, assistant: User
) -> None:
    """What became of it is not part of its versions."""
    release_feedback(actor=teacher, feedback=in_hand)
    first = Feedback.objects.get().revisions.order_by("created_at").first()
    assert first is not None

    version = first.as_object()

    assert version.asked_at == Feedback.objects.get().asked_at
    assert version.released_by == teacher


def test_assistants_read_conversations_and_write_in_none(
    take: Take, course: Any, assistant: User, student: User
) -> None:
    thread = start_thread(actor=student, take=take, text="Is my thumb right?")

    assert list(PracticeThread.objects.visible_to(assistant)) == [thread]
    assert not queue.waiting_threads(assistant).exists()
    assert refusal(start_thread, actor=assistant, take=take, text="Yes") == "not_found"
    client = client_of(assistant)
    for url in (take.get_absolute_url(), reverse("feedback_desk_talk", args=[take.pk])):
        page = client.get(url).content.decode()
        assert "Is my thumb right?" in page
        assert "<textarea" not in page


def test_assistants_see_released_feedback_of_their_course(
    take: Take, course: Any, teacher: User, assistant: User, other_teacher: User
) -> None:
    feedback = released(take, teacher)

    assert list(Feedback.objects.visible_to(assistant)) == [feedback]
    assert not rules.may_write(assistant, feedback)
    assert client_of(assistant).get(edit_url(feedback)).status_code == 404


def test_assistants_change_neither_pages_nor_classes(
    exercise: Any, course: Any, assistant: User, client: Client
) -> None:
    client.force_login(assistant)
    enrolment = Enrolment.objects.first()
    assert enrolment is not None

    assert client.get(exercise.url).status_code == 200
    assert not found_by(assistant).filter(path__startswith=course.path)
    assert not exercise.permissions_for_user(assistant).can_edit()
    assert not course.permissions_for_user(assistant).can_add_subpage()
    assert not Enrolment.objects.managed_by(assistant).exists()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[exercise.pk]),
        "/admin/class-list/",
        "/admin/class-list/add/",
        "/admin/course-list/",
    ):
        assert client.get(url).status_code == 302, url
    assert client.post(f"/admin/class-list/delete/{enrolment.pk}/").status_code == 404
    assert Enrolment.objects.filter(pk=enrolment.pk).exists()


def test_a_removed_take_is_gone_with_its_draft(
    in_hand: Feedback, teacher: User, assistant: User, admin: User
) -> None:
    Take.objects.update(hidden_at=timezone.now(), removed_at=timezone.now())

    for user in (teacher, assistant):
        assert not Feedback.objects.readable_in_admin(user).exists()
        assert not Feedback.objects.visible_to(user).exists()
        assert queue.count_waiting(user).total == 0
    assert queue.count_waiting(admin).drafts == 0


def test_an_assistant_who_becomes_a_teacher_releases_their_own_draft(
    in_hand: Feedback, course: Any, assistant: User
) -> None:
    course.teachers.add(assistant)
    course.save()
    assistant.groups.set(Group.objects.filter(name=Role.TEACHER.value))
    assistant = User.objects.get(pk=assistant.pk)
    client = client_of(assistant)

    assert list(queue.waiting_drafts(assistant)) == [in_hand]
    assert back_url(in_hand) not in client.get(QUEUE).content.decode()
    assert client.get(back_url(in_hand)).status_code == 404
    Desk(client, in_hand).release()

    assert Feedback.objects.get().live


def test_the_api_hands_on_and_sends_back(
    written: Feedback, assistant: User, teacher: User, student: User
) -> None:
    url = f"/api/v1/feedback/{written.pk}/"
    words = {"data": {"words": "Say more."}, "content_type": "application/json"}
    author, reader = client_of(assistant), client_of(teacher)

    handed = author.post(f"{url}hand-on/")
    assert handed.status_code == 200
    assert handed.json()["asked_at"]
    assert author.post(f"{url}hand-on/").status_code == 404
    assert [one["text"] for one in reader.get(url).json()["markers"]] == ["Slower bow"]
    assert author.post(f"{url}send-back/", **words).status_code == 404
    assert reader.post(f"{url}send-back/", {}, "application/json").status_code == 400

    assert reader.post(f"{url}send-back/", **words).status_code == 204
    assert reader.get(url).status_code == 404
    assert author.get(url).json()["sent_back"] == "Say more."

    author.post(f"{url}hand-on/")
    assert reader.post(f"{url}release/").json()["released"]
    seen = client_of(student).get(url).json()
    assert (seen["asked_at"], seen["sent_back"]) == (None, "")
    assert seen["teacher"]["name"] == "Assistant"


def test_who_no_longer_assists_loses_it_all(
    written: Feedback, course: Any, assistant: User, take: Take
) -> None:
    course.assistants.clear()
    course.save()

    assert not Feedback.objects.readable_in_admin(assistant).exists()
    assert not Feedback.objects.visible_to(assistant).exists()
    assert not Take.objects.visible_to(assistant).exists()
    assert not Exercise.objects.visible_to(assistant).exists()
    assert not Course.objects.answered_by(assistant).exists()


def test_an_assistant_is_one_in_all_languages_of_a_course(
    take: Take, course: Any, assistant: User
) -> None:
    """Like its teachers' feedback, see ADR 0031."""
    Course.objects.filter(pk=course.pk).update(live=False)
    assert list(Take.objects.answered_by(assistant)) == [take]
    assert rules.may_review(assistant, take)


def test_the_course_form_names_assistants(
    course: Any, teacher: User, assistant: User, student: User, other_teacher: User
) -> None:
    form = Course.get_edit_handler().get_form_class()(instance=course, for_user=teacher)
    offered = set(form.fields["assistants"].queryset)

    assert {assistant, other_teacher} <= offered
    assert student not in offered
    assert assistant not in form.fields["teachers"].queryset
    client = client_of(teacher)
    assert "Assistant" in client.get("/admin/choose-assistant/").content.decode()
    page = client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "Choose assistants" in page


def test_a_sentence_is_erased_with_who_said_it(
    in_hand: Feedback, teacher: User, admin: User
) -> None:
    send_back(actor=teacher, feedback=in_hand, words="Too harsh.")
    erase_of_person(actor=admin, subject=teacher)

    assert (Feedback.objects.get().sent_back, Feedback.objects.get().sent_back_by) == ("", None)


def test_assistants_are_told_how_they_begin(course: Any, assistant: User) -> None:
    page = client_of(assistant).get("/welcome/").content.decode()

    assert "Draft feedback" in page
    assert "Write a course" not in page


def test_a_token_of_an_assistant_may_draft(take: Take, course: Any, assistant: User) -> None:
    client = client_of(assistant)

    opened = client.post(f"/api/v1/clips/{take.pk}/feedback/").json()
    url = f"/api/v1/feedback/{opened['id']}/markers/"
    added = client.post(url, {"start_ms": 0, "text": "Here"}, content_type="application/json")

    assert added.status_code == 201
    assert Scope.TEACH in offered_to(assistant)
