"""Two editors, ten reporters, a double click: nothing is counted or decided twice."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from events.models import Event
from feedback.models import ModerationCase, Report
from feedback.moderation import subjects
from feedback.moderation.decisions import Decision, decide
from feedback.moderation.reports import report
from practice.models import Take
from tests import factories
from tests.at_once import at_once
from tests.feedback.moderation.helpers import reported

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_people_report_one_thing_in_one_case(open_take: Take, classmate: User) -> None:
    people = [factories.UserFactory() for _ in range(10)]
    for person in people:
        factories.EnrolmentFactory(course=open_take.course, user=person)
    found = [(person, subjects.take(person, open_take.pk)) for person in people]

    at_once(
        *[
            lambda who=person, what=subject: report(actor=who, subject=what, reason="rude")
            for person, subject in found
        ]
    )

    assert ModerationCase.objects.get().report_count == Report.objects.count() == 10


def test_a_double_click_is_one_report(open_take: Take, classmate: User) -> None:
    subject = subjects.take(classmate, open_take.pk)
    assert subject is not None

    sent = at_once(*[lambda: report(actor=classmate, subject=subject, reason="rude")] * 5)

    assert {one.pk for one in sent} == {Report.objects.get().pk}
    assert ModerationCase.objects.get().report_count == 1
    assert Event.objects.filter(verb="feedback.reported").count() == 1


def test_of_two_editors_one_decides(
    open_take: Take, classmate: User, editor: User, admin: User
) -> None:
    case, seen = reported(classmate, "take", open_take.pk), timezone.now()

    def hide(actor: User) -> ModerationCase:
        return decide(actor=actor, case=case, decision=Decision.HIDE, reason="No", seen=seen)

    outcomes = at_once(lambda: hide(editor), lambda: hide(admin))

    assert outcomes.count("decided_meanwhile") == 1
    verbs = ModelLogEntry.objects.for_instance(case).values_list("action", flat=True)
    assert sorted(verbs) == ["feedback.hidden", "feedback.reported"]
    case.refresh_from_db()
    assert case.decided_by in (editor, admin)
