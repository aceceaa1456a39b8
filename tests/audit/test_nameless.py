"""The history stores ids; names are looked up when it is shown."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from audit.log import record
from audit.views import name
from core.direction import isolated
from practice.models import Take
from tests import factories
from tests.feedback.helpers import released

PAST = importlib.import_module("audit.migrations.0001_ids_only")


@pytest.fixture
def wilma(student: User) -> User:
    student.first_name, student.last_name = "Wilhelmina", "Quackenbush"
    student.save()
    return student


def rows() -> list[Any]:
    return [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]


def test_rows_store_only_ids(wilma: User, take: Take, teacher: User, course: Any) -> None:
    released(take, teacher, "Slower")
    record("accounts.token_issued", wilma, actor=wilma, email=wilma.email, days=90)
    course.title = "For Wilhelmina"
    course.save_revision(user=teacher, log_action=True).publish(user=teacher)
    names = {"title": {"old": "For Wilhelmina", "new": "x"}, "page": {"id": 1, "title": "Wilma"}}
    log(instance=course, action="wagtail.rename", user=teacher, data=names)

    for row in rows():
        assert row.label == str(row.object_id)
        assert "Wil" not in str(row.data)
    assert ModelLogEntry.objects.get(action="accounts.token_issued").data == {"days": 90}
    renamed = PageLogEntry.objects.filter(action="wagtail.rename").latest("pk")
    assert renamed.data == {"page": {"id": 1}}


def test_the_history_shows_what_things_are_called_now(
    client: Client, admin: User, wilma: User, take: Take, teacher: User, course: Any
) -> None:
    released(take, teacher, "Slower")
    record("accounts.token_issued", wilma, actor=wilma)
    client.force_login(admin)
    url = reverse("wagtailadmin_reports:site_history")

    page = client.get(url).content.decode()
    found = client.get(url, {"label": "quackenbush"}).content.decode()

    label = f"{isolated('Wilhelmina Quackenbush')} · {isolated('Long bows')}"
    assert label in page
    assert course.title in page
    assert label in found
    assert course.title not in found.split("</form>")[-1]


def test_names_of_many_rows_are_looked_up_together(
    exercise: Any, teacher: User, django_assert_max_num_queries: Any
) -> None:
    takes = [factories.TakeFactory(exercise=exercise) for _number in range(4)]
    released(takes[0], teacher, "Slower")
    with django_assert_max_num_queries(20) as few:
        name(list(ModelLogEntry.objects.all()))
    count = len(few.captured_queries)
    for take in takes[1:]:
        released(take, teacher, "Slower")

    entries = list(ModelLogEntry.objects.all())
    with django_assert_max_num_queries(count - 1):  # the list itself is here already
        name(entries)

    theirs = {f"{isolated(take.student)} · {isolated(exercise.title)}" for take in takes}
    assert theirs <= {entry.label for entry in entries}


def test_rows_from_before_lose_their_names(wilma: User, course: Any, teacher: User) -> None:
    record("accounts.token_issued", wilma, actor=wilma, days=90)
    course.save_revision(user=teacher, log_action=True)
    ModelLogEntry.objects.update(
        label="Wilma", data={"days": 1, "title": "Wilma", "to": [{"name": "W"}]}
    )
    PageLogEntry.objects.update(label="For Wilma", data={"page": {"id": 1, "title": "For Wilma"}})

    PAST.take_names_out(apps, None)

    for row in rows():
        assert row.label == str(row.object_id)
        assert "W" not in str(row.data)
    assert ModelLogEntry.objects.first().data == {"days": 1, "to": [{}]}


def test_pages_history_still_opens(client: Client, admin: User, course: Any) -> None:
    client.force_login(admin)
    names = {"page": {"id": 1, "title": "Wilma"}, "source": {"id": 1, "title": "A"}}
    for action in ("wagtail.rename", "wagtail.copy", "wagtail.move", "wagtail.create_alias"):
        log(instance=course, action=action, user=admin, data=names)

    for url in (
        reverse("wagtailadmin_pages:history", args=[course.pk]),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:site_history") + "?export=csv",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "Wilma" not in b"".join(answer).decode()
