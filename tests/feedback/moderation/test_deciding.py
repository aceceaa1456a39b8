"""What an editor decides: its effects, the log, and two editors at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.roles import Role
from core.errors import Refusal
from events.models import Event
from feedback.models import CaseState, FeedbackMarker, ModerationCase, ThreadMessage
from feedback.moderation.decisions import Decision, decide, possible
from practice.models import Take
from tests.feedback.moderation.helpers import decided, reported


@pytest.fixture
def case(open_take: Take, classmate: User) -> ModerationCase:
    return reported(classmate, "take", open_take.pk)


@pytest.mark.parametrize(
    ("decision", "state", "verb"),
    [
        (Decision.LEAVE, CaseState.LEFT, "feedback.left_as_it_is"),
        (Decision.WARN, CaseState.WARNED, "feedback.author_warned"),
        (Decision.HIDE, CaseState.HIDDEN, "feedback.hidden"),
        (Decision.REMOVE, CaseState.REMOVED, "feedback.removed"),
    ],
)
@pytest.mark.parametrize("name", ["editor", "admin"])
def test_a_decision_closes_the_case_and_is_logged(
    case: ModerationCase,
    name: str,
    decision: Decision,
    state: CaseState,
    verb: str,
    request: pytest.FixtureRequest,
) -> None:
    actor = request.getfixturevalue(name)

    decided(actor, case, decision, " Not here. ")

    case.refresh_from_db()
    assert (case.state, case.is_open, case.reason) == (state, False, "Not here.")
    assert case.decided_by == actor
    entry = ModelLogEntry.objects.for_instance(case).get(action=verb)
    assert (entry.user, entry.data) == (actor, {"kind": "take", "reason": "Not here."})
    assert Event.objects.get(verb=verb).payload == {"kind": "take", "reason": "Not here."}


@pytest.mark.parametrize("name", ["teacher", "student", "classmate", "stranger", "other_teacher"])
def test_nobody_else_decides(
    case: ModerationCase, name: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refusal) as refused:
        decided(request.getfixturevalue(name), case, Decision.HIDE)

    assert refused.value.status == 404
    case.refresh_from_db()
    assert case.is_open


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "no_reason"), ("x" * 1001, "too_long"), ("\0", "bad_text")]
)
def test_a_decision_needs_a_reason(
    case: ModerationCase, editor: User, reason: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        decided(editor, case, Decision.LEAVE, reason)

    assert refused.value.code == code


def test_the_second_of_two_editors_is_told_and_nothing_doubles(
    case: ModerationCase, editor: User, admin: User
) -> None:
    seen = timezone.now()
    decided(editor, case, Decision.LEAVE)

    with pytest.raises(Refusal) as refused:
        decide(actor=admin, case=case, decision=Decision.HIDE, reason="No", seen=seen)

    assert refused.value.code == "decided_meanwhile"
    assert str(refused.value.message) == (
        "Editor has decided this meanwhile: left as it is. Nothing was changed."
    )
    case.refresh_from_db()
    assert case.state == CaseState.LEFT
    decisions = ModelLogEntry.objects.for_instance(case).exclude(action="feedback.reported")
    assert decisions.count() == 1


def test_the_same_decision_twice_is_refused(case: ModerationCase, editor: User) -> None:
    decided(editor, case, Decision.HIDE)

    with pytest.raises(Refusal) as refused:
        decided(editor, case, Decision.HIDE)

    assert refused.value.code == "not_possible"


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (CaseState.OPEN, ["leave", "warn", "hide", "remove"]),
        (CaseState.HELD, ["leave", "hide", "remove"]),
        (CaseState.LEFT, ["warn", "hide", "remove"]),
        (CaseState.WARNED, ["hide", "remove"]),
        (CaseState.HIDDEN, ["remove", "restore"]),
        (CaseState.REMOVED, ["hide", "restore"]),
        (CaseState.RESTORED, ["hide", "remove"]),
    ],
)
def test_what_can_be_decided_depends_on_the_state(
    case: ModerationCase, state: CaseState, offered: list[str]
) -> None:
    case.state = state

    assert [str(one) for one in possible(case)] == offered


def test_a_hidden_take_is_gone_for_classmates_alone(
    case: ModerationCase, open_take: Take, editor: User, classmate: User, request: Any
) -> None:
    decided(editor, case, Decision.HIDE)

    def seen_by(name: str) -> bool:
        person = request.getfixturevalue(name)
        return Take.objects.visible_to(person).filter(pk=open_take.pk).exists()

    names = ("student", "teacher", "classmate", "stranger", "editor", "admin")
    assert {name: seen_by(name) for name in names} == {
        "student": True,
        "teacher": True,
        "classmate": False,
        "stranger": False,
        "editor": True,
        "admin": True,
    }
    assert not Take.objects.listed_for(classmate).exists()

    decided(editor, case, Decision.RESTORE)

    assert seen_by("classmate")
    open_take.refresh_from_db()
    assert (open_take.hidden_at, open_take.removed_at) == (None, None)


def test_a_removed_take_is_gone_for_teachers_and_waits_no_longer(
    case: ModerationCase, open_take: Take, editor: User, teacher: User, student: User
) -> None:
    assert list(Take.objects.for_teacher(teacher).awaiting_feedback()) == [open_take]

    decided(editor, case, Decision.REMOVE)

    assert not Take.objects.visible_to(teacher).exists()
    assert not Take.objects.for_teacher(teacher).awaiting_feedback().exists()
    assert Take.objects.visible_to(student).exists()
    assert Take.objects.visible_to(editor).exists()

    decided(editor, case, Decision.HIDE)
    assert Take.objects.visible_to(teacher).exists()

    decided(editor, case, Decision.RESTORE)
    assert list(Take.objects.for_teacher(teacher).awaiting_feedback()) == [open_take]


def test_a_hidden_name_is_shown_to_nobody_until_it_is_another(
    open_take: Take, classmate: User, student: User, editor: User
) -> None:
    case = reported(classmate, "name", student.pk)
    assert Decision.REMOVE not in possible(case)

    decided(editor, case, Decision.HIDE)

    student.refresh_from_db()
    assert (str(student), student.initials) == ("Name hidden", "?")
    student.first_name = "STUDENT"
    assert str(student) == "Name hidden"
    student.first_name = "Ana"
    assert str(student) == "Ana"

    decided(editor, case, Decision.RESTORE)
    student.refresh_from_db()
    assert str(student) == "Student"


def test_nobody_can_be_warned_who_has_left(case: ModerationCase) -> None:
    case.author = None

    assert Decision.WARN not in possible(case)


def test_a_case_that_was_decided_before_the_page_was_made_can_be_decided_again(
    case: ModerationCase, editor: User, admin: User
) -> None:
    decided(editor, case, Decision.LEAVE)
    past = timezone.now() - timedelta(minutes=1)
    ModerationCase.objects.update(decided_at=past)

    decided(admin, case, Decision.HIDE)

    case.refresh_from_db()
    assert (case.state, case.decided_by) == (CaseState.HIDDEN, admin)


def test_messages_and_remarks_are_decided_too(
    message: ThreadMessage, marker: FeedbackMarker, student: User, editor: User
) -> None:
    for kind, key in (("message", message.pk), ("remark", marker.uid)):
        case = decided(editor, reported(student, kind, key), Decision.HIDE)
        assert case.is_out_of_sight


def test_a_hidden_name_that_is_in_use_again_can_be_hidden_again(
    open_take: Take, classmate: User, student: User, editor: User, teacher: User
) -> None:
    first = reported(classmate, "name", student.pk)
    decided(editor, first, Decision.HIDE)
    User.objects.filter(pk=student.pk).update(hidden_name="Another")

    reported(teacher, "name", student.pk)
    first.refresh_from_db()
    assert first.is_open
    decided(editor, first, Decision.HIDE)
    student.refresh_from_db()
    assert str(student) == "Name hidden"


def test_nobody_decides_about_themselves(open_take: Take, classmate: User, student: User) -> None:
    case = reported(classmate, "take", open_take.pk)
    student.groups.add(Group.objects.get(name=Role.EDITOR.value))
    with pytest.raises(Refusal) as caught:
        decided(User.objects.get(pk=student.pk), case, Decision.LEAVE)
    assert caught.value.code == "not_yours"
