"""Every URL of feedback in the admin × every role. Outsiders to the course get 404."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Task, Workflow, WorkflowTask

from accounts.models import User
from accounts.roles import Role
from feedback.models import Feedback
from feedback.policy import FeedbackPolicy
from feedback.viewsets import FeedbackViewSet
from practice.models import Take
from tests.feedback.helpers import released
from tests.people import make_person
from tests.rows import Rows

SPACE = "wagtailsnippets_feedback_feedback"
PEOPLE = ["teacher", "admin", "editor", "colleague", "other_teacher", "student", "anonymous"]
OK, AWAY, FORBIDDEN, GONE = 200, 302, 403, 404

# The response to a GET. Away: Wagtail redirects people without permission to the admin's home.
OWN = {"teacher": OK, "admin": OK, "editor": AWAY, "colleague": GONE, "other_teacher": GONE}
READ = OWN | {"editor": OK}
NOBODY = dict.fromkeys(OWN, AWAY) | {"colleague": GONE, "other_teacher": GONE}
NOBODY_ANYWHERE = dict.fromkeys(OWN, AWAY)
LISTS = dict.fromkeys(OWN, OK)

TABLE: dict[str, dict[str, int]] = {
    "list": LISTS,
    "list_results": LISTS,
    "add": NOBODY_ANYWHERE,
    "preview_on_add": NOBODY_ANYWHERE,
    "edit": OWN,
    "delete": NOBODY,
    "usage": OWN,
    "history": OWN,
    "history_results": OWN,
    "inspect": READ,
    "preview_on_edit": OWN,
    "revisions_view": OWN,
    "revisions_revert": OWN,
    "revisions_compare": OWN,
    "revisions_unschedule": OWN,
    "unpublish": OWN,
    "lock": NOBODY,
    "unlock": NOBODY,
    "workflow_action": NOBODY,
    "collect_workflow_action_data": NOBODY,
    "confirm_workflow_cancellation": READ,
    "workflow_history": OWN,
    "workflow_history_detail": OWN,
    "workflow_preview": NOBODY,
}


def names() -> list[str]:
    return [pattern.name for pattern in FeedbackViewSet().get_urlpatterns()]


def test_the_table_lists_every_url() -> None:
    assert sorted(names()) == sorted(TABLE)


@pytest.fixture
def colleague(take: Take, rows: Rows) -> User:
    """A second teacher of the same course, with their own feedback, not this one."""
    person: User = make_person(rows, "colleague", Role.TEACHER)
    take.course.teachers.add(person)
    take.course.save()
    return person


@pytest.fixture
def feedback(take: Take, teacher: User) -> Feedback:
    return released(take, teacher)


@pytest.fixture
def urls(feedback: Feedback, teacher: User) -> dict[str, str]:
    task = Task.objects.first() or Task.objects.create(name="Look")
    workflow = Workflow.objects.create(name="Check")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(feedback, teacher)
    revision = feedback.latest_revision_id
    more: dict[str, list[Any]] = {
        "revisions_view": [revision],
        "revisions_revert": [revision],
        "revisions_compare": ["earliest", "latest"],
        "revisions_unschedule": [revision],
        "workflow_action": ["approve", state.current_task_state.pk],
        "collect_workflow_action_data": ["approve", state.current_task_state.pk],
        "workflow_history_detail": [state.pk],
        "workflow_preview": [task.pk],
    }
    without_pk = {"list", "list_results", "add", "preview_on_add"}
    return {
        name: reverse(
            f"{SPACE}:{name}",
            args=[] if name in without_pk else [feedback.pk, *more.get(name, [])],
        )
        for name in TABLE
    }


def _visit(client: Client, who: str, url: str, request: pytest.FixtureRequest) -> int:
    if who != "anonymous":
        client.force_login(request.getfixturevalue(who))
    return client.get(url).status_code


@pytest.mark.parametrize("who", PEOPLE)
def test_each_url_responds_as_in_the_table(
    client: Client,
    urls: dict[str, str],
    colleague: User,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    elsewhere = {"student": FORBIDDEN, "anonymous": AWAY}

    found = {name: _visit(client, who, url, request) for name, url in urls.items()}

    assert found == {name: elsewhere.get(who, row.get(who)) for name, row in TABLE.items()}


@pytest.mark.parametrize("who", ["colleague", "other_teacher", "editor", "student", "anonymous"])
def test_nobody_else_changes_anything_by_posting(
    client: Client,
    urls: dict[str, str],
    feedback: Feedback,
    colleague: User,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    if who != "anonymous":
        client.force_login(request.getfixturevalue(who))
    before = Feedback.objects.filter(pk=feedback.pk).values().get()
    versions = feedback.revisions.count()

    for url in urls.values():
        client.post(url, {"summary": "mine", "action-publish": "1"})

    assert Feedback.objects.filter(pk=feedback.pk).values().get() == before
    assert feedback.revisions.count() == versions


def test_the_list_shows_only_what_you_may_read(
    client: Client, feedback: Feedback, colleague: User, teacher: User, editor: User
) -> None:
    for person, expected in ((teacher, True), (colleague, False), (editor, True)):
        client.force_login(person)
        page = client.get(reverse(f"{SPACE}:list")).content.decode()
        assert (str(feedback) in page) is expected


@pytest.mark.parametrize("who", ["other_teacher", "editor"])
def test_the_desk_of_another_courses_take_is_not_found(
    client: Client, take: Take, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("feedback_desk", args=[take.pk])).status_code == GONE


def test_feedback_has_no_chooser(client: Client, teacher: User) -> None:
    client.force_login(teacher)

    assert client.get("/admin/snippets/choose/feedback/feedback/").status_code == GONE


def test_bulk_deleting_finds_nothing_to_delete(
    client: Client, feedback: Feedback, admin: User
) -> None:
    client.force_login(admin)
    url = reverse("wagtail_bulk_action", args=["feedback", "feedback", "delete"])

    client.post(f"{url}?id={feedback.pk}")

    assert Feedback.objects.filter(pk=feedback.pk).exists()


@pytest.mark.parametrize(
    ("who", "verb", "expected"),
    [
        ("teacher", "change", True),
        ("teacher", "publish", True),
        ("teacher", "delete", False),
        ("teacher", "add", False),
        ("admin", "change", True),
        ("admin", "delete", False),
        ("editor", "view", True),
        ("editor", "change", False),
        ("colleague", "change", False),
        ("colleague", "view", False),
        ("other_teacher", "view", False),
        ("student", "view", False),
    ],
)
def test_the_policy_for_one_instance(
    feedback: Feedback,
    colleague: User,
    who: str,
    verb: str,
    expected: bool,
    request: pytest.FixtureRequest,
) -> None:
    policy = FeedbackPolicy(Feedback)
    person = request.getfixturevalue(who)

    assert policy.user_has_permission_for_instance(person, verb, feedback) is expected


@pytest.mark.parametrize(
    ("who", "status"), [("teacher", FORBIDDEN), ("editor", OK), ("admin", OK), ("anonymous", AWAY)]
)
def test_the_site_history_is_closed_to_teachers(
    client: Client, feedback: Feedback, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    url = reverse("wagtailadmin_reports:site_history")

    assert _visit(client, who, url, request) == status
