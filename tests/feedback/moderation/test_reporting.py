"""Who may report what, how often, and what the page says."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import Refusal
from events.models import Event
from feedback.models import (
    CaseKind,
    CaseState,
    FeedbackMarker,
    ModerationCase,
    Reason,
    Report,
    ThreadMessage,
)
from feedback.moderation import reports, subjects
from feedback.moderation.decisions import Decision
from feedback.services import take_back_feedback
from practice.models import Take
from tests import factories
from tests.feedback.moderation.conftest import RUDE
from tests.feedback.moderation.helpers import decided, reported

OUTSIDE = ["stranger", "other_teacher", "anonymous"]


@pytest.fixture
def addresses(
    open_take: Take, message: ThreadMessage, marker: FeedbackMarker, teacher: User
) -> dict[str, str]:
    return {
        "message": reverse("feedback:report_message", args=[message.pk]),
        "remark": reverse("feedback:report_remark", args=[marker.uid]),
        "take": reverse("feedback:report_take", args=[open_take.pk]),
        "name": reverse("feedback:report_name", args=[teacher.pk]),
    }


def statuses(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    return {kind: client.get(address).status_code for kind, address in addresses.items()}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        # Nobody reports what is their own.
        ("student", {"message", "remark", "name"}),
        ("teacher", {"take"}),
        ("classmate", {"take"}),
        ("editor", {"message", "remark", "take", "name"}),
        ("admin", {"message", "remark", "take", "name"}),
        ("stranger", set()),
        ("other_teacher", set()),
    ],
)
def test_people_report_only_what_they_see(
    client: Client,
    addresses: dict[str, str],
    name: str,
    seen: set[str],
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(name))

    wanted = {kind: 200 if kind in seen else 404 for kind in addresses}
    assert statuses(client, addresses) == wanted


@pytest.mark.parametrize("name", OUTSIDE)
def test_posting_from_outside_reports_nothing(
    client: Client, addresses: dict[str, str], name: str, request: pytest.FixtureRequest
) -> None:
    if name != "anonymous":
        client.force_login(request.getfixturevalue(name))

    got = {client.post(each, {"reason": "rude"}).status_code for each in addresses.values()}

    assert got == {302 if name == "anonymous" else 404}
    assert not ModerationCase.objects.exists()


def test_a_student_reports_a_message(
    client: Client, student: User, teacher: User, message: ThreadMessage, course: Any
) -> None:
    client.force_login(student)
    address = reverse("feedback:report_message", args=[message.pk])

    page = client.get(address).content.decode()
    assert "What happens next" in page
    assert RUDE in page
    answer = client.post(address, {"reason": "rude", "words": " It hurts. "})

    case = ModerationCase.objects.get()
    take = message.thread.take
    assert answer.url == f"{take.get_absolute_url()}?message={message.pk}#message-{message.pk}"
    assert (case.kind, case.state, case.author) == (CaseKind.MESSAGE, CaseState.OPEN, teacher)
    assert (case.said, case.at_ms, case.course, case.take) == (RUDE, 4000, course, take)
    sent = case.reports.get()
    assert (sent.reporter, sent.reason, sent.words) == (student, Reason.RUDE, "It hurts.")
    event = Event.objects.get(verb="feedback.reported")
    assert (event.object_id, event.payload) == (
        str(case.pk),
        {"kind": "message", "reason": "rude"},
    )


def test_the_same_thing_twice_is_one_report(
    client: Client, student: User, message: ThreadMessage
) -> None:
    client.force_login(student)
    address = reverse("feedback:report_message", args=[message.pk])

    for reason in ("rude", "spam"):
        client.post(address, {"reason": reason})

    assert Report.objects.get().reason == "rude"
    assert ModerationCase.objects.get().report_count == 1
    assert Event.objects.filter(verb="feedback.reported").count() == 1
    page = client.get(address).content.decode()
    assert "You have reported this already." in page
    assert "It waits for an editor." in page


def test_reports_of_one_thing_by_two_people_are_one_case(
    open_take: Take, teacher: User, classmate: User
) -> None:
    for actor in (teacher, classmate):
        reported(actor, "take", open_take.pk)

    case = ModerationCase.objects.get()
    assert (case.kind, case.report_count, case.author) == (CaseKind.TAKE, 2, open_take.student)


def test_a_remark_and_a_name_are_reported(
    marker: FeedbackMarker, student: User, teacher: User
) -> None:
    remark = reported(student, "remark", marker.uid)
    name = reported(student, "name", teacher.pk, Reason.IMPOSTOR)

    assert (remark.marker_uid, remark.said, remark.at_ms) == (marker.uid, "Hold the bow", 1000)
    assert (name.author, name.said, name.take) == (teacher, teacher.own_name, None)
    assert name.course == marker.feedback.take.course


def test_another_name_of_the_same_person_is_another_case(
    open_take: Take, classmate: User, student: User
) -> None:
    reported(classmate, "name", student.pk)
    student.first_name = "Otherwise"
    student.save()

    reported(classmate, "name", student.pk)

    assert set(ModerationCase.objects.values_list("said", flat=True)) == {"Student", "Otherwise"}


def test_a_remark_that_was_taken_back_can_not_be_reported(
    marker: FeedbackMarker, student: User, teacher: User
) -> None:
    take_back_feedback(actor=teacher, feedback=marker.feedback)

    assert subjects.remark(student, marker.uid) is None


def test_what_its_author_took_along_can_not_be_reported(
    message: ThreadMessage, student: User
) -> None:
    ThreadMessage.objects.filter(pk=message.pk).update(text="", author=None)

    assert subjects.message(student, message.pk) is None


@pytest.mark.parametrize("decision", [Decision.LEAVE, Decision.WARN])
def test_a_new_report_after_a_decision_asks_for_another(
    open_take: Take, teacher: User, classmate: User, editor: User, decision: Decision
) -> None:
    case = decided(editor, reported(teacher, "take", open_take.pk), decision)

    reported(classmate, "take", open_take.pk)

    case.refresh_from_db()
    assert (case.state, case.is_open, case.report_count) == (CaseState.OPEN, True, 2)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": "because"}, "unknown_reason"),
        ({"reason": "rude", "words": "x" * 1001}, "too_long"),
        ({"reason": "rude", "words": "\0"}, "bad_text"),
    ],
)
def test_bad_reports_are_refused(
    open_take: Take, classmate: User, given: dict[str, str], code: str
) -> None:
    subject = subjects.take(classmate, open_take.pk)
    assert subject is not None

    with pytest.raises(Refusal) as refused:
        reports.report(actor=classmate, subject=subject, **given)

    assert refused.value.code == code


def test_a_form_without_a_reason_says_so(client: Client, open_take: Take, classmate: User) -> None:
    client.force_login(classmate)

    answer = client.post(reverse("feedback:report_take", args=[open_take.pk]), {"words": "Oh"})

    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_too_many_reports_in_an_hour_are_refused(
    client: Client,
    open_take: Take,
    classmate: User,
    settings: Any,
) -> None:
    settings.REPORTS_AN_HOUR = 2
    for _ in range(2):
        other = factories.TakeFactory(exercise=open_take.exercise)
        factories.EnrolmentFactory(course=open_take.course, user=other.student)
        reported(classmate, "take", other.pk)
    client.force_login(classmate)

    answer = client.post(reverse("feedback:report_take", args=[open_take.pk]), {"reason": "spam"})

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "as one person may in an hour" in answer.content.decode()
    assert Report.objects.count() == 2
