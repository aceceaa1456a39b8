"""The queue in the admin: who sees it, what it shows, filters, paging, decisions one by one."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from feedback.models import (
    CaseKind,
    CaseState,
    FeedbackMarker,
    ModerationCase,
    Reason,
    Report,
    ThreadMessage,
)
from feedback.moderation.decisions import Decision
from practice.models import Take
from tests import factories
from tests.feedback.moderation.conftest import RUDE
from tests.feedback.moderation.helpers import decided, reported
from tests.pages import one_line

LIST = "/admin/moderation/"


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def case(message: ThreadMessage, student: User) -> ModerationCase:
    return reported(student, "message", message.pk)


def page_of(case: ModerationCase) -> str:
    return reverse("moderation:inspect", args=[case.pk])


def bulk(action: str, *cases: Any, **query: str) -> str:
    ids = "&".join(f"id={getattr(case, 'pk', case)}" for case in cases)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    address = reverse("wagtail_bulk_action", args=["feedback", "moderationcase", action])
    return f"{address}?{ids}{more}&next={LIST}"


def answer(reason: str = "Be kind, please.", **more: str) -> dict[str, str]:
    return {"reason": reason, "seen": timezone.now().isoformat(), **more}


def rows(html: str) -> list[str]:
    soup = BeautifulSoup(html, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in soup.select("table.listing tbody tr")]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("editor", 200),
        ("admin", 200),
        ("teacher", 302),
        ("other_teacher", 302),
        ("student", 403),
        ("classmate", 403),
        ("stranger", 403),
    ],
)
def test_it_is_for_editors_and_admins(
    client: Client,
    case: ModerationCase,
    name: str,
    status: int,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(name))

    for address in (LIST, f"{LIST}results/", page_of(case), bulk("hide", case)):
        assert client.get(address).status_code == status, address
    client.post(page_of(case), answer(decision="hide"))
    client.post(bulk("remove", case), answer())

    case.refresh_from_db()
    assert case.is_open is (status != 200)


def test_a_row_says_what_whose_where_why_and_by_whom(
    as_editor: Client, case: ModerationCase, course: Any
) -> None:
    (row,) = rows(as_editor.get(LIST).content.decode())

    for words in (RUDE, "Message", "Teacher", course.title, "insults", "Student", "to be decided"):
        assert words in row, words


def test_the_menu_counts_what_is_open(
    client: Client, case: ModerationCase, editor: User, teacher: User
) -> None:
    client.force_login(editor)
    assert "1 report to decide" in client.get("/admin/").content.decode()

    decided(editor, case, Decision.LEAVE)
    assert "report to decide" not in client.get("/admin/").content.decode()
    client.force_login(teacher)
    assert LIST not in client.get("/admin/").content.decode()


def test_open_cases_come_first_and_filters_narrow_the_list(
    as_editor: Client,
    case: ModerationCase,
    open_take: Take,
    marker: FeedbackMarker,
    student: User,
    classmate: User,
    editor: User,
) -> None:
    remark = reported(student, "remark", marker.uid)
    take = decided(editor, reported(classmate, "take", open_take.pk), Decision.HIDE)

    def listed(query: str) -> list[Any]:
        found = as_editor.get(f"{LIST}{query}").context["object_list"]
        return [one.pk for one in found]

    assert listed("") == [remark.pk, case.pk, take.pk]
    assert listed("?state=hidden") == [take.pk]
    assert listed("?kind=remark&kind=take") == [remark.pk, take.pk]
    assert len(listed(f"?course={open_take.course_id}")) == 3
    assert listed(f"?course={factories.CourseFactory().pk}") == [remark.pk, case.pk, take.pk]
    assert listed("?q=goose") == [case.pk]


def test_repeat_cases_are_shown(
    as_editor: Client, case: ModerationCase, marker: FeedbackMarker, student: User, teacher: User
) -> None:
    reported(student, "remark", marker.uid)
    third = reported(student, "name", teacher.pk)

    page = rows(as_editor.get(LIST).content.decode())
    assert "case 3 of this person" in page[0]
    assert "case 2 of this person" in page[1]
    assert "of this person" not in page[2]
    html = as_editor.get(page_of(third)).content.decode()
    assert "Other cases of this person" in html
    assert page_of(case) in html


def test_the_case_shows_everything_with_the_player_at_that_moment(
    as_editor: Client, case: ModerationCase, classmate: User
) -> None:
    Report.objects.create(
        case=case, reporter=classmate, reason=Reason.SPAM, words="Again and again"
    )

    link = BeautifulSoup(as_editor.get(LIST).content, "html.parser").select_one("tbody td.title a")
    assert link is not None
    assert link["href"] == f"{page_of(case)}?t=4000"
    html = as_editor.get(str(link["href"])).content.decode()

    assert "deep-link" in html
    for words in (RUDE, "It is advertising or nonsense", "Again and again", "Classmate", "0:04"):
        assert words in html, words


def test_a_decision_is_made_on_its_page(
    as_editor: Client, editor: User, case: ModerationCase
) -> None:
    done = as_editor.post(page_of(case), answer(decision="hide"), follow=True)

    case.refresh_from_db()
    assert (case.state, case.decided_by) == (CaseState.HIDDEN, editor)
    assert "Decided: hidden." in done.content.decode()
    html = as_editor.get(page_of(case)).content.decode()
    assert "Hidden by an editor" in html
    assert 'value="restore"' in html
    assert 'value="leave"' not in html


def test_without_a_reason_nothing_is_decided(as_editor: Client, case: ModerationCase) -> None:
    done = as_editor.post(page_of(case), answer("", decision="hide"), follow=True)

    case.refresh_from_db()
    assert case.is_open
    assert "Choose a decision and write a reason." in done.content.decode()


@pytest.mark.parametrize("decision", ["hide", "leave"])
def test_the_second_editor_gets_a_sentence(
    client: Client, case: ModerationCase, editor: User, admin: User, decision: str
) -> None:
    sent = answer(decision=decision)
    for person in (editor, admin):
        client.force_login(person)
        done = client.post(page_of(case), sent, follow=True)

    assert "decided this meanwhile" in done.content.decode()
    case.refresh_from_db()
    assert case.decided_by == editor
    entries = ModelLogEntry.objects.for_instance(case).exclude(action="feedback.reported")
    assert entries.count() == 1


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("leave", CaseState.LEFT),
        ("warn", CaseState.WARNED),
        ("hide", CaseState.HIDDEN),
        ("remove", CaseState.REMOVED),
    ],
)
def test_several_are_decided_at_once(
    as_editor: Client,
    case: ModerationCase,
    open_take: Take,
    classmate: User,
    action: str,
    state: CaseState,
) -> None:
    other = reported(classmate, "take", open_take.pk)
    address = bulk(action, case, other)

    html = as_editor.get(address).content.decode()
    assert RUDE in html
    assert 'name="reason"' in html
    done = as_editor.post(address, answer(), follow=True)

    assert "2 reports were decided." in done.content.decode()
    assert set(ModerationCase.objects.values_list("state", "reason")) == {
        (state, "Be kind, please.")
    }
    open_take.refresh_from_db()
    assert open_take.is_hidden is (state in CaseState.out_of_sight())


def test_several_are_restored_at_once(
    as_editor: Client, case: ModerationCase, open_take: Take, classmate: User, editor: User
) -> None:
    taken = decided(editor, reported(classmate, "take", open_take.pk), Decision.REMOVE)

    html = as_editor.get(bulk("restore", case, taken)).content.decode()
    assert "1 selected item will be skipped. Only what was hidden or removed" in one_line(html)
    as_editor.post(bulk("restore", case, taken), answer())

    taken.refresh_from_db()
    case.refresh_from_db()
    assert (taken.state, case.state) == (CaseState.RESTORED, CaseState.OPEN)


def test_several_need_a_reason_too(as_editor: Client, case: ModerationCase) -> None:
    done = as_editor.post(bulk("hide", case), answer(" "))

    assert done.status_code == 200
    assert "This field is required." in done.content.decode()
    case.refresh_from_db()
    assert case.is_open


def test_what_another_editor_has_decided_meanwhile_is_skipped(
    as_editor: Client, case: ModerationCase, admin: User
) -> None:
    sent = answer()
    decided(admin, case, Decision.LEAVE)

    done = as_editor.post(bulk("hide", case), sent, follow=True)

    assert "1 was skipped" in done.content.decode()
    case.refresh_from_db()
    assert (case.state, case.decided_by) == (CaseState.LEFT, admin)


def test_selecting_all_means_all_that_the_list_shows(
    as_editor: Client, case: ModerationCase, open_take: Take, classmate: User
) -> None:
    other = reported(classmate, "take", open_take.pk)

    as_editor.post(bulk("leave", "all", kind="take"), answer())

    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.state, other.state) == (CaseState.OPEN, CaseState.LEFT)


def test_names_are_skipped_when_removing(
    as_editor: Client, message: ThreadMessage, student: User, teacher: User
) -> None:
    case = reported(student, "name", teacher.pk)

    html = as_editor.get(bulk("remove", case)).content.decode()

    assert "A name can be hidden, but not removed." in html


def many(take: Take, reporter: User, count: int, **given: Any) -> None:
    """Cases about messages, each by the student and with one report."""
    thread = factories.PracticeThreadFactory(take=take, started_by=take.student)
    now = timezone.now()
    messages = ThreadMessage.objects.bulk_create(
        ThreadMessage(pk=uuid4(), thread=thread, author=take.student, text=f"Words {number}")
        for number in range(count)
    )
    cases = ModerationCase.objects.bulk_create(
        ModerationCase(
            kind=CaseKind.MESSAGE,
            author=take.student,
            message=message,
            take=take,
            course=take.course,
            said=message.text,
            report_count=1,
            opened_at=now - timedelta(seconds=number),
            **given,
        )
        for number, message in enumerate(messages)
    )
    Report.objects.bulk_create(
        Report(case=case, reporter=reporter, reason=Reason.RUDE) for case in cases
    )


def test_it_takes_the_same_number_of_queries_for_one_and_three(
    as_editor: Client, open_take: Take, teacher: User
) -> None:
    def count() -> int:
        as_editor.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            as_editor.get(LIST)
        return len(asked)

    many(open_take, teacher, 1)
    first = count()
    many(open_take, teacher, 2)

    assert count() == first


def test_ten_thousand_cases_are_paged_by_an_index(
    as_editor: Client, open_take: Take, teacher: User
) -> None:
    """Not by the clock, which would depend on the machine: no query reads or sorts the table."""
    many(open_take, teacher, 3_000)
    queue = ModerationCase.objects.order_by("-is_open", "-opened_at", "-id")

    plan = queue.values_list("pk")[:30].explain()

    assert "feedback_case_queue" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    page = as_editor.get(f"{LIST}?p=50")
    assert len(page.context["object_list"]) == 30
